import { expect, test } from 'vitest';
import { createAllowance } from '../../src/store/allowance.js';

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
    'a batch above every bound is taken when the account is full, and paid for afterwards',
    [
      [0, 500, 10, 0],
      [10, 1, 10, 31],
      [50, 1, 10, 0],
    ],
  ],
])('%s', (_, story) => {
  let now = 0;
  const allowance = createAllowance(() => now);
  for (const [at, hits, perSecond, wait] of story) {
    now = at * 1000;
    expect(allowance.take('demo', hits, perSecond)).toBe(wait);
  }
  expect(allowance.take('other', 1, 10)).toBe(0);
});
