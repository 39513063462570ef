import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toGtmSnippet, toSnippet } from '../../src/snippet.js';
import { FILES, ROOT, read } from './files.js';

const DOCS = FILES.filter((file) => file.endsWith('.md'));

/** As code hosts make the anchor of a heading. */
const toAnchor = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');

const anchorsOf = (file: string): string[] =>
  [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => toAnchor(heading));

/** Links of a document to this repository, code left out. */
const linksOf = (file: string): string[] =>
  [
    ...read(file)
      .replace(/```[\s\S]*?```/g, '')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link));

/** Files and folders that a document names in code, patterns left out. */
const pathsOf = (file: string): string[] =>
  [...read(file).matchAll(/`((?:src|collector|test|docs|bench|examples)\/[\w./-]*)`/g)].map(
    ([, path = '']) => path,
  );

const isBroken = (file: string, link: string): boolean => {
  const [path = '', anchor] = link.split('#');
  const target = path ? posix.join(posix.dirname(file), path) : file;
  if (!existsSync(ROOT + target)) return true;
  return anchor !== undefined && !anchorsOf(target).includes(anchor);
};

describe('documents', () => {
  it.each(DOCS)('%s: links lead somewhere', (file) => {
    expect(linksOf(file).filter((link) => isBroken(file, link))).toEqual([]);
  });

  it.each(DOCS)('%s: files that it names exist', (file) => {
    expect(pathsOf(file).filter((path) => !existsSync(ROOT + path))).toEqual([]);
  });

  it('sees a link that leads nowhere', () => {
    expect(isBroken('docs/spec/wire.md', 'nowhere.md')).toBe(true);
    expect(isBroken('docs/spec/wire.md', '#nowhere')).toBe(true);
    expect(isBroken('docs/spec/wire.md', '#batches')).toBe(false);
  });

  const KINDS = { page: toSnippet, gtm: toGtmSnippet };
  /** `<!-- snippet page KEY ADDRESS -->`, then a block of code. */
  const COPY = /<!-- snippet (page|gtm) (\S+) (\S+) -->\s*```html\n([\s\S]*?)\n```/g;
  const COPIES = DOCS.flatMap((file) =>
    [...read(file).matchAll(COPY)].map(([, kind, key = '', script = '', text]) => ({
      file,
      text,
      snippet: KINDS[kind as keyof typeof KINDS]({ key, script }),
    })),
  );

  it.each(COPIES)('$file: the snippet is the one of the source', ({ text, snippet }) => {
    expect(text).toBe(snippet);
  });

  it('has the snippet in README', () => {
    expect(COPIES.map(({ file }) => file)).toContain('README.md');
  });
});
