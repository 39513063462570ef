import type { Stop } from '../browser/lifecycle.js';
import { type Answer, beacon, post } from '../browser/send.js';
import { encodeBatch } from '../wire/batch.js';

/** One way of sending lines to where they belong. */
export interface Transport {
  /** Its requests never outlive the page. */
  dies?: boolean;
  /** Sends lines while the page lives; one that `survives` outlives it. */
  send(lines: string[], survives: boolean): { answer: Promise<Answer>; cancel: Stop };
  /** Hands lines to the browser as the page goes; false when it does not take so many. */
  leave(lines: string[]): boolean;
}

/** The batch protocol; `url` is made anew for each request. */
export const createBatchTransport = (url: () => string): Transport => ({
  send: (lines, survives) => post(url(), encodeBatch(lines), survives),
  leave: (lines) => beacon(url(), encodeBatch(lines)),
});
