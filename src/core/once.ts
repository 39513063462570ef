import { attempt } from '../browser/report.js';

/** A hit that is not acknowledged by then goes on being delivered, but its callback waits no longer. */
const CALLBACK_MS = 1_000;

/** The callback of a page as a function that runs it exactly once, without arguments, after a second by itself. */
export const toOnce = (callback: unknown): (() => void) | undefined => {
  if (typeof callback !== 'function') return undefined;
  let timer: unknown;
  const run = () => {
    if (timer) attempt(() => callback());
    clearTimeout(timer as number);
    timer = 0;
  };
  timer = setTimeout(run, CALLBACK_MS);
  return run;
};

/** Tells the page's callback of a call that was dropped, in a task of its own. */
export const later = (done: (() => void) | undefined): void => {
  if (done) setTimeout(done);
};
