export interface Clock {
  /** Unix milliseconds: now, or the moment that is being made up for. */
  now(): number;
  /** Unix seconds for the next hit: two hits of a page never have the same, and later ones are later. */
  next(): number;
  /** Runs as of an earlier moment; what comes later stays later. */
  asOf(time: number, run: () => void): void;
  /** Leaves room before what comes, for hits of an earlier moment. */
  leaveRoom(until: number): void;
}

export const createClock = (): Clock => {
  let fixed = 0;
  let last = 0;
  const now = () => fixed || Date.now();
  return {
    now,
    next() {
      last = Math.max(now(), last + 1);
      return last / 1000;
    },
    asOf(time, run) {
      const latest = last;
      last = 0;
      fixed = time;
      run();
      fixed = 0;
      last = Math.max(last, latest);
    },
    leaveRoom(until) {
      last = until;
    },
  };
};
