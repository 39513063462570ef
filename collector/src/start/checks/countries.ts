import { readCountries } from '../countries.js';
import type { Check } from './finding.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Addresses change hands: makers of such databases bring a new one each week or month. */
const OLD_DAYS = 180;

/** Where countries come from, and whether that is still true. */
export const checkCountries: Check = async ({ countries }) => {
  if (countries === undefined) return [];
  const { type, built } = readCountries(countries);
  const text = `Countries come from ${countries} (${type}, of ${built.toISOString().slice(0, 10)})`;
  return Date.now() - built.getTime() > OLD_DAYS * DAY_MS
    ? [{ ok: false, text: `${text}, which is old; replace it and restart.` }]
    : [{ ok: true, text: `${text}.` }];
};
