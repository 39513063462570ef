import { ApiError } from '../errors.js';
import { createFairQueue } from '../fair-queue.js';

/** Reports that run at a time, and that wait for each site (S24). */
const AT_ONCE = 2;
const WAITING = 20;
/** Few reports take longer. */
const RETRY_SECONDS = 5;

/** Runs a report; `signal` says when no client waits for it any more. */
type Run<Answer> = (signal: AbortSignal) => Promise<Answer>;

/** What is asked, of which site: equal ones are one question. */
export type Question = readonly [site: string, ...asked: unknown[]];

interface Shared {
  answer: Promise<unknown>;
  stop: AbortController;
  waiting: number;
}

/** Runs the reports of sites in turn; equal reports share a run, which stops when no client waits for it any more. */
export interface ReportQueue {
  run<Answer>(question: Question, signal: AbortSignal, run: Run<Answer>): Promise<Answer>;
}

/** Creates the queue of one collector. */
export const createReportQueue = (): ReportQueue => {
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
    async run<Answer>(question: Question, signal: AbortSignal, run: Run<Answer>): Promise<Answer> {
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
