import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { decodeEarlyQueue, runEarlyQueue } from '../../collector/src/ingest/early-queue/early.js';
import { createRandomOf } from '../../collector/src/routes/hits/early-random.js';
import { decodeLine, type Hit, isAnonymousShape } from '../../src/wire.js';
import { ADA, ANON, ANON_2, BOB } from './support/ids.js';
import { openPage } from './support/page.js';

/** What a hit says; anonymous ids that were made for it are told by their order alone. */
const toFacts = (hits: Hit[]): unknown[] => {
  const known = [ANON, ANON_2];
  const made: string[] = [];
  const toName = (id = ''): string => {
    if (!isAnonymousShape(id) || known.includes(id)) return id;
    if (!made.includes(id)) made.push(id);
    return `made ${made.indexOf(id)}`;
  };
  return hits.map(({ kind, name, person, properties, source, time, timeGiven }) => [
    kind,
    kind === 'alias' ? toName(name) : name,
    toName(person),
    { ...properties },
    source,
    timeGiven ? time : undefined,
  ]);
};

const IDS = [
  ADA,
  BOB,
  ` ${ADA}\n`,
  ANON_2,
  '',
  ' ',
  'null',
  'undefined',
  'true',
  7,
  'x'.repeat(256),
];
const PROPERTIES = [
  undefined,
  {},
  { Plan: 'Pro', n: 1.5, b: false, none: null },
  { list: [1, 'two', null], nested: { a: 1 }, _p: BOB },
  { _t: 1234567890, _d: 1, 'a,b:c': 'd' },
];

const call = (name: string, ...parts: fc.Arbitrary<unknown>[]) =>
  fc.tuple(fc.constant(name), ...parts).map((all) => {
    // A page leaves its last arguments out; JSON has no undefined.
    while (all.at(-1) === undefined) all.pop();
    return all as unknown[];
  });
const id = fc.constantFrom(...IDS);
const properties = fc.constantFrom(...PROPERTIES);
const name = fc.constantFrom('A', 'B', ' ', '', 9);

const CALLS = fc.array(
  fc.oneof(
    call('record', name, properties),
    call('set', properties),
    call('identify', id),
    call('alias', fc.constantFrom(ADA, BOB, ANON), fc.constantFrom(undefined, ADA, BOB)),
    call('clearIdentity'),
    call('signedUp', name, properties),
    call('billed', fc.constant(9), name, properties),
    call('cancelled', properties),
    call('register', properties),
    call('unregister', fc.constantFrom('Plan', ['n', 'b'])),
    call('optOut'),
    call('optIn'),
    call('nothing', properties),
  ),
  { maxLength: 8 },
);

/** Who the visitor was. The client would repeat the link of a known pair once; the collector cannot know of it. */
const COOKIES = fc.constantFrom<Record<string, string>>(
  {},
  { km_ai: ANON },
  { km_ni: 'carol' },
  { km_ai: ANON, km_ni: 'carol' },
  { km_ai: 'carol' },
);
const CONSENT = fc.constantFrom('granted', 'required');

describe('an early queue (W14)', () => {
  it('makes the same hits in the collector as in the client', async () => {
    await fc.assert(
      fc.asyncProperty(CALLS, COOKIES, CONSENT, async (calls, cookies, consent) => {
        const page = await openPage({
          early: [['configure', { consent }], ...structuredClone(calls)],
          cookies,
        });
        await page.sent();
        const byClient = page.hits();
        page.crash();
        vi.useRealTimers();

        const pairs = Object.entries(cookies).map(
          ([key, value]) => `${key}=${encodeURIComponent(value)}`,
        );
        const body = JSON.stringify([pairs, 'https://www.example.com/pricing', calls]);
        const byCollector = runEarlyQueue(decodeEarlyQueue(body)!, {
          key: 'demo',
          client: { consent },
          refuses: { gpc: false, dnt: false },
          createRandom: createRandomOf(undefined),
        }).map((line) => (decodeLine(line) as { hit: Hit }).hit);
        expect(toFacts(byCollector)).toEqual(toFacts(byClient));
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});
