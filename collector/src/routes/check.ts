import type { Static, TSchema } from 'typebox';
import { Errors } from 'typebox/value';
import { ApiError } from '../errors.js';

/** `/client/spa` → `client.spa`. */
const toField = (pointer: string): string => pointer.slice(1).replaceAll('/', '.');

/** A body as its schema says, or an error that names the first field that is not. */
export const check = <T extends TSchema>(schema: T, body: unknown): Static<T> => {
  const errors = Errors(schema, body ?? {});
  const unknown = errors.find(({ keyword }) => keyword === 'additionalProperties');
  if (unknown) {
    const { additionalProperties } = unknown.params as { additionalProperties: string[] };
    const field = toField(`${unknown.instancePath}/${additionalProperties[0]}`).slice(0, 255);
    throw new ApiError('invalid_request', { field, message: 'There is no such setting.' });
  }
  const [first] = errors;
  if (!first) return body as Static<T>;
  const missing = (first.params as { requiredProperties?: string[] }).requiredProperties?.[0];
  const field = toField(missing ? `${first.instancePath}/${missing}` : first.instancePath);
  const message = missing ? `${field} is missing.` : `${field || 'The body'} ${first.message}.`;
  throw new ApiError('invalid_request', { message, ...(field ? { field } : {}) });
};
