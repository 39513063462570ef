/** Runs tasks one after the other, in the order they were given; one that fails does not stop the next. */
export type Serialize = <Done>(task: () => Done | Promise<Done>) => Promise<Done>;

/** Creates a queue for tasks of which two must never run at the same time. */
export const createSerialize = (): Serialize => {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const done = last.then(task);
    last = done.catch(() => undefined);
    return done;
  };
};
