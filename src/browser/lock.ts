/**
 * Runs under a short Web Lock if it is free now; at once where there are no locks (plain http, sandboxed frames):
 * what two pages then do twice is harmless.
 */
export const withLock = (name: string, run: () => void): void => {
  const { locks } = navigator as { locks?: LockManager };
  const options = { __proto__: null, ifAvailable: true };
  locks?.request(name, options, (lock) => lock && run()).catch(run) ?? run();
};
