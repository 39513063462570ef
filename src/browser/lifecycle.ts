/** Removes what was installed. */
export type Stop = () => void;

/** Listens to events of the window in the capture phase, where the page's own `stopPropagation` comes later. */
export const listen = (
  types: string,
  handler: (event: never) => void,
  target: EventTarget = window,
): Stop => {
  const each = (method: 'addEventListener' | 'removeEventListener') => {
    for (const type of types.split(' ')) target[method](type, handler as EventListener, true);
  };
  each('addEventListener');
  return () => each('removeEventListener');
};

/** Whether nobody sees the page. */
export const isHidden = (): boolean => document.visibilityState === 'hidden';

/** Runs at once, or when a prerendered page is shown: until then nobody has visited it. */
export const whenShown = (run: () => void): void => {
  if ((document as { prerendering?: boolean }).prerendering)
    document.addEventListener('prerenderingchange', run, { once: true });
  else run();
};
