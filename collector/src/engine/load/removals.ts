/** Removals that wait until the loader comes to them. */
export interface Removals {
  /** Settles when it is done. */
  add(work: () => Promise<void>): Promise<void>;
  isEmpty(): boolean;
  /** Does what waits; one that fails tells whoever waits for it, and holds up nothing else. */
  run(
    change: (work: () => Promise<void>) => Promise<void>,
    judge: (error: unknown) => Promise<void>,
  ): Promise<void>;
}

/** A queue of removals. */
export const createRemovals = (): Removals => {
  let waiting: { work: () => Promise<void>; done: (error?: unknown) => void }[] = [];
  return {
    add: (work) =>
      new Promise((resolve, reject) => {
        waiting.push({
          work,
          done: (error) => (error === undefined ? resolve() : reject(error)),
        });
      }),
    isEmpty: () => !waiting.length,
    async run(change, judge) {
      const taken = waiting;
      waiting = [];
      for (const { work, done } of taken)
        await change(work).then(
          () => done(),
          async (error) => {
            await judge(error);
            done(error);
          },
        );
    },
  };
};
