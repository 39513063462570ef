import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { rolldown } from 'rolldown';
import { readBuiltIns } from '../../../built-ins.mjs';

/** Entries of the SDK that a page can load. */
export type Entry = 'kmq' | 'kmq-lite' | 'index';

/** The global that holds the exports of `index`. */
export const MODULE = 'kmqModule';

const bundle = async (entry: Entry): Promise<Script> => {
  const input = fileURLToPath(new URL(`../../../src/${entry}.ts`, import.meta.url));
  const build = await rolldown({ input, transform: { inject: readBuiltIns() } });
  const { output } = await build.generate({ format: 'iife', name: MODULE });
  // A script in a sandbox can import nothing: its page notes the address instead.
  const code = output[0].code.replaceAll(/\bimport\(/g, 'importScript(');
  return new Script(code, { filename: `${entry}.js` });
};

const bundles = new Map<Entry, Promise<Script>>();

/** The source of an entry as one classic script, compiled once per test file. */
export const readBundle = (entry: Entry): Promise<Script> => {
  if (!bundles.has(entry)) bundles.set(entry, bundle(entry));
  return bundles.get(entry)!;
};
