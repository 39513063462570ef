import { setTimeout as sleep } from 'node:timers/promises';
import { toSnippet } from '../../../src/snippet.js';
import { type Collector, type ExportedHit, startCollector } from './collector.js';
import type { Page, Profile } from './launch.js';
import { type Misbehaving, startMisbehaving } from './misbehaving.js';
import { type PageServer, startPages } from './pages.js';
import { until } from './patience.js';

/** Ways to leave a page. `link` stays on the origin, `cross-site` and `no-store` do not. */
export const EXITS = [
  'link',
  'cross-site link',
  'cross-site link from a no-store page',
  'form',
  'location.href',
  'reload',
  'close',
  'back/forward cache',
] as const;
export type Exit = (typeof EXITS)[number];

export interface Delivery {
  collector: Collector;
  pages: PageServer;
  /** Makes a site whose key begins so, with a misbehaving proxy of its own between its pages and the collector. */
  site(name: string, parts?: SiteParts): Promise<DeliverySite>;
  close(): Promise<void>;
}

export interface SiteParts {
  /** What stands before the snippet, on the page that is left. */
  head?: string;
  /** Headers of that page. */
  headers?: Record<string, string>;
}

export interface DeliverySite {
  key: string;
  proxy: Misbehaving;
  /** A tracked page with every way out; `store`: a no-store page. */
  address: string;
  noStore: string;
  /** Where people come back to. */
  visit: string;
  /** Every hit that the store holds, each as often as the store counts it, in order of arrival. */
  stored(): Promise<ExportedHit[]>;
}

const startOf = (title: string) =>
  `<!doctype html><meta charset="utf-8"><title>${title}</title><link rel="icon" href="data:,"><script>faults = [];
  for (const type of ['error', 'unhandledrejection'])
    addEventListener(type, (event) => faults.push(String(event.message || event.reason)));</script>`;

export const startDelivery = async (): Promise<Delivery> => {
  const collector = await startCollector();
  const proxies: Misbehaving[] = [];
  const pages = await startPages();
  pages.add('away.html', startOf('Away'));
  const away = `http://localhost:${pages.port}/away.html`;
  let made = 0;

  return {
    collector,
    pages,
    async site(name, { head = '', headers = {} } = {}) {
      const key = `${name}-${++made}`;
      await collector.site(key);
      const proxy = await startMisbehaving(collector.url);
      proxies.push(proxy);
      const snippet = toSnippet({ key, script: `${proxy.url}/${key}.2.js` });
      const page = `${startOf('Page')}${head}${snippet}
        <script>shows = 0; addEventListener('pageshow', (event) => { shows += event.persisted; });</script>
        <a id="link" href="/away.html">Link</a> <a id="cross" href="${away}">Cross</a>
        <form action="/away.html"><button>Form</button></form>`;
      return {
        key,
        proxy,
        address: pages.add(`${key}.html`, page, headers),
        noStore: pages.add(`${key}-no-store.html`, page, { 'cache-control': 'no-store' }),
        visit: pages.add(`${key}-visit.html`, `${startOf('Visit')}${snippet}`),
        async stored() {
          const answer = await fetch(`${collector.url}/api/sites/${key}/export.jsonl`, {
            headers: { authorization: `Bearer ${collector.token}` },
          });
          return (await answer.text())
            .split('\n')
            .flatMap((line) => (line ? [JSON.parse(line) as ExportedHit] : []));
        },
      };
    },
    close: async () => {
      await pages.close();
      await Promise.all(proxies.map((proxy) => proxy.close()));
      await collector.stop();
    },
  };
};

export interface Work {
  /** Told apart by this. */
  trial: string;
  hits: number;
  /** Characters of the one long property. */
  size: number;
  /** What becomes of the collector when the visitor comes back. */
  back?: () => void | Promise<void>;
  /** One hit in the middle says Poison. */
  poison?: boolean;
}

/** Records hits and leaves, all in one task of the page; it is over before the driver hears of it. */
export const recordAndLeave = (page: Page, work: Work, exit: Exit | 'stay'): Promise<void> =>
  page.evaluate(
    ({ trial, hits, size, poison, exit }) => {
      const { _kmq } = window as never as { _kmq: unknown[] };
      const click = (selector: string) => document.querySelector<HTMLElement>(selector)!.click();
      setTimeout(() => {
        for (let n = 0; n < hits; n++)
          _kmq.push([
            'record',
            'Counted',
            {
              Trial: trial,
              N: n,
              At: Date.now(),
              Long: (poison && n === 7 ? 'Poison' : '') + 'x'.repeat(size),
            },
          ]);
        document.title = 'Counted';
        if (exit === 'link') click('#link');
        if (exit.startsWith('cross-site')) click('#cross');
        if (exit === 'form') document.querySelector('form')!.requestSubmit();
        if (exit === 'location.href' || exit === 'back/forward cache') location.href = '/away.html';
        if (exit === 'reload') location.reload();
      });
    },
    { trial: work.trial, hits: work.hits, size: work.size, poison: !!work.poison, exit },
  );

/** Says that the network is back, as a browser does: the next try need not wait. */
export const nudge = (page: Page): Promise<void> =>
  page.evaluate(() => {
    dispatchEvent(new Event('online'));
  });

const ofTrial = (hits: ExportedHit[], trial: string): ExportedHit[] =>
  hits.filter(({ Trial, _n }) => _n === 'Counted' && Trial === trial);

/** Numbers of the hits of one trial, in order of arrival. */
export const numbersOf = (hits: ExportedHit[], trial: string): number[] =>
  ofTrial(hits, trial).map(({ N }) => Number(N));

/** How far the store's times are from those of the calls, milliseconds at most. */
const toTimeError = (hits: ExportedHit[]): number =>
  Math.max(0, ...hits.map(({ _t, At }) => Math.abs(Number(_t) * 1000 - Number(At))));

/** Lines of storage keys of which one line at least waits; 0 where the page has no storage. */
export const readWaiting = (page: Page): Promise<number> =>
  page.evaluate(() => {
    if (origin === 'null') return 0;
    return Object.entries({ ...localStorage })
      .filter(([name]) => /^kmq:[^:]+:[^:]+:\d+$/.test(name))
      .reduce((sum, [, text]) => sum + String(text).split('\n').length, 0);
  });

/** Makes pages that stamped their outbox look as if they had died two minutes ago. */
export const letStampsAge = (page: Page): Promise<void> =>
  page.evaluate(() => {
    for (const name of Object.keys(localStorage))
      if (/^kmq:[^:]+:[^:]+:$/.test(name))
        localStorage.setItem(name, String(Number(localStorage.getItem(name)) - 120_000));
  });

/** What was thrown in the page and caught by nobody. */
export const readFaults = (page: Page): Promise<string[]> =>
  page.evaluate(() => (window as never as { faults: string[] }).faults);

/** How long the store stands still before what arrived at leaving is counted. */
const CALM_MS = 700;

export interface Outcome {
  /** Hits in the store before the visitor came back. */
  atLeaving: number;
  /** Different ones after the visit, and those that the store counts twice. */
  distinct: number;
  duplicates: number;
  /** Pairs that stand in another order than they were recorded in. */
  disordered: number;
  /** The most that a stored time is off, milliseconds. */
  timeError: number;
  /** The page came back out of the back/forward cache. */
  restored: boolean;
  /** Lines left in the browser's storage. */
  waiting: number;
  /** From leaving until all of that was so. */
  seconds: number;
}

const toOutcome = (numbers: number[]) => ({
  distinct: new Set(numbers).size,
  duplicates: numbers.length - new Set(numbers).size,
  disordered: numbers.filter((number, index) => index > 0 && number < numbers[index - 1]!).length,
});

const hasLeft = async (page: Page, exit: Exit): Promise<boolean> =>
  exit === 'reload'
    ? page.evaluate(
        () =>
          document.title === 'Page' &&
          (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming)?.type ===
            'reload',
      )
    : page.evaluate(() => document.title === 'Away');

/** One visitor: records, leaves, comes back, and waits until nothing is left to send; 90 s at most. */
export const runTrial = async (
  profile: Profile,
  site: DeliverySite,
  work: Work,
  exit: Exit,
): Promise<Outcome> => {
  const { trial, hits } = work;
  const page = await profile.open(exit.includes('no-store') ? site.noStore : site.address);
  await page.until(() => 'KM' in window);
  // A session of WebKit ends with its last tab, and shows its first one.
  const other = exit === 'close' ? await profile.open() : page;
  const started = Date.now();
  await recordAndLeave(page, work, exit);
  if (exit === 'close') {
    await until('the hits', () => page.evaluate(() => document.title === 'Counted'));
    await page.close();
  } else await until(`to leave by ${exit}`, () => hasLeft(page, exit));

  let restored = false;
  if (exit === 'back/forward cache') {
    await page.evaluate(() => {
      setTimeout(() => history.back());
    });
    await until('the page of before', () => page.evaluate(() => document.title !== 'Away'));
    restored = await page.evaluate(() => (window as never as { shows: number }).shows > 0);
  }
  await sleep(CALM_MS);
  const atLeaving = new Set(numbersOf(await site.stored(), trial)).size;

  await work.back?.();
  if (exit !== 'reload' && exit !== 'back/forward cache') await other.goto(site.visit);
  const end = Date.now() + 90_000;
  let waiting = 1;
  while (Date.now() < end) {
    waiting = await readWaiting(other);
    if (!waiting && new Set(numbersOf(await site.stored(), trial)).size >= hits) break;
    await sleep(250);
  }
  const stored = await site.stored();
  const timeError = toTimeError(ofTrial(stored, trial));
  const seconds = Math.round((Date.now() - started) / 1000);
  return {
    atLeaving,
    ...toOutcome(numbersOf(stored, trial)),
    timeError,
    restored,
    waiting,
    seconds,
  };
};

/**
 * Waits until the store holds so many different hits of a trial and the origin has none left, or, where one
 * may never arrive, some; nudges meanwhile.
 */
export const settle = async (
  page: Page,
  site: DeliverySite,
  { trial, hits }: Pick<Work, 'trial' | 'hits'>,
  isLeft = false,
): Promise<{ distinct: number; duplicates: number }> => {
  await until(
    `${hits} hits of ${trial}`,
    async () => {
      await nudge(page);
      const numbers = numbersOf(await site.stored(), trial);
      return new Set(numbers).size >= hits && (await readWaiting(page)) > 0 === isLeft;
    },
    60_000,
  );
  const { distinct, duplicates } = toOutcome(numbersOf(await site.stored(), trial));
  return { distinct, duplicates };
};
