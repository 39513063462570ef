import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Delivery,
  type DeliverySite,
  numbersOf,
  readFaults,
  readWaiting,
  recordAndLeave,
  runTrial,
  type SiteParts,
  settle,
  startDelivery,
} from './support/delivery.js';
import { type Browser, ENGINES, launch, type Page, type Profile } from './support/launch.js';
import { BEHAVIOURS, type Behaviour } from './support/misbehaving.js';
import { until } from './support/patience.js';
import { isDrawn, SEED } from './support/seed.js';

let delivery: Delivery;
beforeAll(async () => {
  delivery = await startDelivery();
});
afterAll(() => delivery?.close());

const WORK = { trial: 'one', hits: 30, size: 3000 };
/** As long as the outage that five tabs outlive. */
const OUTAGE_MS = 10_000;
const WHOLE = { distinct: 30, duplicates: 0 };

interface Case {
  what: string;
  behaviour: Behaviour;
  /** So many batches meet it before the collector is well again; without it, it stays so. */
  times?: number;
  /** One line never arrives; whether it stays in the browser. */
  poison?: 'dropped' | 'kept';
}

const CASES: Case[] = [
  { what: '500', behaviour: BEHAVIOURS.fails, times: 2 },
  { what: '429 with Retry-After', behaviour: BEHAVIOURS.busy, times: 2 },
  { what: 'a page of HTML with status 200', behaviour: BEHAVIOURS.html, times: 2 },
  { what: 'a connection cut once the hits are taken', behaviour: BEHAVIOURS.cut, times: 2 },
  { what: '413 beyond 8 kB', behaviour: BEHAVIOURS.narrowReadable },
  { what: 'an unreadable 413 of a proxy beyond 8 kB', behaviour: BEHAVIOURS.narrow },
  { what: 'a line that is refused', behaviour: BEHAVIOURS.poisoned, poison: 'dropped' },
  {
    what: 'a line that is refused unreadably',
    behaviour: BEHAVIOURS.poisonedUnreadable,
    poison: 'kept',
  },
];

/** Leaves no room for a single character. */
const FILL_STORAGE = `<script>for (let size = 1 << 20; size; size >>= 1)
  try { for (let n = 0; ; n++) localStorage.setItem('full-' + size + '-' + n, 'x'.repeat(size)); } catch {}</script>`;
const NO_COOKIES = `<script>Object.defineProperty(document, 'cookie', { get: () => '', set() {} })</script>`;

describe.each(ENGINES)(`in %s, seed ${SEED}`, (engine) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(engine, { backForwardCache: true });
  });
  afterAll(() => browser?.close());

  interface Visit {
    site: DeliverySite;
    profile: Profile;
    page: Page;
  }

  const visit = async (
    name: string,
    run: (visit: Visit) => Promise<void>,
    parts?: SiteParts,
  ): Promise<void> => {
    const site = await delivery.site(`${name}-${engine}`, parts);
    const profile = await browser.profile();
    const page = await profile.open(site.address);
    await page.until(() => 'KM' in window);
    await run({ site, profile, page });
    await profile.close();
  };

  it.concurrent.each(CASES.filter((_, row) => isDrawn(row, engine, ENGINES.length)))(
    'each hit arrives once through $what',
    ({ what, behaviour, times, poison }) =>
      visit(what.replace(/\W+/g, '-'), async ({ site, page }) => {
        await until('the first hits', async () => (await readWaiting(page)) === 0);
        site.proxy.behave(behaviour);
        const before = site.proxy.batches.length;
        await recordAndLeave(page, { ...WORK, poison: !!poison }, 'stay');
        if (times) {
          const met = () => site.proxy.batches.length >= before + times;
          await until('batches that meet it', met, 30_000);
          site.proxy.behave(BEHAVIOURS.well);
        }
        const hits = poison ? 29 : 30;
        const outcome = await settle(page, site, { trial: 'one', hits }, poison === 'kept');
        expect(outcome).toEqual({ distinct: hits, duplicates: 0 });
        expect(await readFaults(page)).toEqual([]);
      }),
    90_000,
  );

  it.concurrent('each hit arrives once from a collector that is gone for a while', () =>
    visit('gone', async ({ site, page }) => {
      await site.proxy.goAway();
      await recordAndLeave(page, WORK, 'stay');
      await until('hits that wait', async () => (await readWaiting(page)) >= 30);
      await site.proxy.comeBack();
      expect(await settle(page, site, WORK)).toEqual(WHOLE);
    }));

  it.concurrent('1,000 hits of one task, the tab closed, arrive once at the next visit', async () => {
    const site = await delivery.site(`thousand-${engine}`);
    const profile = await browser.profile();
    const work = { trial: 'one', hits: 1000, size: 40 };
    const outcome = await runTrial(profile, site, work, 'close');
    expect(outcome).toMatchObject({ distinct: 1000, duplicates: 0, waiting: 0 });
    await profile.close();
  }, 120_000);

  it.concurrent('a page with waiting hits is kept for going back, and counts once more', () =>
    visit('cache', async ({ site, page }) => {
      await until('the first hits', async () => (await readWaiting(page)) === 0);
      await recordAndLeave(page, WORK, 'back/forward cache');
      await until('to leave', () => page.evaluate(() => document.title === 'Away'));
      await page.evaluate(() => {
        setTimeout(() => history.back());
      });
      await until('the page', () => page.evaluate(() => document.title === 'Counted'));
      expect(await page.evaluate(() => (window as never as { shows: number }).shows)).toBe(1);
      await recordAndLeave(page, { ...WORK, trial: 'back' }, 'stay');
      expect(await settle(page, site, { ...WORK, trial: 'back' })).toEqual(WHOLE);
      expect(await settle(page, site, WORK)).toEqual(WHOLE);
      const hits = await site.stored();
      expect(hits.filter(({ _n }) => _n === 'Page View')).toHaveLength(2);
    }));

  it.concurrent(
    'five tabs with 200 hits each outlive ten seconds of 500, and leave nothing behind',
    () =>
      visit('tabs', async ({ site, profile, page }) => {
        site.proxy.behave(BEHAVIOURS.fails);
        const tabs = [page];
        for (let n = 1; n < 5; n++) {
          const tab = await profile.open(site.address);
          await tab.until(() => 'KM' in window);
          tabs.push(tab);
        }
        const works = tabs.map((_, n) => ({ trial: `tab ${n}`, hits: 200, size: 20 }));
        await Promise.all(tabs.map((tab, n) => recordAndLeave(tab, works[n]!, 'stay')));
        const before = site.proxy.batches.length;
        await sleep(OUTAGE_MS);
        expect(site.proxy.batches.length).toBeGreaterThan(before);
        site.proxy.behave(BEHAVIOURS.well);
        // Only in WebKit a tab behind another one is hidden, and hidden pages do not try again (D6): a visit takes over.
        if (engine === 'webkit') {
          for (const tab of tabs.slice(1)) await tab.close();
          await page.goto(site.visit);
        }
        for (const work of works)
          expect(await settle(page, site, work)).toEqual({ distinct: 200, duplicates: 0 });
        expect(await readWaiting(page)).toBe(0);
      }),
    120_000,
  );

  it.concurrent('a beacon that comes again on day 8 and day 29 is one hit each', () =>
    visit('again', async ({ site, page }) => {
      await recordAndLeave(page, WORK, 'location.href');
      await until('to leave', () => page.evaluate(() => document.title === 'Away'));
      await until('the hits', async () => numbersOf(await site.stored(), 'one').length > 0);
      for (const { path, body } of [...site.proxy.batches])
        for (const days of [8, 29]) {
          const later = Date.now() / 1000 + days * 86_400;
          const again = path.replace(/_s=[\d.]+/, `_s=${later}`);
          const answer = await fetch(delivery.collector.url + again, { method: 'POST', body });
          expect(answer.status).toBe(200);
        }
      // More of the page may arrive meanwhile, but nothing a second time.
      const ids = (await site.stored()).map(({ _i }) => _i);
      expect(ids.length).toBeGreaterThan(0);
      expect(ids).toHaveLength(new Set(ids).size);
    }));

  const BLOCKED: [what: string, parts: SiteParts][] = [
    ['storage is full', { head: FILL_STORAGE }],
    [
      'storage and cookies are blocked',
      { headers: { 'content-security-policy': 'sandbox allow-scripts' } },
    ],
    ['cookies do not stick', { head: NO_COOKIES }],
  ];
  it.concurrent.each(BLOCKED)(
    'a living page delivers where %s, and throws nothing',
    (what, parts) =>
      visit(
        what.replaceAll(' ', '-'),
        async ({ site, page }) => {
          await recordAndLeave(page, WORK, 'stay');
          expect(await settle(page, site, WORK)).toEqual(WHOLE);
          const people = new Set((await site.stored()).map(({ _p }) => _p));
          expect(people.size).toBe(1);
          expect(await readFaults(page)).toEqual([]);
        },
        parts,
      ),
  );

  it.concurrent('a page that may not connect keeps its hits for one that may', () =>
    visit(
      'unconnected',
      async ({ site, page }) => {
        await recordAndLeave(page, WORK, 'stay');
        await until('hits that wait', async () => (await readWaiting(page)) >= 30);
        expect(await readFaults(page)).toEqual([]);
        expect(site.proxy.batches).toEqual([]);
        await page.goto(site.visit);
        expect(await settle(page, site, WORK)).toEqual(WHOLE);
      },
      { headers: { 'content-security-policy': "connect-src 'none'" } },
    ));
});
