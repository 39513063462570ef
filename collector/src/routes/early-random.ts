import { createHash, randomBytes } from 'node:crypto';

/** Random bytes in base64; of one seed always the same ones, so that a repeated body makes the same hits. */
export const createRandomOf = (seed: string | undefined): ((bytes: number) => string) => {
  let count = 0;
  return (bytes) =>
    (seed === undefined
      ? randomBytes(bytes)
      : createHash('sha256').update(`${count++} ${seed}`).digest().subarray(0, bytes)
    ).toString('base64');
};
