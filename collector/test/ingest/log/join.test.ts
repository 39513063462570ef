import { expect, test } from 'vitest';
import { joinHits } from '../../../src/ingest/log/join.js';
import type { HitsRecord } from '../../../src/ingest/record.js';
import { NOW } from '../../support/hits.js';

type Hits = Omit<HitsRecord, 'seq'>;

const toHits = (names: string, rest: Partial<Hits> = {}): Hits => ({
  type: 'hits',
  v: 2,
  site: 'demo',
  received: NOW,
  via: 'single',
  lines: [...names].map((name) => `e?_n=${name}&_p=ada`),
  offsets: [...names].map((_, at) => at),
  ...rest,
});
const unlink = {
  type: 'unlink' as const,
  v: 1 as const,
  site: 'demo',
  received: NOW,
  a: 'a',
  b: 'b',
};

test('hits of one millisecond become one record, in their order', () => {
  expect(joinHits([toHits('A'), toHits('BC'), toHits('D')])).toEqual([
    { ...toHits('ABCD'), offsets: [0, 0, 1, 0] },
  ]);
});

test('hits from two countries stay apart', () => {
  const drafts = [toHits('A', { country: 'DE' }), toHits('B', { country: 'FR' }), toHits('C')];
  expect(joinHits(drafts)).toEqual(drafts);
});

test('what was given stays as it is', () => {
  const drafts = [toHits('A'), toHits('B'), toHits('C')];
  joinHits(drafts);
  expect(drafts).toEqual([toHits('A'), toHits('B'), toHits('C')]);
});

test.each<[string, Partial<Hits>]>([
  ['site', { site: 'other' }],
  ['moment', { received: NOW + 1 }],
  ['way', { via: 'batch' }],
  ['clock', { sent: '12' }],
  ['correction', { behind: 60_000 }],
  ['agent', { agent: 'Firefox' }],
  ['judgement', { bot: true }],
])('another %s is another record', (_, rest) => {
  const drafts = [toHits('A'), toHits('B', rest), toHits('C')];
  expect(joinHits(drafts)).toEqual(drafts);
});

test('a word about a link stands between hits', () => {
  expect(joinHits([toHits('A'), unlink, toHits('B')])).toEqual([toHits('A'), unlink, toHits('B')]);
});

test('a record stays small', () => {
  const drafts = [toHits('A'.repeat(600)), toHits('B'.repeat(600))];
  expect(joinHits(drafts)).toEqual(drafts);
});
