import { BATCH_BYTES, encodeBatch } from '../wire/batch.js';
import type { Answer } from './post.js';
import { sleep } from './sleep.js';
import { toVerdict } from './verdict.js';
import type { Entry, Waiting } from './waiting.js';

/** Flush at this many hits or bytes. */
const FULL_HITS = 500;
const FULL_BYTES = 30_000;

/** First and longest wait before the next try. */
const RETRY_MS = 1_000;
const RETRY_MOST_MS = 300_000;

export interface CourierNeeds {
  waiting: Waiting;
  /** Milliseconds to collect hits before they are sent. */
  flushAfter: number;
  send(body: string): Promise<Answer>;
  /** Once aborted nothing more is sent. */
  signal: AbortSignal;
  warn(message: string): void;
}

export interface Courier {
  /** Something was added. */
  wake(): void;
  /** Sends all waiting hits now; resolves when they are settled, cannot be for now, or `until` is aborted. */
  flush(until?: AbortSignal): Promise<void>;
  /** How many hits the collector has accepted and rejected. */
  counts(): { accepted: number; rejected: number };
}

/** Sends what waits, one batch at a time and in order, until there is a receipt for each line. */
export const createCourier = (needs: CourierNeeds): Courier => {
  const { waiting, flushAfter, send, signal, warn } = needs;
  const counts = { accepted: 0, rejected: 0 };
  const warned = new Set<string>();
  let running = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Failures in a row. */
  let failures = 0;
  /** Maximum lines in one batch: fewer after a batch that was too large or has a line that breaks the collector. */
  let most = Number.POSITIVE_INFINITY;
  /** Key or address are wrong: what waits cannot be settled for now. */
  let refused = false;
  /** Each resolves its flush, and tells so, when there is nothing more to wait for. */
  let flushes: (() => boolean)[] = [];

  const settle = (): void => {
    flushes = flushes.filter((isDone) => !isDone());
  };

  const warnOnce = (message: string): void => {
    if (!warned.has(message)) warn(message);
    warned.add(message);
  };

  /** Waits longer after each failure, at random, so that senders do not come back together. */
  const backOff = (retryAfter: number): number => {
    const longest = Math.min(RETRY_MOST_MS, RETRY_MS * 2 ** failures++);
    return Math.max(retryAfter, Math.random() * longest);
  };

  /** Does what the answer asks for; tells how many milliseconds the next batch has to wait. */
  const handle = (batch: Entry[], answer: Answer): number => {
    const verdict = toVerdict(answer, batch.length);
    refused = verdict.means === 'refused';
    switch (verdict.means) {
      case 'settled':
        failures = 0;
        most *= 2;
        counts.accepted += verdict.receipt.accepted;
        counts.rejected += verdict.receipt.rejected.length;
        // Whatever answers at the address: what it calls rejected may be anything.
        for (const line of verdict.receipt.rejected) warnOnce(`hits are refused: ${line?.reason}`);
        waiting.remove(batch);
        return 0;
      case 'halve':
        most = batch.length >> 1;
        return 0;
      case 'drop':
        warnOnce(`a hit is refused: ${answer.status}`);
        waiting.drop(batch);
        return 0;
      case 'refused':
        warnOnce(`answer ${answer.status}: are key and endpoint right? Hits are kept`);
        return RETRY_MOST_MS;
      case 'unreadable':
        if (failures % 2 > 0) most = batch.length >> 1 || 1;
        if (batch.length < 2) waiting.toEnd(batch);
        return backOff(answer.retryAfter);
      case 'later':
        return backOff(answer.retryAfter);
    }
  };

  const sendOne = async (): Promise<void> => {
    refused = false;
    const batch = waiting.take(BATCH_BYTES, most);
    for (const entry of batch) entry.flying = true;
    const answer = await send(encodeBatch(batch.map(({ line }) => line)));
    for (const entry of batch) entry.flying = false;
    if (signal.aborted && !answer.status) return;
    const wait = handle(batch, answer);
    settle();
    // A wrong key does not get better: a process that only waits for that may end.
    if (wait) await sleep(wait, signal, refused);
  };

  const isFull = (): boolean => waiting.size() >= FULL_HITS || waiting.bytes() >= FULL_BYTES;

  const run = async (): Promise<void> => {
    if (running) return;
    running = true;
    clearTimeout(timer);
    timer = undefined;
    do await sendOne();
    while (
      waiting.size() &&
      !signal.aborted &&
      (failures || refused || flushes.length || isFull())
    );
    running = false;
    wake();
  };

  const wake = (): void => {
    if (running || signal.aborted || !waiting.size()) return;
    if (isFull()) run();
    else timer ??= setTimeout(run, flushAfter);
  };

  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    settle();
  });

  return {
    wake,
    flush: (until) =>
      new Promise((resolve) => {
        const mine = new Set(waiting.entries());
        const isDone = (): boolean => {
          const isSettled = !waiting.entries().some((entry) => mine.has(entry));
          const done = isSettled || refused || signal.aborted || !!until?.aborted;
          if (done) resolve();
          return done;
        };
        if (isDone()) return;
        flushes.push(isDone);
        until?.addEventListener('abort', settle, { once: true });
        run();
      }),
    counts: () => ({ ...counts }),
  };
};
