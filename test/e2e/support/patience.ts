import { setTimeout as sleep } from 'node:timers/promises';

const LIMIT_MS = 10_000;
const PAUSE_MS = 50;

/** An answer that is worth having. */
export type Truthy<Answer> = Exclude<Answer, false | null | undefined | 0 | ''>;

/** Asks again until the answer is truthy, then gives it; after `limitMs` the last error or answer is thrown. */
export const until = async <Answer>(
  what: string,
  ask: () => Answer | Promise<Answer>,
  limitMs = LIMIT_MS,
): Promise<Truthy<Answer>> => {
  const end = Date.now() + limitMs;
  let last: unknown;
  while (Date.now() < end) {
    try {
      const answer = await ask();
      if (answer) return answer as Truthy<Answer>;
      last = answer;
    } catch (error) {
      // A page that navigates or a server that starts refuses for a moment; the last refusal is told below.
      last = error;
    }
    await sleep(PAUSE_MS);
  }
  throw new Error(`waited ${limitMs} ms in vain for ${what}; at last: ${last}`, {
    cause: last instanceof Error ? last : undefined,
  });
};
