import { listen, type Stop } from '../browser/lifecycle.js';
import { readMember } from '../browser/member.js';
import { tryOr } from '../browser/report.js';
import { watchRoutes } from '../browser/routes.js';
import { automatic } from '../core/automatic.js';
import type { Amend } from '../core/hits.js';
import type { Feature, Given } from '../core/kit.js';
import { readReferrer, readUrl } from '../core/url.js';

const readTitle = (): string => readMember(document, 'title') as string;

/** Calls back whenever the title of the page is set, also to what it was, until it is stopped. */
const watchTitle = (titled: () => void): Stop =>
  tryOr<Stop>(
    () => 0,
    () => {
      let before = readTitle();
      const observer = new MutationObserver((changes) => {
        if (readTitle() === before && !changes.some(({ target }) => target.nodeName === 'TITLE'))
          return;
        before = readTitle();
        titled();
      });
      observer.observe(
        readMember(document, 'head') as Node,
        {
          __proto__: null,
          childList: true,
          characterData: true,
          subtree: true,
        } as MutationObserverInit,
      );
      return () => observer.disconnect();
    },
  );

/** `Page View` for each load, each return from the back/forward cache and, with `spa`, each route. */
export const pageViews: Feature<{ pageView(properties?: Given): void }> = (kit) => {
  const { settings } = kit;
  let route = '';
  /** The title that the route before this one is known to have had. */
  let known = '';
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
      'Page Title': readTitle(),
      ...(given as object),
    });

  let url = '';
  const changed = (): void => {
    const to = toRoute();
    if (to === route || !settings.pageViews) return;
    route = to;
    // From here on a change of the title is about this route; until then it is that of the page before.
    stopTitle?.();
    const isOwn = readTitle() !== known;
    known = readTitle();
    const amend = view(url, !isOwn && { 'Page Title': undefined });
    url = readUrl(kit);
    stopTitle = watchTitle(() => {
      known = readTitle();
      amend?.({ 'Page Title': known });
    });
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
      known = readTitle();
      stopTitle = watchTitle(() => {
        known = readTitle();
      });
      stop = watchRoutes(changed);
    },
  };
};
