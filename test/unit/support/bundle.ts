import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { rolldown } from 'rolldown';
import { readBuiltIns } from '../../../built-ins.mjs';

/** Entries of the SDK that a page can load. */
export type Entry = 'kmq' | 'kmq-lite' | 'index';

/** The global that holds the exports of `index`. */
export const MODULE = 'kmqModule';

const toPath = (file: string): string =>
  fileURLToPath(new URL(`../../../${file}`, import.meta.url));

/** With `TEST_BUILT` scripts are those of `dist/`, minified, as pages load them, and modules those of the package. */
const readCode = async (entry: Entry): Promise<string> => {
  if (process.env.TEST_BUILT && entry !== 'index')
    return readFile(toPath(`dist/${entry}.js`), 'utf8');
  const build = await rolldown(
    process.env.TEST_BUILT
      ? { input: toPath(`dist/${entry}.js`) }
      : { input: toPath(`src/${entry}.ts`), transform: { inject: readBuiltIns() } },
  );
  const { output } = await build.generate({ format: 'iife', name: MODULE });
  return output[0].code;
};

const bundle = async (entry: Entry): Promise<Script> => {
  // A script in a sandbox can import nothing: its page notes the address instead.
  const code = (await readCode(entry)).replaceAll(/\bimport\(/g, 'importScript(');
  return new Script(code, { filename: `${entry}.js` });
};

const bundles = new Map<Entry, Promise<Script>>();

/** The source of an entry as one classic script, compiled once per test file. */
export const readBundle = (entry: Entry): Promise<Script> => {
  if (!bundles.has(entry)) bundles.set(entry, bundle(entry));
  return bundles.get(entry)!;
};
