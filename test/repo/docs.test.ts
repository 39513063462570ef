import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { parseAst } from 'rolldown/parseAst';
import { describe, expect, it } from 'vitest';
import { toGtmSnippet, toSnippet } from '../../src/snippet.js';
import { type Block, readBlocks } from '../support/blocks.js';
import { FILES, ROOT, read } from './files.js';

const DOCS = FILES.filter((file) => file.endsWith('.md'));

/** Documents whose blocks are run, as they stand there, and by which test. */
const RUN: Record<string, string> = {
  'README.md': 'test/e2e/ways-in.test.ts',
  'docs/faq.md': 'test/e2e/ways-in.test.ts',
  'docs/gtm.md': 'test/e2e/ways-in.test.ts',
  'docs/migration.md': 'test/e2e/ways-in.test.ts',
  'docs/node.md': 'test/e2e/consumers.test.ts',
  'docs/npm.md': 'test/e2e/consumers.test.ts',
  'docs/operating.md': 'test/e2e/operating.test.ts',
  'docs/privacy.md': 'test/e2e/ways-in.test.ts',
  'docs/proxy.md': 'test/e2e/ways-in.test.ts',
  'docs/react.md': 'test/e2e/consumers.test.ts',
  'docs/snippet.md': 'test/e2e/ways-in.test.ts',
  'docs/testing.md': 'test/e2e/consumers.test.ts',
  'docs/vue.md': 'test/e2e/consumers.test.ts',
};

/** What a block of a language has to be, whether or not it is run; throws where it is not. */
const LANGUAGES: Record<string, (text: string) => unknown> = {
  // An ellipsis stands for what is left out.
  json: (text) =>
    JSON.parse(text.replaceAll(/(?<=[[{])…(?=[\]}])/g, '').replaceAll(/,…(?=,|\])|(?<=\[)…,/g, '')),
  js: (text) => parseAst(text, { lang: 'js' }),
  jsx: (text) => parseAst(text, { lang: 'jsx' }),
  ts: (text) => parseAst(text, { lang: 'ts' }),
  tsx: (text) => parseAst(text, { lang: 'tsx' }),
  html: (text) => {
    for (const [, code = ''] of text.matchAll(/<script>([\s\S]*?)<\/script>/g))
      parseAst(code, { lang: 'js' });
  },
  vue: (text) => parseAst(/<script.*?>([\s\S]*?)<\/script>/.exec(text)![1]!, { lang: 'ts' }),
  sh: (text) => execFileSync('bash', ['-n'], { input: text, stdio: ['pipe', 'ignore', 'pipe'] }),
  // What is for programs that only some machines have, or for no program.
  ...Object.fromEntries(
    ['caddyfile', 'go', 'http', 'ini', 'nginx', 'php', 'python', 'ruby', 'text'].map((name) => [
      name,
      () => 1,
    ]),
  ),
};

/** Languages that do something; what is in the others is compared or read. */
const RUNS = /^(js|jsx|ts|tsx|html|vue|sh)$/;

const isExcused = ({ comment }: Block): boolean => /^not run: \w/.test(comment);

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

  const BLOCKS = DOCS.flatMap((file) =>
    readBlocks(read(file)).map((block) => ({ file, ...block, at: `${file}:${block.line}` })),
  );

  it.each(BLOCKS)('$at: a block of $language is what it says', ({ language, text }) => {
    expect(Object.keys(LANGUAGES)).toContain(language);
    expect(() => LANGUAGES[language]!(text)).not.toThrow();
  });

  it('each block that does something is run, or says why not', () => {
    const left = BLOCKS.filter(
      (block) => RUNS.test(block.language) && !RUN[block.file] && !isExcused(block),
    );
    expect(left.map(({ at }) => at)).toEqual([]);
  });

  it.each(Object.entries(RUN))('%s is run by %s', (file, test) => {
    expect(DOCS).toContain(file);
    expect(read(test)).toContain(file);
  });

  it.each([
    ['json', '{"a":1,}'],
    ['json', '{"a":[1,…'],
    ['js', 'record('],
    ['ts', 'const a: = 1'],
    ['html', '<script>record(</script>'],
    ['sh', 'if true'],
  ])('sees %s that is broken: %s', (language, text) => {
    expect(() => LANGUAGES[language]!(text)).toThrow();
  });

  it('the index has every page', () => {
    const pages = DOCS.filter(
      (file) => /^docs\/[\w-]+\.md$/.test(file) && file !== 'docs/README.md',
    );
    const links = linksOf('docs/README.md').map((link) => `docs/${link}`);
    expect(pages.filter((page) => !links.includes(page))).toEqual([]);
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

  it('has the snippet wherever somebody pastes it', () => {
    const files = COPIES.map(({ file }) => file);
    expect(files).toEqual(expect.arrayContaining(['README.md', 'docs/gtm.md', 'docs/snippet.md']));
    const tag = COPIES.find(({ file }) => file === 'docs/gtm.md')!.text;
    expect(read('examples/gtm/custom-html.html')).toBe(`${tag}\n`);
  });
});
