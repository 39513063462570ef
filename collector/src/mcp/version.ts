import { readFileSync } from 'node:fs';

/** The version of this collector, which clients are told. */
export const VERSION: string = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
).version;
