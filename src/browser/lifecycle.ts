import { callMember, readMember } from './member.js';
import { tryOr } from './report.js';

/** Removes what was installed. */
export type Stop = () => void;

/** What listens now, to do again. */
let installed: (() => unknown)[] = [];

let isWatched = false;

/** `document.open` on a loaded page takes every listener away, and no event tells: a new root element does. */
const watchDocument = (): void => {
  if (isWatched) return;
  isWatched = true;
  tryOr<unknown>(0, () => {
    const observer = new MutationObserver(() => {
      for (const add of installed) add();
    });
    // What a page adds to `Object.prototype` is no option of ours.
    observer.observe(document, { __proto__: null, childList: true } as MutationObserverInit);
  });
};

/** Listens to events of the window in the capture phase, where the page's own `stopPropagation` comes later. */
export const listen = (
  type: string,
  handler: (event: never) => void,
  target: EventTarget = window,
): Stop => {
  const call = (name: string) => callMember(target, name, type, handler, true);
  const add = () => call('addEventListener');
  add();
  installed.push(add);
  watchDocument();
  return () => {
    installed = installed.filter((each) => each !== add);
    call('removeEventListener');
  };
};

/** Whether nobody sees the page. */
export const isHidden = (): unknown => readMember(document, 'hidden');

/**
 * Runs at once, or when a prerendered page is shown: until then nobody has visited it. Never on a server. Tells what
 * running it now tells.
 */
export const whenShown = <T>(run: () => T): T | undefined => {
  if (typeof document !== 'object') return undefined;
  if (!readMember(document, 'prerendering')) return run();
  // In the capture phase of the window no listener of the page hears of it before: what waits keeps its order.
  listen('prerenderingchange', run);
  return undefined;
};
