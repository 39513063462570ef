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
export const isHidden = (): boolean => document.visibilityState === 'hidden';

/** Runs at once, or when a prerendered page is shown: until then nobody has visited it. Never on a server. Tells what running it now tells. */
export const whenShown = <T>(run: () => T): T | undefined => {
  const { document } = globalThis as { document?: Document & { prerendering?: boolean } };
  if (!document?.prerendering) return document && run();
  document.addEventListener('prerenderingchange', run as () => void, { once: true });
  return undefined;
};
