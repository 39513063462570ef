import { isHidden } from '../browser/lifecycle.js';
import { withLock } from '../browser/lock.js';
import { tell, warn } from '../browser/report.js';
import { type Answer, keepaliveRoom } from '../browser/send.js';
import { BATCH_BYTES, encodeBatch, isReceipt } from '../wire/batch.js';
import type { Transport } from './kit.js';
import { type Entry, type Outbox, toLines } from './outbox.js';

/** As many hits, or bytes, do not wait for the timer. */
const FULL_HITS = 50;
const FULL_BYTES = 30_000;

/** First and longest wait before the next try. */
const RETRY_MS = 1_000;
const RETRY_MOST_MS = 300_000;

/** So often a page says that it lives, and looks whether what other pages keep may be claimed, while anything is kept. */
const ADOPT_MS = 5_000;

/** So often it looks when there was nothing. */
const IDLE_MS = 60_000;

export interface Courier {
  /** Sends soon; at once when it is urgent or when enough has come together. */
  wake(urgent?: boolean): void;
  /** The network is back: no reason to wait. */
  retry(): void;
  /** The page is going away: one beacon with what is not in a request that survives it. */
  leave(): void;
  /** The page begins, or came back from the back/forward cache. */
  start(): void;
  /** Looks what other pages have left, now and for as long as the page is seen. */
  adopt(): void;
  /** Cancels what is in flight. */
  cancel(): void;
}

/**
 * Decides when and how to send what the outbox holds. `maySend` is asked before each request and each adoption;
 * `settled` is told what was acknowledged.
 */
export const createCourier = (
  outbox: Outbox,
  settings: { flushAfter: number },
  transport: () => Transport,
  maySend: () => boolean,
  settled: (batch: Entry[]) => void,
): Courier => {
  let flights: AbortController[] = [];
  let timer = 0;
  let adopting = 0;
  /** Failures in a row. */
  let failures = 0;
  let notBefore = 0;
  /** As many lines may be in one batch: fewer after a batch that was too large, or poisoned. */
  let most = Infinity;
  let stopped = false;
  let leaving = false;

  /** The oldest of what is not on its way as surely as `flying` would be, as much as one request may hold. */
  const take = (flying: 1 | 2, bytes = Infinity, hits = Infinity): Entry[] => {
    const waiting = outbox.entries().filter((entry) => entry.flying < flying);
    if (flying < 2) waiting.sort((a, b) => a.late - b.late);
    return waiting.filter((entry, index) => {
      bytes -= entry.line.length + 1;
      // What is longer than the room has its turn alone; nothing overtakes what did not fit.
      const fits = !index || (bytes >= 0 && index < hits);
      if (!fits) bytes = -1;
      return fits;
    });
  };

  const handle = (batch: Entry[], answer: Answer): void => {
    const [status, json, retryAfter = 0] = answer;
    const { length } = batch;
    tell('answer', toLines(batch), answer);
    const isRefused = status === 400 || status === 413;
    if (status < 300 && isReceipt(json, length)) {
      failures = 0;
      most *= 2;
      settled(batch);
      outbox.remove(batch);
      return wake(transport().dies);
    }
    // What fails now waits where it is stored.
    if (leaving) return;
    for (const entry of batch) entry.flying = 0;
    if (/^4(?!0[08]|13|25|29)/.test(`${status}`)) {
      stopped = true;
      return warn(status, 'hits wait for the next page');
    }
    if (isRefused && length > 1) most = length >> 1;
    else if (isRefused && (json as { error?: unknown } | undefined)?.error) {
      warn('hit refused', batch[0]!.line);
      outbox.drop(batch);
    } else {
      const longest = Math.min(RETRY_MOST_MS, RETRY_MS * 2 ** failures++);
      notBefore = Date.now() + Math.max(retryAfter, Math.random() * longest);
      // Nothing that can be read: perhaps a proxy finds it too large, perhaps one line is poison.
      if (status < 300 && failures % 2 < 1) most = length >> 1 || 1;
      if ((status < 300 || isRefused) && length < 2) batch[0]!.late = Date.now();
    }
    wake(true);
  };

  const flush = (): void => {
    clearTimeout(timer);
    timer = 0;
    const hidden = isHidden();
    const wait = notBefore - Date.now();
    // `navigator.onLine` is no reason to wait: some say false for ever, behind a VPN or in a WebView.
    if (stopped || (failures && hidden) || !maySend()) return;
    if (wait > 0) return later(wait);
    const room = keepaliveRoom();
    const { send, dies } = transport();
    const batch = take(1, hidden ? Math.min(BATCH_BYTES, room) : BATCH_BYTES, dies ? 1 : most);
    if (!batch[0]) return;
    outbox.stamp(`${Date.now()}`);
    const controller = new AbortController();
    const lines = toLines(batch);
    // Others use the browser's room, too: after a failure an ordinary request has its turn.
    const survives = !dies && failures % 2 < 1 && encodeBatch(lines).length <= room;
    for (const entry of batch) entry.flying = survives ? 2 : 1;
    tell('sent', lines, +survives);
    flights.push(controller);
    send(lines, survives, controller).then((answer) => {
      // Since then the page was in the back/forward cache: others may have what was in flight.
      const others = flights.filter((each) => each !== controller);
      if (others.length === flights.length) return;
      flights = others;
      handle(batch, answer);
    });
  };

  const later = (milliseconds: number): void => {
    timer = setTimeout(flush, milliseconds) as never;
  };

  const wake = (urgent?: boolean): void => {
    if (leaving) return courier.leave();
    const waiting = toLines(take(1));
    const isFull = waiting.length >= FULL_HITS || encodeBatch(waiting).length >= FULL_BYTES;
    if (urgent || (isFull && !flights[0])) flush();
    else if (waiting.length && !timer && !flights[0]) later(settings.flushAfter);
  };

  const adopt = (wait = outbox.isEmpty() ? IDLE_MS : ADOPT_MS): void => {
    // Clears intervals, too.
    clearTimeout(adopting);
    if (leaving || stopped || isHidden()) return;
    // Each look sets the next: where zones are watched, only an interval passes for work without an end.
    adopting = setInterval(adopt, wait) as never;
    if (!maySend()) return;
    if (outbox.entries()[0]) outbox.stamp(`${Date.now()}`);
    withLock('kmq', () => {
      outbox.adopt();
      if (!leaving) wake();
    });
  };

  const courier: Courier = {
    wake,
    retry() {
      notBefore = 0;
      wake(true);
    },
    leave() {
      leaving = true;
      clearTimeout(timer);
      if (!stopped && maySend()) {
        let batch = take(2, BATCH_BYTES);
        while (batch[0] && !transport().leave(toLines(batch)))
          batch = batch.slice(0, batch.length >> 1);
        tell('sent', toLines(batch), 2);
      }
      // What is recorded after this goes by a beacon of its own; the rest waits where it is stored.
      for (const entry of outbox.entries()) entry.flying = 2;
      outbox.stamp('');
    },
    start() {
      // What was in flight before the back/forward cache has the browser's room for requests that survive.
      courier.cancel();
      timer = failures = notBefore = 0;
      most = Infinity;
      leaving = stopped = false;
      adopt(ADOPT_MS);
    },
    adopt,
    cancel() {
      for (const controller of flights.splice(0)) controller.abort();
    },
  };
  return courier;
};
