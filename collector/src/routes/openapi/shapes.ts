import { type TProperties, type TSchema, Type } from 'typebox';

/** An object with these parts, and no others. */
export const exact = <Parts extends TProperties>(parts: Parts) =>
  Type.Object(parts, { additionalProperties: false });

/** What may be null. */
export const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

/** One of several words. */
export const words = (...choices: readonly string[]) =>
  Type.Union(choices.map((choice) => Type.Literal(choice)));

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
export const Texts = Type.Record(Type.String(), Text);
export const Cursor = orNull(Text);

/** While earlier hits still count by a site's names of before. */
export const SETTLING = { recalculating: Type.Optional(Type.Literal(true)) };

export const Period = words('day', 'week', 'month');

/** What every error looks like. */
export const ErrorBody = exact({
  error: exact({ code: Text, message: Text, field: Type.Optional(Text) }),
});

/** One path of the API, as it is told. */
export interface Described {
  summary: string;
  query?: TSchema;
  body?: TSchema;
  /** Of the answer that is meant: 200 where nothing else is said. */
  status?: 200 | 201 | 202 | 204;
  /** Absent where the answer has no body. */
  answer?: TSchema;
  /** Other forms of the answer. */
  types?: readonly string[];
}
