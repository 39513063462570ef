import { ApiError } from '../errors.js';
import { createFairQueue } from '../fair-queue.js';

/** So many reports run at a time, and so many of each site wait (S24). */
const AT_ONCE = 2;
const WAITING = 20;
/** Few reports take longer. */
const RETRY_SECONDS = 5;

/** Someone who waits for a run of a report; `signal` tells when no longer. */
type Run<Answer> = (signal: AbortSignal) => Promise<Answer>;

/** What is asked, of which site: equal ones are one question. */
export type Question = readonly [site: string, ...asked: unknown[]];

interface Shared {
  answer: Promise<unknown>;
  stop: AbortController;
  waiting: number;
}

/** Lets the reports of sites run in turn; equal ones share a run, which stops when nobody waits for it any more. */
export interface Turns {
  take<Answer>(question: Question, signal: AbortSignal, run: Run<Answer>): Promise<Answer>;
}

/** Turns of one collector. */
export const createTurns = (): Turns => {
  const runs = new Map<string, Shared>();
  const queue = createFairQueue(AT_ONCE);

  const start = async <Answer>(
    site: string,
    signal: AbortSignal,
    run: Run<Answer>,
  ): Promise<Answer> => {
    if (queue.countWaiting(site) >= WAITING)
      throw new ApiError('too_many_reports', { retryAfter: RETRY_SECONDS });
    const endTurn = await queue.enter(site, signal);
    try {
      signal.throwIfAborted();
      return await run(signal);
    } finally {
      endTurn();
    }
  };

  return {
    async take<Answer>(question: Question, signal: AbortSignal, run: Run<Answer>): Promise<Answer> {
      const key = JSON.stringify(question);
      let shared = runs.get(key);
      if (!shared || shared.stop.signal.aborted) {
        const stop = new AbortController();
        const made: Shared = { answer: start(question[0], stop.signal, run), stop, waiting: 0 };
        shared = made;
        runs.set(key, made);
        const forget = () => {
          if (runs.get(key) === made) runs.delete(key);
        };
        made.answer.then(forget, forget);
      }
      const joined = shared;
      joined.waiting++;
      const leave = () => {
        if (--joined.waiting === 0) joined.stop.abort();
      };
      signal.addEventListener('abort', leave);
      try {
        return (await joined.answer) as Answer;
      } finally {
        signal.removeEventListener('abort', leave);
      }
    },
  };
};
