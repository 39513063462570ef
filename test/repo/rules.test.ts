import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FILES, read } from './files.js';

/** Where the numbered rules are: S…, W…, C… and D…. */
const SPEC = FILES.filter((file) => /^docs\/spec\/[\w-]+\.md$/.test(file));
const RULES = SPEC.flatMap((file) =>
  [...read(file).matchAll(/^- \*\*([SWCD]\d+)\b/gm)].map(([, rule = '']) => rule),
);

/** A rule where it is cited, such as `(S5, S7)`; not within names, addresses, colours or versions. */
const RULE = /(?<![\w#&%/"'.-])[SWCD]\d{1,2}(?![\w%"'])/g;
/** A part of the rules that has no number: `(client.md: Identity)`. */
const PART = /\((\w+\.md): ([\w ,]+)\)/g;

const headingsOf = (name: string): string[] =>
  SPEC.filter((file) => basename(file) === name).flatMap((file) =>
    [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading),
  );

/** What a text cites that does not exist. */
const findMissing = (text: string): string[] => [
  ...[...text.matchAll(RULE)].map(([rule]) => rule).filter((rule) => !RULES.includes(rule)),
  ...[...text.matchAll(PART)]
    .filter(([, file = '', heading = '']) => !headingsOf(file).includes(heading))
    .map(([cited]) => cited),
  ...[...text.matchAll(/\bsection \d+\b/g)].map(([cited]) => cited),
];

const CITING = FILES.filter(
  (file) => /\.(md|tsx?|mjs)$/.test(file) && file !== 'test/repo/rules.test.ts',
);

describe('rules that are cited', () => {
  it('have one place each', () => {
    expect(RULES.length).toBeGreaterThan(80);
    expect(RULES.filter((rule, at) => RULES.indexOf(rule) !== at)).toEqual([]);
  });

  it.each(CITING)('exist: %s', (file) => {
    expect(findMissing(read(file))).toEqual([]);
  });

  it.each([
    ['keeps its order (S99)', ['S99']],
    ['the limits (W3, W77)', ['W77']],
    ['as in section 2', ['section 2']],
    ['(client.md: Weather)', ['(client.md: Weather)']],
    ['(client.md: Identity), (D4)', []],
    ['#C9C9C9, %C3, /S1/, "D55"', []],
  ])('%s: %j', (text, missing) => {
    expect(findMissing(text)).toEqual(missing);
  });
});
