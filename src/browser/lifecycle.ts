/** Removes what was installed. */
export type Stop = () => void;

/** Listens to events of the window in the capture phase, where the page's own `stopPropagation` comes later. */
export const listen = (
  types: string,
  handler: (event: never) => void,
  target: EventTarget = window,
): Stop => {
  const all = types.split(' ');
  for (const type of all) target.addEventListener(type, handler as EventListener, true);
  return () => {
    for (const type of all) target.removeEventListener(type, handler as EventListener, true);
  };
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
