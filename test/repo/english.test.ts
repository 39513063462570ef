import { parseAst } from 'rolldown/parseAst';
import { describe, expect, it } from 'vitest';
import { FILES, read } from './files.js';

/** Words that a reader of the app, of an error or of a guide has to decode, and the usual ones: the list of CONTRIBUTING. */
const WORDS: [word: string, use: string][] = [
  ['nobody', 'no one'],
  ['everybody', 'everyone'],
  ['somebody', 'someone'],
  ['anybody', 'anyone'],
  ['whoever', 'anyone who'],
  ['anew', 'again'],
  ['by (itself|themselves)', 'automatically'],
  ['side by side', 'broken down by'],
  ['turn(s|ed)? away', 'reject'],
  ['(is|are) told', 'is reported'],
  ['gives? way', 'has lower priority'],
  ['outlived', 'older than'],
];
const UNUSUAL = new RegExp(`\\b(${WORDS.map(([word]) => word).join('|')})\\b`, 'i');

/** Values of the API, which stay as they are. */
const VALUES = ['built anew', 'taken out', 'nobody'];

/** Where every string may be read by somebody who uses kmq. */
const SOURCES = FILES.filter((file) =>
  /^collector\/(web\/.*\.tsx?|src\/(errors|config|main)\.ts|src\/(health|start|routes)\/.*\.ts)$/.test(
    file,
  ),
);
/** Documents for users; rules and decisions are for those who work on kmq. */
const GUIDES = FILES.filter((file) =>
  /^(docs\/|collector\/)?(README|SECURITY|[\w-]+)\.md$/.test(file),
).filter((file) => !/^(CONTRIBUTING|CHANGELOG|ARCHITECTURE)\.md$/.test(file));

type Tree = { [name: string]: unknown };

/** Texts of a source that a program shows: strings, templates, and what stands in JSX. */
const textsOf = (tree: unknown): string[] => {
  if (Array.isArray(tree)) return tree.flatMap(textsOf);
  if (typeof tree !== 'object' || tree === null) return [];
  const { type, value, ...parts } = tree as Tree;
  if (type === 'ImportDeclaration') return [];
  if ((type === 'Literal' || type === 'JSXText') && typeof value === 'string') return [value];
  if (type === 'TemplateElement') return [String((value as { cooked: string }).cooked)];
  return [...textsOf(value), ...Object.values(parts).flatMap(textsOf)];
};

/** Prose of a document: without code, and without the comments for tests. */
const proseOf = (text: string): string[] =>
  text.replace(/```[\s\S]*?```|<!--[\s\S]*?-->|`[^`]*`/g, '').split('\n');

const findUnusual = (texts: string[]): string[] =>
  texts.filter((text) => UNUSUAL.test(text) && !VALUES.includes(text)).map((text) => text.trim());

describe('words that readers know', () => {
  it.each(SOURCES)('in %s', (file) => {
    const lang = file.endsWith('x') ? 'tsx' : 'ts';
    expect(findUnusual(textsOf(parseAst(read(file), { lang })))).toEqual([]);
  });

  it.each(GUIDES)('in %s', (file) => {
    expect(findUnusual(proseOf(read(file)))).toEqual([]);
  });

  it.each(WORDS)('sees “%s”', (word) => {
    const text = word.replaceAll(/\((\w+)[^)]*\)\??|(\w)\?/g, '$1');
    expect(findUnusual([`Then ${text} happens.`])).toHaveLength(1);
  });

  it('reads strings, templates and JSX, and no comments', () => {
    const source =
      '// nobody\nconst a = \'one\'; const b = `two`; const c = <p title="four">five</p>;';
    expect(textsOf(parseAst(source, { lang: 'tsx' })).toSorted()).toEqual(
      ['one', 'two', 'four', 'five'].toSorted(),
    );
  });
});
