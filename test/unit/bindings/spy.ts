/** A client that notes the commands it is given, but for `flush`, and how often it was flushed. */
export const createSpy = () => {
  const calls: unknown[][] = [];
  const note =
    (name: string) =>
    (...values: unknown[]) =>
      void calls.push([name, ...values]);
  const spy = {
    calls,
    flushes: 0,
    record: note('record'),
    identify: note('identify'),
    clearIdentity: note('clearIdentity'),
    configure: note('configure'),
    flush: () => {
      spy.flushes++;
    },
  };
  return spy;
};
