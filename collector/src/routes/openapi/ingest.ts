import { Type } from 'typebox';
import { Count, ErrorBody, exact, Text } from './shapes.js';

const Rejections = Type.Array(exact({ line: Count, reason: Text }));

const key = (required: boolean) => ({
  name: '_k',
  in: 'query',
  required,
  description: 'Key of the site.',
  schema: Text,
});

const failed = {
  description: 'Why nothing was kept; with `Retry-After` where the same can be sent again.',
  content: { 'application/json': { schema: ErrorBody } },
};

/** Many hits in one body. */
const batch = {
  post: {
    operationId: 'sendHits',
    summary: 'Send hits: a line each, such as e?_p=ada@example.com&_n=Signed+Up',
    description: 'What a line says is in docs/spec/wire.md. A hit is accepted when it is on disk.',
    tags: ['ingest'],
    security: [],
    parameters: [
      key(true),
      {
        name: '_s',
        in: 'query',
        description: 'The clock of the sender, in Unix seconds: hits of a wrong clock are moved.',
        schema: Type.Number(),
      },
    ],
    requestBody: { required: true, content: { 'text/plain': { schema: Text } } },
    responses: {
      200: {
        description: 'What became of each line; `line` counts from 0.',
        content: {
          'application/json': { schema: exact({ accepted: Count, rejected: Rejections }) },
        },
      },
      '4XX': failed,
      503: failed,
    },
  },
};

const HITS = {
  e: ['recordEvent', 'Record an event'],
  s: ['setProperties', 'Set properties of a person'],
  a: ['aliasIdentities', 'Say that two identities are one person'],
} as const;

const text = (name: string, required: boolean, description: string) => ({
  name,
  in: 'query',
  required,
  description,
  schema: Text,
});

/** One hit in an address: every other name is a property. */
const toHit = (kind: keyof typeof HITS) => ({
  get: {
    operationId: HITS[kind][0],
    summary: HITS[kind][1],
    description: 'Every name without `_` in front is a property. Refused hits have `X-Rejected`.',
    tags: ['ingest'],
    security: [],
    parameters: [
      key(true),
      text('_p', true, 'Identity of the person.'),
      ...(kind === 'e' ? [text('_n', true, 'Name of the event.')] : []),
      ...(kind === 'a' ? [text('_n', true, 'The other identity.')] : []),
      text('_t', false, 'When it happened, in Unix seconds; counts with `_d=1`.'),
      text('_d', false, '`1`: `_t` stands as it is.'),
      text('_i', false, 'Id of the hit: sent again, it is the same hit.'),
      {
        name: 'properties',
        in: 'query',
        style: 'form',
        explode: true,
        description: 'Properties by their names.',
        schema: { type: 'object', additionalProperties: Text },
      },
    ],
    responses: {
      200: {
        description: 'One transparent pixel, whatever became of the hit.',
        headers: {
          'X-Rejected': { description: 'Why the hit was refused, as a code.', schema: Text },
        },
        content: { 'image/gif': { schema: { type: 'string', format: 'binary' } } },
      },
      '4XX': failed,
      503: failed,
    },
  },
});

/** Paths that take hits: the wire checks what they say (W1 to W12). */
export const INGEST = {
  '/': batch,
  '/e': toHit('e'),
  '/s': toHit('s'),
  '/a': toHit('a'),
};
