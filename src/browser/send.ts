import type { Stop } from './lifecycle.js';

/** Browsers allow 64 KiB of keepalive bodies in flight per page, beacons included. */
const KEEPALIVE_BYTES = 65_536;

/** A request without an answer by then has failed. */
const TIMEOUT_MS = 30_000;

/** Bytes in flight with keepalive, for all clients of this page. */
let inFlight = 0;

/** How many more bytes may be sent now so that they survive the page. */
export const keepaliveRoom = (): number => KEEPALIVE_BYTES - inFlight;

/** Forgets what was in flight: a page that comes back from the back/forward cache may never hear of it. */
export const resetKeepalive = (): void => {
  inFlight = 0;
};

/** What came back. Status 0: no answer that can be read. */
export interface Answer {
  status: number;
  /** The parsed JSON of the body, undefined where it is none. */
  json?: unknown;
  /** `Retry-After` in milliseconds, 0 where none was sent or it cannot be read. */
  retryAfter: number;
}

const toMilliseconds = (retryAfter: string | null): number =>
  Math.max(0, +retryAfter! * 1000 || Date.parse(retryAfter!) - Date.now() || 0);

/**
 * Posts a body of ASCII text as `text/plain`, which needs no preflight. With keepalive it survives the page.
 * Never rejects; `cancel` makes it fail at once.
 */
export const post = (
  url: string,
  body: string,
  keepalive: boolean,
): { answer: Promise<Answer>; cancel: Stop } => {
  const controller = new AbortController();
  const cancel = () => controller.abort();
  const timer = setTimeout(cancel, TIMEOUT_MS);
  const bytes = keepalive ? body.length : 0;
  const run = async (): Promise<Answer> => {
    let status = 0;
    let retryAfter = 0;
    let json: unknown;
    inFlight += bytes;
    try {
      const { signal } = controller;
      const init: RequestInit = { method: 'POST', body, keepalive, credentials: 'omit', signal };
      const response = await fetch(url, init);
      retryAfter = toMilliseconds(response.headers.get('Retry-After'));
      // Chromium keeps the bytes booked until the body has been read.
      const text = await response.text();
      status = response.status;
      json = JSON.parse(text);
    } catch {
      // No network, no CORS headers, a timeout, or a body that is no JSON: the status tells which.
    }
    clearTimeout(timer);
    inFlight = Math.max(0, inFlight - bytes);
    return { status, json, retryAfter };
  };
  return { answer: run(), cancel };
};

/** Hands a body to the browser for when the page is gone; false when it does not take it. Cannot throw. */
export const beacon = (url: string, body: string): boolean => {
  try {
    return navigator.sendBeacon(url, body);
  } catch {
    // A browser or a policy without beacons: the hits wait in the outbox.
    return false;
  }
};
