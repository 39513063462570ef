import { describe, expect, test } from 'vitest';
import { type ByteRates, createRateLimit } from '../../src/store/rate-limit.js';

const NEVER = Number.POSITIVE_INFINITY;

const start = (bytes?: ByteRates) => {
  let now = 0;
  const rateLimit = createRateLimit(() => now, bytes);
  return {
    at(seconds: number) {
      now = seconds * 1000;
    },
    take: (hits: number, hitsPerSecond: number | null, more: object = {}) =>
      rateLimit.consume({
        site: 'demo',
        sender: 'a',
        bytes: hits * 100,
        hits,
        hitsPerSecond,
        ...more,
      }),
  };
};

/** Seconds since the test began, hits, hits per second, seconds to wait. */
test.each<[string, [at: number, hits: number, perSecond: number | null, wait: number][]]>([
  ['without a limit', [[0, 1_000_000, null, 0]]],
  [
    'a burst of ten seconds’ worth, then no more',
    [
      [0, 100, 10, 0],
      [0, 1, 10, 1],
      [0, 20, 10, 2],
    ],
  ],
  [
    'the account fills steadily, and not above its bound',
    [
      [0, 100, 10, 0],
      [1, 10, 10, 0],
      [1, 1, 10, 1],
      [100, 100, 10, 0],
      [100, 1, 10, 1],
    ],
  ],
  [
    'a batch above the burst is never taken, and costs nobody anything',
    [
      [0, 50_000, 10, NEVER],
      [0, 101, 10, NEVER],
      [0, 100, 10, 0],
      [0, 101, 10, NEVER],
      [10, 100, 10, 0],
    ],
  ],
  [
    'a clock that goes back fills nothing',
    [
      [100, 100, 10, 0],
      [0, 1, 10, 1],
      [1, 10, 10, 0],
    ],
  ],
])('%s', (_, story) => {
  const { at, take } = start();
  for (const [seconds, hits, perSecond, wait] of story) {
    at(seconds);
    expect(take(hits, perSecond)).toBe(wait);
  }
  expect(take(1, 10, { site: 'other' })).toBe(0);
});

describe('senders of one site', () => {
  test('whoever sends without end leaves room for the others within seconds', () => {
    const { at, take } = start();
    const taken = { flood: 0, shop: 0 };
    for (let second = 0; second < 600; second++) {
      at(second);
      for (let times = 0; times < 20; times++)
        if (!take(10, 10, { sender: 'flood' })) taken.flood += 10;
      // One hit a second, as a page makes them.
      if (!take(1, 10, { sender: 'shop' })) taken.shop++;
    }
    expect(taken.shop).toBeGreaterThan(560);
    expect(taken.flood + taken.shop).toBeLessThanOrEqual(6_100);
    expect(taken.flood).toBeGreaterThan(2_500);
  });

  test('a sender alone has all of it', () => {
    const { at, take } = start();
    let taken = 0;
    for (let second = 0; second < 100; second++) {
      at(second);
      for (let times = 0; times < 20; times++) if (!take(1, 10)) taken++;
    }
    expect(taken).toBeGreaterThanOrEqual(1_090);
  });

  test('nobody waits for more than half a minute, and whoever waits gets through', () => {
    const { at, take } = start();
    for (let second = 0; second < 100; second++) {
      at(second);
      for (let sender = 0; sender < 50; sender++)
        for (let times = 0; times < 5; times++) {
          const wait = take(20, 10, { sender: `flood ${sender}` });
          expect(wait).toBeLessThanOrEqual(30);
        }
    }
    let now = 100;
    let wait = 1;
    for (let times = 0; wait && times < 10; times++) {
      wait = take(1, 10, { sender: 'shop' });
      expect(wait).toBeLessThanOrEqual(30);
      now += wait;
      at(now);
    }
    expect(wait).toBe(0);
  });
});

describe('bytes', () => {
  test.each([
    ['of a site', { site: 1_000, sender: 0 }, { site: 'demo', sender: 'b' }, { site: 'other' }],
    ['of a sender', { site: 0, sender: 1_000 }, { site: 'other', sender: 'a' }, { sender: 'b' }],
  ])('%s are limited, whichever hits they are', (_, rates, same, another) => {
    const { at, take } = start(rates);
    expect(take(1, null, { bytes: 10_001 })).toBe(NEVER);
    expect(take(1, null, { bytes: 10_000 })).toBe(0);
    expect(take(1, null, { ...same, bytes: 1_500 })).toBe(2);
    expect(take(1, null, { ...another, bytes: 1_500 })).toBe(0);
    at(2);
    expect(take(1, null, { ...same, bytes: 1_500 })).toBe(0);
  });

  test('hits that are refused for one reason are not paid for any other', () => {
    const { take } = start({ site: 0, sender: 10 });
    expect(take(10, 10, { bytes: 100 })).toBe(0);
    expect(take(50, 10, { bytes: 100 })).toBe(10);
    expect(take(90, 10, { bytes: 100, sender: 'b' })).toBe(0);
  });

  test('any number of senders takes a bounded memory', () => {
    const { at, take } = start({ site: 0, sender: 1_000 });
    for (let sender = 0; sender < 50_000; sender++) {
      at(sender / 10_000);
      expect(take(1, null, { sender: `${sender}`, bytes: 10 })).toBe(0);
    }
  });
});
