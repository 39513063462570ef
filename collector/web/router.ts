import { useEffect, useState } from 'preact/hooks';
import { BASE } from './routes.js';

const CHANGE = 'kmq:place';

/** Goes to an address of the app without loading a page. */
export const go = (href: string, { replace = false } = {}): void => {
  if (replace) history.replaceState(null, '', href);
  else history.pushState(null, '', href);
  dispatchEvent(new Event(CHANGE));
};

const readPlace = () => location.pathname + location.search;

/** The current address, path and query. */
export const usePlace = (): URL => {
  const [place, setPlace] = useState(readPlace);
  useEffect(() => {
    const update = () => setPlace(readPlace());
    update();
    addEventListener('popstate', update);
    addEventListener(CHANGE, update);
    return () => {
      removeEventListener('popstate', update);
      removeEventListener(CHANGE, update);
    };
  }, []);
  return new URL(place, location.origin);
};

/** Lets plain links inside the app change the view; a modified click stays the browser's. */
export const watchLinks = (): (() => void) => {
  const follow = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest?.('a');
    if (!link || link.target || link.hasAttribute('download')) return;
    if (link.origin !== location.origin || !link.pathname.startsWith(BASE)) return;
    event.preventDefault();
    if (link.href !== location.href) go(link.href);
  };
  document.addEventListener('click', follow);
  return () => document.removeEventListener('click', follow);
};
