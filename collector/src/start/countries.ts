import { readFileSync } from 'node:fs';
import { type Countries, openCountries } from '../ingest/admission/countries.js';
import { Problem } from './problem.js';

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this user is not allowed to read it',
};

/** Reads the database of countries that the operator names, or tells why that cannot be. */
export const readCountries = (path: string): Countries => {
  try {
    return openCountries(readFileSync(path));
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new Problem([
      `The country database ${path} cannot be used: ${REASONS[code] ?? message}.`,
      'Choose another with KMQ_COUNTRIES or --countries, or leave it out.',
    ]);
  }
};
