import { listen, type Stop } from '../browser/lifecycle.js';
import { watchRoutes } from '../browser/routes.js';
import { automatic } from '../core/automatic.js';
import type { Amend } from '../core/hits.js';
import type { Feature, Given } from '../core/kit.js';
import { readReferrer, readUrl } from '../core/url.js';

/** Routers set the title after the address: React two frames later, Vue at once. */
const TITLE_MS = 250;

/** Calls back once when the title of the page changes within `TITLE_MS`, unless it is stopped. */
const whenTitled = (titled: () => void): Stop => {
  const before = document.title;
  const observer = new MutationObserver(() => {
    if (document.title === before) return;
    observer.disconnect();
    titled();
  });
  observer.observe(document.head, { childList: true, characterData: true, subtree: true });
  const stop = () => observer.disconnect();
  setTimeout(stop, TITLE_MS);
  return stop;
};

/** `Page View` for each load, each return from the back/forward cache and, with `spa`, each route. */
export const pageViews: Feature<{ pageView(properties?: Given): void }> = (kit) => {
  const { settings } = kit;
  let route = '';
  let stop: Stop | undefined;
  let stopTitle: Stop | undefined;

  const toRoute = (): string => {
    const { href } = location;
    return settings.spa === 'hash' ? href : href.replace(/#.*/, '');
  };

  const view = (referrer: string, given?: unknown): Amend | undefined =>
    kit.record('Page View', {
      'Viewed URL': readUrl(kit),
      Referrer: referrer || 'Direct',
      'Page Title': document.title,
      ...(given as object),
    });

  let url = '';
  const changed = (): void => {
    const to = toRoute();
    if (to === route || !settings.pageViews) return;
    route = to;
    // From here on a change of the title is about this route.
    stopTitle?.();
    const amend = view(url);
    url = readUrl(kit);
    stopTitle = whenTitled(() => amend?.({ 'Page Title': document.title }));
  };

  const pageView = (given?: Given): void => {
    view(readReferrer(kit), given);
  };

  const begin = (): void => {
    kit.kmq.pageView!();
    listen('pageshow', ({ persisted }: PageTransitionEvent) => {
      if (persisted && settings.pageViews) kit.kmq.pageView!();
    });
  };

  return {
    ...automatic(kit, 'pageView', 'pageViews', 'PAGE_VIEW', begin, { spa: [false, true, 'hash'] }),
    commands: { pageView },
    configured() {
      stop?.();
      stopTitle?.();
      stop = undefined;
      if (!settings.spa) return;
      route = toRoute();
      url = readUrl(kit);
      stop = watchRoutes(changed);
    },
  };
};
