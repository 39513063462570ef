/** A call that is made up for, with its moment in Unix milliseconds. */
export type WaitingCall = [time: number, run: () => void];

export interface Clock {
  /** Unix milliseconds: now, or the time of the call that is being made up for. */
  now(): number;
  /** Unix seconds for the next hit; two hits of a page never have the same. */
  next(): number;
  /** Runs calls, each as of its own earlier moment, in the order of these. */
  replay(calls: WaitingCall[]): void;
  /** Hits come after this moment, replayed ones too; 0 ends it for those. */
  notBefore(time: number): void;
}

export const createClock = (): Clock => {
  let fixed = 0;
  let last = 0;
  let floor = 0;
  const clock: Clock = {
    now: () => fixed || Date.now(),
    next() {
      last = Math.max(clock.now(), last + 1);
      return last / 1000;
    },
    replay(calls) {
      const latest = last;
      last = floor;
      for (const [time, run] of calls.sort((a, b) => a[0] - b[0])) {
        fixed = time;
        run();
      }
      fixed = 0;
      last = Math.max(last, latest);
    },
    notBefore(time) {
      floor = time;
      last = Math.max(last, time);
    },
  };
  return clock;
};
