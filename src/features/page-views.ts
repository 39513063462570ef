import { listen, type Stop } from '../browser/lifecycle.js';
import { watchRoutes } from '../browser/routes.js';
import type { Amend } from '../core/hits.js';
import type { Feature, Given } from '../core/kit.js';

/** Routers set the title after the address: React two frames later, Vue at once. */
const TITLE_MS = 250;

/** Calls back with the page's title when it changes, or after `TITLE_MS` as it is. */
const whenTitled = (titled: () => void): void => {
  const before = document.title;
  const finish = () => {
    observer.disconnect();
    clearTimeout(timer);
    if (document.title !== before) titled();
  };
  const observer = new MutationObserver(() => {
    if (document.title !== before) finish();
  });
  observer.observe(document.head ?? document, {
    childList: true,
    characterData: true,
    subtree: true,
  });
  const timer = setTimeout(finish, TITLE_MS);
};

/** `Page View` for each load, each return from the back/forward cache and, with `spa`, each route. */
export const pageViews: Feature<{ pageView(properties?: Given): void }> = (kit) => {
  const { settings } = kit;
  let route = '';
  let stop: Stop | undefined;

  const toRoute = (): string => {
    const { href } = location;
    return settings.spa === 'hash' ? href : href.replace(/#.*/, '');
  };

  const view = (referrer: string, given?: unknown): Amend | undefined =>
    kit.record('Page View', {
      'Viewed URL': kit.url(),
      Referrer: referrer || 'Direct',
      'Page Title': document.title,
      ...(given as object),
    });

  let url = '';
  const changed = (): void => {
    const to = toRoute();
    if (to === route || !settings.pageViews) return;
    route = to;
    const amend = view(url);
    url = kit.url();
    whenTitled(() => amend?.({ 'Page Title': document.title }));
  };

  return {
    settings: { spa: [false, true, 'hash'] },
    commands: { pageView: (given) => void view(kit.referrer(), given) },
    configured() {
      stop?.();
      stop = listen('pageshow', ({ persisted }: PageTransitionEvent) => {
        if (persisted && settings.pageViews) kit.kmq.pageView!();
      });
      if (!settings.spa) return;
      route = toRoute();
      url = kit.url();
      const stopReturns = stop;
      const stopRoutes = watchRoutes(changed);
      stop = () => {
        stopReturns();
        stopRoutes();
      };
    },
    onLoad: ['pageViews', 'PAGE_VIEW', () => kit.kmq.pageView!()],
  };
};
