import { expect, it } from 'vitest';
import { toKey } from '../../../src/engine/hash.js';
import { createDirectory } from '../../../src/engine/people-index/directory.js';

const COUNT = 10_000;

it('finds each identity where it was put, however large it grows', () => {
  const directory = createDirectory();
  // Half of the keys differ from others in their last bits only, or in their first.
  const keys = Array.from({ length: COUNT }, (_, n) =>
    n % 2 ? toKey('demo', `${n}`) : (BigInt(n) << 96n) + BigInt(n % 3),
  );
  const places = keys.map((key, n) => {
    expect(directory.find(key)).toBe(-1);
    const firstSeen = n % 5 ? 1_000_000_000_000 + n : null;
    return directory.add(key, { identity: n, person: n, firstSeen, linked: n % 7 === 0 });
  });
  for (const place of places) if (place % 11 === 0) directory.setPerson(place, 1);
  expect(keys.map(directory.find)).toEqual(places);
  expect(directory.size()).toBe(COUNT);
  expect(places.map(directory.identity)).toEqual(keys.map((_, n) => n));
  expect(places.map(directory.person)).toEqual(keys.map((_, n) => (n % 11 ? n : 1)));
  expect(places.map(directory.firstSeen)).toEqual(
    keys.map((_, n) => (n % 5 ? 1_000_000_000_000 + n : null)),
  );
  expect(places.map(directory.isLinked)).toEqual(keys.map((_, n) => n % 7 === 0));
});
