import { beforeAll, expect, test } from 'vitest';
import { shareTestApp, TOKEN } from '../support/app.js';

const shared = shareTestApp();
let list = '';
beforeAll(async () => {
  const body = { name: 'List', identities: ['ada'] };
  list = (await shared().ask('POST', '/api/sites/demo/populations', body)).json().id;
});

const JSON_TYPE = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };

/** What a pattern, or the composing of accents, takes the square of the length for. */
const LONG: [string, string][] = [
  ['quotes', `${"'".repeat(500_000)}x`],
  ['spaces', `a${' '.repeat(500_000)}x`],
  ['brackets', '{'.repeat(500_000)],
  ['dots of an address', `a@${'.'.repeat(500_000)}@`],
  ['accents', `a${'\u0301'.repeat(120_000)}${'\u0316'.repeat(120_000)}`],
  ['accents in turn', `a${'\u0301\u0316'.repeat(120_000)}`],
];
/** Bodies and lines are refused beyond a limit; these are below. */
const toHalf = (text: string): string => `${text.slice(0, 60_000)}${text.slice(-60_000)}`;
const toShort = (text: string): string => `${text.slice(0, 2500)}${text.slice(-2500)}`;

/** The public key, or one that may write, and the most of it that one request holds. */
const WAYS: [string, (text: string) => object][] = [
  [
    'the first identity of a batch that tells its clock',
    (text) => ({ url: `/?_k=demo&_s=1`, payload: `e?_p=${text}&_n=A` }),
  ],
  [
    'names of properties of a batch',
    (text) => ({
      url: '/?_k=demo',
      payload: Array.from({ length: 60 }, () => `e?${toShort(text)}=1&_p=ada&_n=A`).join('\n'),
    }),
  ],
  [
    'names of events of a batch',
    (text) => ({
      url: '/?_k=demo',
      payload: Array.from({ length: 60 }, () => `e?_p=ada&_n=${toShort(text)}`).join('\n'),
    }),
  ],
  [
    'a queue of a page',
    (text) => ({
      url: '/?_k=demo',
      payload: JSON.stringify([
        [`km_ni=${toHalf(text)}`],
        'https://a.example',
        [['identify', toHalf(text)]],
      ]),
    }),
  ],
  [
    'a call of Segment',
    (text) => ({
      url: '/v1/identify',
      headers: JSON_TYPE,
      payload: { writeKey: 'demo', userId: toHalf(text), anonymousId: 'a' },
    }),
  ],
  [
    'traits of a call of Segment',
    (text) => ({
      url: '/v1/identify',
      headers: JSON_TYPE,
      payload: {
        ...{ writeKey: 'demo', userId: 'ada' },
        traits: Object.fromEntries(
          Array.from({ length: 40 }, (_, at) => [`${at}${toShort(text)}`, toShort(text)]),
        ),
      },
    }),
  ],
  [
    'a member of a list',
    (text) => ({
      url: '/api/sites/demo/populations',
      headers: JSON_TYPE,
      payload: { name: 'L', identities: [toHalf(text)] },
    }),
  ],
  [
    'a member of a list, in a file',
    (text) => ({
      url: '/api/sites/demo/populations/POPULATION/add',
      headers: { ...JSON_TYPE, 'content-type': 'text/csv' },
      payload: `identity\n${toHalf(text)}\n`,
    }),
  ],
  [
    'whom to erase',
    (text) => ({
      url: '/api/sites/demo/people/erase',
      headers: JSON_TYPE,
      payload: { identity: text },
    }),
  ],
];

test.each(
  WAYS.flatMap(([way, toRequest]) =>
    LONG.map(([what, text]) => [what, way, toRequest, text] as const),
  ),
)('%s as %s hold up nobody (S24)', async (_what, _way, toRequest, text) => {
  const { app } = shared();
  const request = toRequest(text) as { url: string };
  const url = request.url.replace('POPULATION', list);
  const began = performance.now();
  const answer = await app.inject({ method: 'POST', ...request, url });
  expect(answer.statusCode).toBeLessThan(500);
  // In proportion to the length it takes tenths of a second; minutes else.
  expect(performance.now() - began).toBeLessThan(3_000);
});
