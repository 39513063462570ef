import { ApiError } from '../errors.js';

/** So many reports run at a time, and so many wait (S24). */
const AT_ONCE = 2;
const WAITING = 20;
/** Few reports take longer. */
const RETRY_SECONDS = 5;

/** Someone who waits for a run of a report; `signal` tells when no longer. */
type Run<Answer> = (signal: AbortSignal) => Promise<Answer>;

interface Shared {
  answer: Promise<unknown>;
  stop: AbortController;
  waiting: number;
}

/** Lets reports run in turn; equal ones share a run, which stops when nobody waits for it any more. */
export interface Turns {
  take<Answer>(key: string, signal: AbortSignal, run: Run<Answer>): Promise<Answer>;
}

/** Turns of one collector. */
export const createTurns = (): Turns => {
  const runs = new Map<string, Shared>();
  const queue: (() => void)[] = [];
  let running = 0;

  const waitForTurn = async (signal: AbortSignal): Promise<void> => {
    if (running < AT_ONCE) {
      running++;
      return;
    }
    if (queue.length >= WAITING)
      throw new ApiError('too_many_reports', { retryAfter: RETRY_SECONDS });
    await new Promise<void>((resolve, reject) => {
      queue.push(resolve);
      signal.addEventListener('abort', () => {
        const place = queue.indexOf(resolve);
        if (place < 0) return;
        queue.splice(place, 1);
        reject(signal.reason);
      });
    });
  };
  const endTurn = () => {
    const next = queue.shift();
    if (next) next();
    else running--;
  };
  const start = async <Answer>(signal: AbortSignal, run: Run<Answer>): Promise<Answer> => {
    await waitForTurn(signal);
    try {
      signal.throwIfAborted();
      return await run(signal);
    } finally {
      endTurn();
    }
  };

  return {
    async take<Answer>(key: string, signal: AbortSignal, run: Run<Answer>): Promise<Answer> {
      let shared = runs.get(key);
      if (!shared || shared.stop.signal.aborted) {
        const stop = new AbortController();
        const made: Shared = { answer: start(stop.signal, run), stop, waiting: 0 };
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
