import type { Static, TSchema } from 'typebox';
import { Errors } from 'typebox/value';
import { ApiError } from '../../errors.js';
import { tellMistake, unescapePart } from './mistake.js';

/** `/client` and `spa` → `client.spa`. */
const formatField = (pointer: string, name?: string): string =>
  [...pointer.split('/').slice(1).map(unescapePart), ...(name === undefined ? [] : [name])]
    .join('.')
    .slice(0, 255);

/** A body as its schema says, or an error that names the first field that is not. */
export const check = <T extends TSchema>(schema: T, body: unknown): Static<T> => {
  const given = body ?? {};
  const errors = Errors(schema, given);
  // Nothing is allowed where this is, or not under this name.
  const unknown = errors.find(
    ({ keyword, schemaPath }) => keyword === 'boolean' || schemaPath.endsWith('/propertyNames'),
  );
  if (unknown) {
    const field = formatField(unknown.instancePath);
    throw new ApiError('invalid_request', { field, message: `Unknown field "${field}".` });
  }
  const [first] = errors;
  if (!first) return given as Static<T>;
  const missing = (first.params as { requiredProperties?: string[] }).requiredProperties?.[0];
  const field = formatField(first.instancePath, missing);
  const same = errors.filter(({ instancePath }) => instancePath === first.instancePath);
  const wrong = missing ? 'is missing' : tellMistake(schema, same);
  const message = `${field ? `"${field}"` : 'The body'} ${wrong}.`;
  throw new ApiError('invalid_request', { message, ...(field ? { field } : {}) });
};
