import { tryOr } from './report.js';
import { request } from './request.js';

/** Browsers allow 64 KiB of keepalive bodies in flight per page, beacons included. */
const KEEPALIVE_BYTES = 65_536;

/** A request without an answer by then has failed. */
const TIMEOUT_MS = 30_000;

/** No answer to a beacon comes; by then it has arrived, or never will. */
const BEACON_MS = 10_000;

/** Bytes in flight with keepalive, for all clients of this page. */
let inFlight = 0;

/** How many more bytes may be sent now so that they survive the page. */
export const keepaliveRoom = (): number => KEEPALIVE_BYTES - inFlight;

/** Hands text to the browser to post as the page goes; false when it does not take so much. */
export const beacon = (url: string, body: string): boolean =>
  tryOr(false, () => {
    const isTaken = navigator.sendBeacon(url, body);
    const bytes = isTaken ? body.length : 0;
    inFlight += bytes;
    setTimeout(() => {
      inFlight -= bytes;
    }, BEACON_MS);
    return isTaken;
  });

/**
 * What came back: the status, 0 without an answer that can be read; the parsed JSON of the body, undefined where it is
 * none; `Retry-After` in milliseconds, 0 where none was sent or it cannot be read.
 */
export type Answer = [status: number, json?: unknown, retryAfter?: number];

/** Nobody waits longer, whatever is asked: timers do not count to a month. */
const WAIT_MOST_MS = 86_400_000;

const toMilliseconds = (retryAfter: string): number =>
  Math.min(WAIT_MOST_MS, +retryAfter * 1000 || Date.parse(retryAfter) - Date.now() || 0);

/**
 * Posts a body of ASCII text as `text/plain`, which needs no preflight. With keepalive it survives the page.
 * Never rejects; aborting makes it fail at once.
 */
export const post = async (
  url: string,
  body: string,
  keepalive: boolean,
  controller: AbortController,
): Promise<Answer> => {
  let bytes = keepalive ? body.length : 0;
  const answer: Answer = [0];
  const { signal } = controller;
  const settle = () => {
    inFlight -= bytes;
    bytes = 0;
  };
  inFlight += bytes;
  // WebKit leaves a request pending for ever that was in flight in the back/forward cache.
  signal.onabort = settle;
  const timeout = setTimeout(() => controller.abort(), TIMEOUT_MS);
  try {
    const response = await request(url, {
      method: 'POST',
      body,
      keepalive,
      credentials: 'omit',
      signal,
    });
    // Who wraps `fetch` may answer without headers, and with one way of reading the body.
    answer[2] = toMilliseconds(tryOr('', () => response.headers.get('Retry-After')));
    answer[0] = response.status;
    // Chromium keeps the bytes booked until the body has been read.
    answer[1] = response.json ? await response.json() : JSON.parse(await response.text());
  } catch {
    // No network, no CORS headers, a timeout, or a body that is no JSON: the status tells which.
  }
  clearTimeout(timeout);
  settle();
  return answer;
};
