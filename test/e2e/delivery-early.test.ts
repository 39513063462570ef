import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Delivery, type DeliverySite, readFaults, startDelivery } from './support/delivery.js';
import { type Browser, launch, type Page } from './support/launch.js';
import { until } from './support/patience.js';
import { push } from './support/site.js';

let delivery: Delivery;
beforeAll(async () => {
  delivery = await startDelivery();
});
afterAll(() => delivery?.close());

const CALLS = [
  ['record', 'Early', { N: 0 }],
  ['identify', 'ada@example.com'],
  ['record', 'Early', { N: 1 }],
];

const earlyOf = async (site: DeliverySite) =>
  (await site.stored()).filter(({ _n }) => _n === 'Early').map(({ N }) => Number(N));

// WebKitGTK fires neither pagehide nor visibilitychange before load, which the pending script holds back (D11).
describe.each(['chromium', 'firefox'] as const)(
  'in %s, before the library came (D11)',
  (engine) => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launch(engine, { backForwardCache: true });
    });
    afterAll(() => browser?.close());

    /** A page whose library does not come. `goto` would wait for its load event, which does not come either. */
    const open = async (name: string) => {
      const site = await delivery.site(`${name}-${engine}`);
      site.proxy.holdScripts();
      const profile = await browser.profile();
      const page = await profile.open(`${delivery.pages.url}/away.html`);
      const enter = () =>
        page.evaluate((address) => {
          setTimeout(() => {
            location.href = address;
          });
        }, site.address);
      await enter();
      await until('the page', () => page.evaluate(() => !!document.querySelector('form')));
      await push(page, ...CALLS);
      return { site, profile, page };
    };

    const EXITS: [string, (page: Page) => Promise<void>][] = [
      [
        'a link',
        (page) => page.evaluate(() => document.querySelector<HTMLElement>('#link')!.click()),
      ],
      [
        'a cross-site link',
        (page) => page.evaluate(() => document.querySelector<HTMLElement>('#cross')!.click()),
      ],
    ];

    it.concurrent.each(EXITS)('what was called arrives once by %s', async (how, leave) => {
      const { site, profile, page } = await open(how.replaceAll(' ', '-'));
      const other = await profile.open();
      await leave(page);
      await until('the early hits', async () => (await earlyOf(site)).length >= 2);
      const hits = await site.stored();
      expect(await earlyOf(site)).toEqual([0, 1]);
      expect(hits).toHaveLength(3);
      expect(hits.map(({ _p, _p2 }) => _p2 ?? _p)).toEqual([
        expect.stringMatching(/=$/),
        'ada@example.com',
        'ada@example.com',
      ]);
      expect(await delivery.collector.people(site.key)).toHaveLength(1);
      expect(site.proxy.batches.filter(({ body }) => body.startsWith('['))).toHaveLength(1);
      site.proxy.release();
      await other.goto(site.visit);
      await other.until(() => 'KM' in window);
      await until('the visit', async () => (await site.stored()).length > 3);
      expect(await earlyOf(site)).toEqual([0, 1]);
      await profile.close();
    });

    it.concurrent('what was called arrives once from a window that closes', async () => {
      const site = await delivery.site(`window-${engine}`);
      site.proxy.holdScripts();
      const profile = await browser.profile();
      const page = await profile.open(`${delivery.pages.url}/away.html`);
      await page.evaluate((address) => {
        Object.assign(window, { child: open(address) });
      }, site.address);
      await until('the window', () =>
        page.evaluate(() => {
          const { child } = window as never as { child: Window };
          return !!child.document.querySelector('form');
        }),
      );
      await page.evaluate((calls) => {
        const { child } = window as never as { child: Window & { _kmq: unknown[] } };
        child._kmq.push(...calls);
        child.close();
      }, CALLS);
      await until('the early hits', async () => (await earlyOf(site)).length >= 2);
      expect(await earlyOf(site)).toEqual([0, 1]);
      await profile.close();
    });

    it.concurrent('it counts once where the library comes after going back', async () => {
      const { site, profile, page } = await open('back');
      await page.evaluate(() => document.querySelector<HTMLElement>('#link')!.click());
      await until('the early hits', async () => (await earlyOf(site)).length >= 2);
      site.proxy.release();
      await page.evaluate(() => {
        setTimeout(() => history.back());
      });
      await until('the library', () => page.evaluate(() => 'KM' in window));
      await push(page, ['record', 'Late']);
      await until('the late hit', async () =>
        (await site.stored()).some(({ _n }) => _n === 'Late'),
      );
      expect(await earlyOf(site)).toEqual([0, 1]);
      expect(await readFaults(page)).toEqual([]);
      await profile.close();
    });

    it.concurrent('nothing is sent for who opted out, nor twice when the library came in time', async () => {
      const { site, profile, page } = await open('opted-out');
      await page.evaluate(() => {
        // biome-ignore lint/suspicious/noDocumentCookie: the cookie of an earlier page
        document.cookie = 'km_c=0;path=/';
        document.querySelector<HTMLElement>('#link')!.click();
      });
      await until('to leave', () => page.evaluate(() => document.title === 'Away'));
      const inTime = await open('in-time');
      inTime.site.proxy.release();
      await until('the library', () => inTime.page.evaluate(() => 'KM' in window));
      await inTime.page.evaluate(() => document.querySelector<HTMLElement>('#link')!.click());
      await until('the hits', async () => (await earlyOf(inTime.site)).length >= 2);
      expect(await earlyOf(inTime.site)).toEqual([0, 1]);
      expect(inTime.site.proxy.batches.filter(({ body }) => body.startsWith('['))).toEqual([]);
      expect(site.proxy.batches).toEqual([]);
      expect(await site.stored()).toEqual([]);
      await profile.close();
      await inTime.profile.close();
    });
  },
);
