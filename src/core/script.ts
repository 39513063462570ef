import { readGlobal } from '../browser/page.js';
import { readScriptFolder } from '../browser/script.js';
import { createClient } from './client.js';
import type { Feature } from './kit.js';
import { takeOver } from './queue.js';

/** Globals by which pages of the original client switch something off, and our setting for the same. */
const SWITCHES: Record<string, string> = {
  URL: 'urlApi',
  PAGE_VIEW: 'pageViews',
  VISITED_SITE: 'visits',
  REFERRER: 'referrer',
  SEARCH_ENGINE: 'searchEngines',
  UTM: 'campaigns',
  RETURNING: 'returning',
  FORM_FIELDS: 'formFields',
};

const readSwitches = (): object =>
  Object.fromEntries(
    Object.keys(SWITCHES)
      .filter((name) => readGlobal(`KM_SKIP_${name}`))
      .map((name) => [SWITCHES[name], false]),
  );

/** Starts a client that is steered by the page's queue and globals: `_kmq`, `_kmk`, `KM_…`. */
export const startScript = (features: readonly Feature[]): void => {
  // Written in front of the library by whoever serves it.
  const site = Object(readGlobal('KM_SITE'));
  const page = {
    key: readGlobal('_kmk'),
    endpoint: readScriptFolder(),
    cookieDomain: readGlobal('KM_COOKIE_DOMAIN'),
    ...site,
  };
  for (const name in page) if (page[name] === undefined) delete page[name];
  takeOver(page.key, (kmq, configured, early) =>
    createClient({
      given: [page, ...configured],
      features,
      kmq,
      early() {
        early();
        kmq.configure!(readSwitches());
      },
    }),
  );
};
