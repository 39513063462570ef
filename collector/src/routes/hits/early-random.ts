import { createHash, randomBytes } from 'node:crypto';

const hash = (text: string) => createHash('sha256').update(text).digest();

/** Random bytes in base64, the same ones for the same seed, so that a repeated body creates the same hits. */
export const createRandomOf = (seed: string | undefined): ((bytes: number) => string) => {
  // A seed may be as long as a body, and is asked for each hit of it.
  const short = seed === undefined ? undefined : hash(seed).toString('hex');
  let count = 0;
  return (bytes) =>
    (short === undefined
      ? randomBytes(bytes)
      : hash(`${count++} ${short}`).subarray(0, bytes)
    ).toString('base64');
};
