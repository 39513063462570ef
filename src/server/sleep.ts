/** Waits, unless the signal ends it. `idly`: no reason to keep a process of Node from ending. */
export const sleep = (milliseconds: number, signal: AbortSignal, idly: boolean): Promise<void> =>
  new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    if (idly) (timer as { unref?(): void }).unref?.();
    signal.addEventListener('abort', wake);
    if (signal.aborted) wake();
  });
