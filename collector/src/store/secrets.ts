import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 192 random bits, in characters that need no quoting anywhere. */
export const createSecret = (): string => randomBytes(24).toString('base64url');

/** What is kept of a secret. It is random, so a fast hash cannot be turned back. */
export const hashSecret = (secret: string): string =>
  createHash('sha256').update(secret).digest('hex');

/** Compares two hashes in a time that tells nothing. */
export const isSameHash = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
