import { describe, expect, it } from 'vitest';
import {
  type Arrival,
  emptyFeed,
  type Feed,
  isMatch,
  MAX_ROWS,
  pauseFeed,
  ROWS_PER_SECOND,
  resumeFeed,
  takeArrival,
} from '../../../../web/screens/live/feed.js';

const START = Date.parse('2025-03-04T12:00:00Z');

/** A hit received so many milliseconds after the start. */
const hitAt = (milliseconds: number, name = 'Page View'): Arrival => {
  const received = new Date(START + milliseconds).toISOString();
  return {
    type: 'hit',
    hit: {
      seq: milliseconds,
      time: received,
      received,
      kind: 'event',
      name,
      identity: 'jane@example.com',
      properties: { Plan: 'Pro' },
    },
  };
};

const takeAll = (arrivals: Arrival[], feed: Feed = emptyFeed): Feed =>
  arrivals.reduce(takeArrival, feed);

const burst = (count: number, from: number): Arrival[] =>
  Array.from({ length: count }, (_, index) => hitAt(from + index));

const texts = (feed: Feed): string[] =>
  feed.rows.map((row) =>
    row.type === 'more'
      ? `${row.count} more`
      : row.type === 'hit'
        ? `${row.hit.name}`
        : row.rejection.message,
  );

describe('the live feed', () => {
  it('puts the newest on top', () => {
    expect(texts(takeAll([hitAt(1, 'A'), hitAt(2, 'B')]))).toEqual(['B', 'A']);
  });

  it('shows 20 rows of a second and says how many more there were', () => {
    const feed = takeAll([...burst(57, 0), hitAt(1_000, 'Later')]);
    expect(texts(feed).slice(0, 3)).toEqual(['Later', '37 more', 'Page View']);
    expect(feed.rows).toHaveLength(ROWS_PER_SECOND + 2);
  });

  it('counts each second anew', () => {
    const feed = takeAll([...burst(25, 0), ...burst(22, 1_000)]);
    expect(texts(feed).filter((text) => text.endsWith('more'))).toEqual(['2 more', '5 more']);
  });

  it('does not let an arrival of an earlier second reset the count', () => {
    const feed = takeAll([...burst(20, 1_000), hitAt(999), hitAt(1_100)]);
    expect(texts(feed)[0]).toBe('2 more');
  });

  it('shows rejected hits in the same stream', () => {
    const rejection = {
      time: new Date(START).toISOString(),
      reason: 'unknown_key',
      message: 'No such site.',
    };
    expect(texts(takeAll([hitAt(0, 'A'), { type: 'rejected', rejection }]))).toEqual([
      'No such site.',
      'A',
    ]);
  });

  it('holds rows while paused, counts all that wait, and shows them on top afterwards', () => {
    const paused = takeAll(burst(30, 1_000), pauseFeed(takeAll([hitAt(0, 'Before')])));
    expect(texts(paused)).toEqual(['Before']);
    expect(paused.waitingCount).toBe(30);

    const resumed = resumeFeed(paused);
    expect(texts(resumed)[0]).toBe('10 more');
    expect(texts(resumed).at(-1)).toBe('Before');
    expect(resumed.rows).toHaveLength(22);
    expect([resumed.waitingCount, resumed.waiting]).toEqual([0, []]);
  });

  it('keeps a bounded number of rows, each with an id of its own', () => {
    const seconds = Array.from({ length: 40 }, (_, second) => burst(20, second * 1_000)).flat();
    const { rows } = takeAll(seconds);
    expect(rows).toHaveLength(MAX_ROWS);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(MAX_ROWS);
  });
});

describe('the filter', () => {
  it.each([
    ['', true],
    ['  ', true],
    ['page', true],
    ['JANE@', true],
    ['plan', true],
    ['pro', true],
    ['event', true],
    ['Enterprise', false],
    ['undefined', false],
  ])('%j matches a page view of jane on Pro: %s', (text, matches) => {
    expect(isMatch(hitAt(0), text)).toBe(matches);
  });

  it('finds rejected hits by their reason', () => {
    const arrival: Arrival = {
      type: 'rejected',
      rejection: { time: '', reason: 'missing_key', message: 'No key.' },
    };
    expect(isMatch(arrival, 'no key')).toBe(true);
    expect(isMatch(arrival, 'rejected')).toBe(true);
    expect(isMatch(arrival, 'jane')).toBe(false);
  });
});
