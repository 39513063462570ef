import { expect, it } from 'vitest';
import { toKey } from '../../../src/engine/hash.js';
import { createFilter } from '../../../src/engine/people-index/filter.js';

const COUNT = 20_000;

it('knows every key that was added, and hardly another one, in a few bytes each', () => {
  const filter = createFilter();
  const keys = Array.from({ length: COUNT }, (_, n) => toKey(`${n}`));
  for (const key of keys) filter.add(key);
  expect(keys.every(filter.has)).toBe(true);
  const others = Array.from({ length: COUNT }, (_, n) => toKey(`other ${n}`));
  expect(others.filter(filter.has)).toEqual([]);
  expect(filter.bytes() / COUNT).toBeLessThan(12);
});
