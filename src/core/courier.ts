import { isHidden } from '../browser/lifecycle.js';
import { withLock } from '../browser/lock.js';
import { warn } from '../browser/report.js';
import { type Answer, keepaliveRoom, resetKeepalive } from '../browser/send.js';
import { BATCH_BYTES, isReceipt } from '../wire/batch.js';
import type { Entry, Outbox } from './outbox.js';
import type { Transport } from './transport.js';

/** As many hits, or bytes, do not wait for the timer. */
const FULL_HITS = 50;
const FULL_BYTES = 30_000;

/** First and longest wait before the next try. */
const RETRY_MS = 1_000;
const RETRY_MOST_MS = 300_000;

/** So often a page looks whether what other pages keep may be claimed. */
const ADOPT_MS = 5_000;

export interface Courier {
  /** Sends soon; at once when it is urgent or when enough has come together. */
  wake(urgent?: boolean): void;
  /** The network is back: no reason to wait. */
  retry(): void;
  /** The page is going away: one beacon with what is not in a request that survives it. */
  leave(): void;
  /** The page begins, or came back from the back/forward cache. */
  start(): void;
  /** Cancels what is in flight. */
  cancel(): void;
}

export interface CourierNeeds {
  outbox: Outbox;
  transport(): Transport;
  flushAfter(): number;
  /** Asked before each request and each adoption. */
  maySend(): boolean;
  /** Is told what was acknowledged. */
  settled(lines: string[]): void;
}

const toLines = (entries: Entry[]): string[] => entries.map(({ line }) => line);

/** Decides when and how to send what the outbox holds. */
export const createCourier = (needs: CourierNeeds): Courier => {
  const { outbox } = needs;
  let flights = new Set<() => void>();
  let timer = 0;
  let adoptTimer = 0;
  /** Failures in a row. */
  let failures = 0;
  let notBefore = 0;
  /** As many lines may be in one batch: fewer after a batch that was too large, or poisoned. */
  let most = Infinity;
  let stopped = false;
  let leaving = false;
  /** More is waiting than the batch in flight could hold. */
  let more = false;

  /** The oldest lines that are not on their way as surely as `flying` would be. */
  const take = (flying: 1 | 2, bytes: number): Entry[] => {
    const batch: Entry[] = [];
    more = false;
    for (const entry of outbox.entries) {
      if (entry.flying >= flying) continue;
      bytes -= entry.line.length + 1;
      more = !!batch.length && (bytes < 0 || batch.length >= most);
      if (more) break;
      batch.push(entry);
    }
    return batch;
  };

  const wait = (milliseconds: number): void => {
    timer ||= setTimeout(flush, milliseconds) as never;
  };

  const retryLater = (batch: Entry[], { status, retryAfter }: Answer): void => {
    const longest = Math.min(RETRY_MOST_MS, RETRY_MS * 2 ** failures++);
    notBefore = Date.now() + Math.max(retryAfter, Math.random() * longest);
    if (status < 300) {
      // Nothing that can be read came back: perhaps a proxy finds it too large, perhaps one line is poison.
      if (batch.length > 1) most = failures % 2 ? most : batch.length >> 1;
      else {
        const { entries } = outbox;
        const at = entries.indexOf(batch[0]!);
        if (at >= 0) entries.push(...entries.splice(at, 1));
      }
    }
    flush();
  };

  const refuse = (batch: Entry[], answer: Answer): void => {
    most = batch.length >> 1 || 1;
    if (batch.length > 1) flush(true);
    else if ((answer.json as { error?: unknown } | undefined)?.error) {
      warn('hit refused', batch[0]!.line);
      outbox.drop(batch[0]!);
      flush(true);
    } else retryLater(batch, { ...answer, status: 0 });
  };

  const handle = (batch: Entry[], answer: Answer): void => {
    const { status, json } = answer;
    for (const entry of batch) entry.flying = 0;
    if (status >= 200 && status < 300 && isReceipt(json, batch.length)) {
      failures = 0;
      most *= 2;
      needs.settled(toLines(batch));
      outbox.remove(batch);
      if (more) flush();
    } else if (status === 400 || status === 413) refuse(batch, answer);
    else if (/^4(?!08|25|29)/.test(`${status}`)) {
      stopped = true;
      warn(`answer ${status}: hits are kept until the next page`);
    } else retryLater(batch, answer);
  };

  const flush = (urgent = false): void => {
    clearTimeout(timer);
    timer = 0;
    const hidden = isHidden();
    if (stopped || navigator.onLine === false || (failures && hidden) || !needs.maySend()) return;
    if (Date.now() < notBefore) {
      wait(notBefore - Date.now());
      return;
    }
    if (flights.size && !urgent) {
      more = true;
      return;
    }
    const batch = take(1, hidden ? Math.min(BATCH_BYTES, keepaliveRoom()) : BATCH_BYTES);
    if (!batch.length) return;
    outbox.stamp(true);
    const { survives, answer, cancel } = needs.transport().send(toLines(batch));
    for (const entry of batch) {
      entry.flying = survives ? 2 : 1;
      entry.tried = true;
    }
    const current = flights.add(cancel);
    answer.then((read) => {
      current.delete(cancel);
      // Before the page went into the back/forward cache: others may have what was in flight.
      if (current === flights) handle(batch, read);
    });
  };

  const adopt = (): void => {
    adoptTimer = setTimeout(adopt, ADOPT_MS) as never;
    if (needs.maySend())
      withLock('kmq', () => {
        if (!outbox.adopt()) clearTimeout(adoptTimer);
        if (!leaving) courier.wake();
      });
  };

  const courier: Courier = {
    wake(urgent) {
      if (leaving) return courier.leave();
      const waiting = outbox.entries.filter(({ flying }) => !flying);
      const bytes = waiting.reduce((sum, { line }) => sum + line.length, 0);
      if (urgent || waiting.length >= FULL_HITS || bytes >= FULL_BYTES) flush(urgent);
      else if (bytes) wait(needs.flushAfter());
    },

    retry() {
      notBefore = 0;
      flush();
    },

    leave() {
      leaving = true;
      clearTimeout(timer);
      clearTimeout(adoptTimer);
      if (!stopped && needs.maySend()) {
        let batch = take(2, BATCH_BYTES);
        while (batch.length && !needs.transport().leave(toLines(batch)))
          batch = batch.slice(0, batch.length >> 1);
        for (const entry of batch) entry.flying = 2;
      }
      outbox.stamp(false);
    },

    start() {
      flights = new Set();
      timer = failures = notBefore = 0;
      most = Infinity;
      leaving = stopped = false;
      resetKeepalive();
      adopt();
    },

    cancel() {
      for (const cancel of flights) cancel();
    },
  };
  return courier;
};
