/**
 * Runs under a short Web Lock if it is free now; at once where there are no locks (plain http, sandboxed frames):
 * what two pages then do twice is harmless.
 */
export const withLock = (name: string, run: () => void): void => {
  if (navigator.locks)
    navigator.locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (lock) run();
      })
      .catch(run);
  else run();
};
