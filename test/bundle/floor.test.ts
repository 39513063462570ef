import { readdir, readFile } from 'node:fs/promises';
import { parse } from 'acorn';
import { analyze } from 'eslint-scope';
import { describe, expect, it } from 'vitest';
import { readBuiltIns } from '../../built-ins.mjs';
import { read } from '../repo/files.js';

/** Chrome 80, Firefox 78 and Safari 13.1 read it; so say README and docs/compatibility.md. */
const ECMA_VERSION = 2020;

const DIST = new URL('../../dist/', import.meta.url);
const SCRIPTS = ['kmq.js', 'kmq-site.js', 'kmq-lite.js'];

const readBuilt = (file: string) => readFile(new URL(file, DIST), 'utf8');

const parseBuilt = (file: string, code: string) =>
  parse(code, {
    ecmaVersion: ECMA_VERSION,
    sourceType: SCRIPTS.includes(file) ? 'script' : 'module',
    ranges: true,
  });

/** The globals that a script uses by name. */
const readGlobals = (file: string, code: string): string[] => {
  const { globalScope } = analyze(parseBuilt(file, code) as never, {
    ecmaVersion: ECMA_VERSION,
    sourceType: SCRIPTS.includes(file) ? 'script' : 'module',
  });
  return [...new Set(globalScope!.through.map(({ identifier }) => identifier.name))].sort();
};

/** Members that came after the oldest engines; what is spread may be called so. */
const TOO_NEW =
  /(?<!\.\.)\.(at|replaceAll|hasOwn|findLast|findLastIndex|toSorted|toReversed|with|groupBy|any|structuredClone|randomUUID|isWellFormed|toWellFormed|replaceChildren|timeout)\(/g;

describe('the oldest engines', () => {
  it('read the syntax of every file that is built', async () => {
    const files = (await readdir(DIST, { recursive: true })).filter((file) => file.endsWith('.js'));
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) {
      const code = await readBuilt(file);
      expect(() => parseBuilt(file, code), file).not.toThrow();
    }
  });

  it.each(SCRIPTS)('%s uses no member that they lack', async (file) => {
    expect((await readBuilt(file)).match(TOO_NEW)).toBeNull();
  });

  it('are named where people look', () => {
    for (const file of ['README.md', 'docs/compatibility.md'])
      expect(read(file)).toContain('Chrome 80, Firefox 78 and Safari 13.1');
  });

  it('have a row for each built-in of the browser that the client takes', () => {
    const language = new Set(
      Object.getOwnPropertyNames(globalThis).filter((name) => /^[A-Z]/.test(name)),
    );
    for (const name of ['AbortController', 'MutationObserver', 'URLSearchParams'])
      language.delete(name);
    const taken = Object.keys(readBuiltIns()).filter(
      (name) => !language.has(name) && !/^(de|en)codeURI/.test(name),
    );
    const table = read('docs/compatibility.md');
    expect(taken.filter((name) => !table.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('what a page may own (C37)', () => {
  it.each(SCRIPTS)('%s reads no global by name but those that nobody can replace', async (file) => {
    // `globalThis` stands in for a window where there is none.
    const globals = readGlobals(file, await readBuilt(file));
    expect(globals).toEqual(['document', 'globalThis', 'location', 'window']);
  });
});
