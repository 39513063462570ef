import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const NATIVE = fileURLToPath(new URL('src/browser/native.ts', import.meta.url));

/** The names of the built-ins that `src/browser/native.ts` takes. */
const NAMES = [...readFileSync(NATIVE, 'utf8').matchAll(/^export const (\w+) = .*take\('/gm)].map(
  ([, name]) => /** @type {string} */ (name),
);

/**
 * For a bundler that can put imports in the place of globals: global → where it comes from.
 * @param {string} [file] `src/browser/native.ts`, as the bundler meets it
 * @returns {Record<string, [file: string, name: string]>}
 */
export const readBuiltIns = (file = NATIVE) =>
  Object.fromEntries(NAMES.map((name) => [name, [file, name]]));
