import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCountries } from '../../src/start/countries.js';
import type { Problem } from '../../src/start/problem.js';
import { createFolder } from '../support/folder.js';
import { createMmdb } from '../support/mmdb.js';

test.each<[string, (path: string) => void, string]>([
  ['is not there', () => undefined, 'there is no such file'],
  ['is a folder', (path) => mkdirSync(path), 'it is a folder'],
  ['is something else', (path) => writeFileSync(path, '{}'), 'it is not a complete MMDB database'],
  [
    'incomplete',
    (path) =>
      writeFileSync(path, createMmdb({ '81.2.69.0/24': { country_code: 'GB' } }).subarray(0, 150)),
    'it is not a complete MMDB database',
  ],
])('a database that %s is a problem with a reason', (_, make, reason) => {
  const path = join(createFolder(), 'countries.mmdb');
  make(path);
  const told = () => {
    try {
      return readCountries(path).type;
    } catch (error) {
      return (error as Problem).lines;
    }
  };
  expect(told()).toEqual([
    `The country database ${path} cannot be used: ${reason}.`,
    'Choose another with KMQ_COUNTRIES or --countries, or leave it out.',
  ]);
});
