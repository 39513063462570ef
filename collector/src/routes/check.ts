import type { Static, TSchema } from 'typebox';
import { Errors } from 'typebox/value';
import { ApiError } from '../errors.js';

/** A part of a JSON pointer as it was before it was escaped. */
const toPart = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');

/** `/client` and `spa` → `client.spa`. */
const toField = (pointer: string, name?: string): string =>
  [...pointer.split('/').slice(1).map(toPart), ...(name === undefined ? [] : [name])]
    .join('.')
    .slice(0, 255);

/** A body as its schema says, or an error that names the first field that is not. */
export const check = <T extends TSchema>(schema: T, body: unknown): Static<T> => {
  const given = body ?? {};
  const errors = Errors(schema, given);
  const unknown = errors.find(({ keyword }) => keyword === 'additionalProperties');
  if (unknown) {
    const { additionalProperties } = unknown.params as { additionalProperties: string[] };
    const field = toField(unknown.instancePath, additionalProperties[0]);
    throw new ApiError('invalid_request', { field, message: 'There is no such setting.' });
  }
  const [first] = errors;
  if (!first) return given as Static<T>;
  const missing = (first.params as { requiredProperties?: string[] }).requiredProperties?.[0];
  const field = toField(first.instancePath, missing);
  const message = missing ? `${field} is missing.` : `${field || 'The body'} ${first.message}.`;
  throw new ApiError('invalid_request', { message, ...(field ? { field } : {}) });
};
