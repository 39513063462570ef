/** Removes what was installed. */
export type Stop = () => void;

/** Listens to events of the window in the capture phase, where the page's own `stopPropagation` comes later. */
export const listen = (
  type: string,
  handler: (event: never) => void,
  target: EventTarget = window,
): Stop => {
  target.addEventListener(type, handler as EventListener, true);
  return () => target.removeEventListener(type, handler as EventListener, true);
};

/** Whether nobody sees the page. */
export const isHidden = (): boolean => document.hidden;

/** What waits for a prerendered page to be shown, in the order of the calls. */
const waiting: (() => unknown)[] = [];

const runWaiting = (): void => {
  for (const run of waiting.splice(0)) run();
};

/**
 * Runs at once, or when a prerendered page is shown: until then nobody has visited it. Never on a server. Tells what
 * running it now tells.
 */
export const whenShown = <T>(run: () => T): T | undefined => {
  const { document } = globalThis as { document?: Document & { prerendering?: boolean } };
  if (!document?.prerendering) {
    // A listener of the page may hear before ours that it is shown.
    runWaiting();
    return document && run();
  }
  waiting.push(run);
  document.addEventListener('prerenderingchange', runWaiting, { once: true });
  return undefined;
};
