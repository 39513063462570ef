import { expect, it } from 'vitest';
import { findChain } from '../../src/people/chain.js';

const toLinks = (text: string) =>
  text.split(' ').flatMap((link) => (link ? [{ a: link[0]!, b: link[1]! }] : []));

it.each([
  ['', 'a', 'b', ''],
  ['ab', 'a', 'b', 'ab'],
  ['ab', 'b', 'a', 'ab'],
  ['ab', 'a', 'a', ''],
  ['ab cb', 'a', 'c', 'ab cb'],
  ['ab bc cd da', 'a', 'd', 'da'],
  ['ab bc cd de ae', 'a', 'd', 'ae de'],
  ['ab cd', 'a', 'd', ''],
  ['aa ab ba', 'a', 'b', 'ab'],
])('links %j: from %s to %s by %j', (links, from, to, chain) => {
  const sorted = findChain(toLinks(links), from, to).map(({ a, b }) => a + b);
  expect(sorted).toEqual(toLinks(chain).map(({ a, b }) => a + b));
});
