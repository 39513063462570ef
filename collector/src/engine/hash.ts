import { hash } from 'node:crypto';

const HEX_DIGITS = 32;

/** 128 bits of a hash, as DuckDB's HUGEINT holds them: as many as an accident never hits twice. */
export const toKey = (...parts: string[]): bigint =>
  BigInt.asIntN(128, BigInt(`0x${hash('sha256', JSON.stringify(parts)).slice(0, HEX_DIGITS)}`));

const halves = new BigInt64Array(2);
const words = new Uint32Array(halves.buffer);

/** A key as four words of 32 bits, which hold until the next call: it runs for each hit, and makes nothing. */
export const readWords = (key: bigint): Uint32Array => {
  // Each half takes the bits that it has room for.
  halves[0] = key;
  halves[1] = key >> 64n;
  return words;
};

/** A key as text, in URLs and answers. */
export const toPublicId = (key: bigint): string =>
  BigInt.asUintN(128, key).toString(16).padStart(HEX_DIGITS, '0');

/** The key of a text that `toPublicId` made; undefined for any other text. */
export const fromPublicId = (id: string): bigint | undefined =>
  /^[0-9a-f]{32}$/.test(id) ? BigInt.asIntN(128, BigInt(`0x${id}`)) : undefined;
