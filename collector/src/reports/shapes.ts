import {
  type TObjectOptions,
  type TProperties,
  type TSchema,
  type TSchemaOptions,
  Type,
} from 'typebox';
import type { Field } from './fields.js';

/** An object with these parts, and no others. A `title` is its name in the description of the API. */
export const exact = <Parts extends TProperties>(parts: Parts, options: TObjectOptions = {}) =>
  Type.Object(parts, { ...options, additionalProperties: false });

/** What may be null. */
export const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

/** A part of a request that may be left out; null says the same. */
export const optional = <Schema extends TSchema>(schema: Schema) => Type.Optional(orNull(schema));

/** A part that another form has. */
export const absent = Type.Optional(Type.Null());

/** One of several words. */
export const words = <Word extends string>(
  choices: readonly Word[],
  options: TSchemaOptions = {},
) => Type.Unsafe<Word>({ ...options, type: 'string', enum: [...choices] });

/** What a part has wrong, after its name; undefined leaves it to the general words. */
export type Explain = (field: Field) => string | undefined;

/** Says what a part has wrong in words of its own. */
export const explained = (explain: Explain): TSchemaOptions => ({ '~explain': explain });

export const Text = Type.String();
export const Flag = Type.Boolean();
export const Count = Type.Integer({ minimum: 0 });
export const Share = Type.Number({ minimum: 0 });
export const Seconds = Type.Number();
/** ISO 8601 in UTC. */
export const Instant = Type.String({
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$',
});
/** A local day. */
export const Day = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$' });
/** Two decimals, or up to four where they say something. */
export const Money = Type.String({ pattern: '^-?\\d+\\.\\d{2,4}$' });

/** Pairs of parts of which only one can be given. */
export const conflicts = (...pairs: (readonly [string, string])[]): TObjectOptions => {
  const both = pairs.map((pair) => ({
    required: [...pair],
    properties: Object.fromEntries(pair.map((name) => [name, { not: { type: 'null' } }])),
  }));
  return { not: both.length > 1 ? { anyOf: both } : both[0] };
};
