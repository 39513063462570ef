import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPage } from '../../src/features/page-match.js';

/** The pattern as a regular expression, which says what is meant and takes for ever with many stars. */
const toRegExp = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\?]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\/\.\*$/, '(/.*)?')}$`,
    's',
  );

describe('addresses and patterns', () => {
  test('a path is what its pattern means, whatever stars are in it', () => {
    const path = (characters: string[]) =>
      fc
        .array(fc.constantFrom(...characters), { maxLength: 8 })
        .map((parts) => `/${parts.join('')}`);
    fc.assert(
      fc.property(path(['a', 'b', '/', '*', '.']), path(['a', 'b', '/', '.']), (pattern, url) => {
        const plain = (text: string) => text.replace(/^\/+/, '/').replace(/\/+$/, '');
        expect([pattern, url, isPage(`https://h${pattern}`, `https://h${url}`)]).toEqual([
          pattern,
          url,
          toRegExp(plain(pattern)).test(plain(url)),
        ]);
      }),
      { numRuns: 5000 },
    );
  });

  // Each of them takes a regular expression, or a search from every place, minutes.
  test.each([
    ['many stars', `/${'*a'.repeat(30)}*b`, `/${'a'.repeat(60_000)}`],
    ['a star between each character', `/${'*a'.repeat(5_000)}*b`, `/${'a'.repeat(60_000)}`],
    ['stars alone', `/${'*'.repeat(5_000)}b`, `/${'a'.repeat(60_000)}`],
    ['stars in a parameter', `/x?q=${'*a'.repeat(30)}*b`, `/x?q=${'a'.repeat(60_000)}`],
    ['slashes', '/x', `/${'/'.repeat(200_000)}a/${'/'.repeat(200_000)}a`],
    ['index files', '/x', `/${'index/'.repeat(30_000)}`],
    ['hashes', '/x', `/${'#'.repeat(100_000)}\n`],
  ])('%s are matched in linear time', (_, pattern, url) => {
    const before = performance.now();
    expect(isPage(pattern, url)).toBe(false);
    expect(performance.now() - before).toBeLessThan(500);
  });
});
