import { type TSchema, Type } from 'typebox';
import { PERIODS } from '../../reports/plan.js';
import { exact, orNull, Text, words } from '../../reports/shapes.js';

export * from '../../reports/shapes.js';

export const Texts = Type.Record(Type.String(), Text);
export const Cursor = orNull(Text);

export const Period = words(PERIODS);

/** What every error looks like. */
export const ErrorBody = exact(
  {
    error: exact({
      code: Text,
      message: Text,
      /** The part of the request that is wrong, as a path such as `steps.1.where.0.op`. */
      field: Type.Optional(Text),
    }),
  },
  { title: 'Error' },
);

/** The form of an answer that can be a file, too. */
export const FORMAT = { format: Type.Optional(words(['csv', 'json'])) };
/** What a description says of such an answer. */
export const AS_FILE = 'With `format=csv`, or `Accept: text/csv`, the answer is a CSV file.';

/** One path of the API, as it is told. */
export interface Described {
  /** What a generated client calls it. */
  id: string;
  summary: string;
  /** What has to be known beside it. */
  description?: string;
  query?: TSchema;
  body?: TSchema;
  /** Of the answer that is meant: 200 where nothing else is said. */
  status?: 200 | 201 | 202 | 204;
  /** Absent where the answer has no body. */
  answer?: TSchema;
  /** Forms of an answer that is not JSON. */
  types?: readonly string[];
  /** The form of a body that is not JSON. */
  accepts?: string;
  /** No token is asked for. */
  isOpen?: true;
}
