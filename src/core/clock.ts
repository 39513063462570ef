import { attempt } from '../browser/report.js';

/** The hits of an earlier moment are fewer than these milliseconds, and begin as long before the others. */
const EARLIER_MS = 20;

export type Clock = [
  /** Unix seconds for the next hit: two hits of a page never have the same, and later ones are later. */
  next: () => number,
  /** Runs as of an earlier moment, Unix milliseconds; what is called later stays later. */
  asOf: (time: number, run: () => void) => void,
];

/** The times of a client's hits; `readBegan` tells when it began, Unix milliseconds. */
export const createClock = (readBegan: () => number): Clock => {
  let last = 0;
  /** The next moment of earlier hits. */
  let past = 0;
  let isPast = false;
  return [
    () => {
      if (isPast) return past++ / 1000;
      last = Math.max(Date.now(), last + 1);
      return last / 1000;
    },
    (time, run) => {
      past ||= Math.min(time, readBegan() - EARLIER_MS);
      isPast = true;
      attempt(run);
      isPast = false;
    },
  ];
};
