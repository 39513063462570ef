import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type Delivery,
  type DeliverySite,
  letStampsAge,
  readWaiting,
  recordAndLeave,
  settle,
  startDelivery,
} from './support/delivery.js';
import { BEHAVIOURS } from './support/misbehaving.js';
import { createOnDisk, type OnDisk } from './support/on-disk.js';
import { until } from './support/patience.js';

let delivery: Delivery;
beforeAll(async () => {
  delivery = await startDelivery();
});
afterAll(() => delivery?.close());

const WORK = { trial: 'one', hits: 30, size: 3000 };

/** By then what a page has stored is on disk (D14). */
const WRITTEN_MS = 10_000;

/** The hits are in the browser, and can go nowhere. */
const recordUnsent = async (browser: OnDisk, site: DeliverySite): Promise<void> => {
  const page = await browser.open(site.address);
  await page.until(() => 'KM' in window);
  await until('the first hits', async () => (await readWaiting(page)) === 0);
  site.proxy.behave(BEHAVIOURS.silent);
  await recordAndLeave(page, WORK, 'stay');
  await page.until(() => document.title === 'Counted');
};

/** The next visit, more than a minute later. */
const expectAll = async (browser: OnDisk, site: DeliverySite): Promise<void> => {
  site.proxy.behave(BEHAVIOURS.well);
  const page = await browser.open(`${delivery.pages.url}/away.html`);
  expect(await readWaiting(page)).toBeGreaterThanOrEqual(30);
  await letStampsAge(page);
  await page.goto(site.visit);
  await page.until(() => 'KM' in window);
  expect(await settle(page, site, WORK)).toEqual({ distinct: 30, duplicates: 0 });
};

/** Records as soon as it can, and says so. */
const RECORD = `<script>
  const waiting = setInterval(() => {
    if (!window.KM) return;
    clearInterval(waiting);
    for (let n = 0; n < 30; n++) _kmq.push(['record', 'Counted', { Trial: 'one', N: n, Long: 'x'.repeat(3000) }]);
    fetch('/recorded.html');
  }, 1);
</script>`;

it.concurrent('hits of Chromium outlive their renderer, killed 100 ms after the calls (D14)', async () => {
  const browser = createOnDisk('chromium');
  const site = await delivery.site('killed-renderer', { head: RECORD });
  site.proxy.behave(BEHAVIOURS.silent);
  try {
    // A second try must not take the word of the first.
    const earlier = delivery.pages.requests.length;
    browser.startAlone(site.address);
    const isRecorded = () =>
      delivery.pages.requests.slice(earlier).some(({ path }) => path === '/recorded.html');
    await until('the calls', isRecorded, 30_000);
    await sleep(100);
    browser.killPages();
    // The browser itself lives on, and writes to disk some seconds late.
    await sleep(WRITTEN_MS);
    await browser.quit();
    await browser.start();
    await expectAll(browser, site);
  } finally {
    await browser.close();
  }
});

it.concurrent.each(['chromium', 'firefox'] as const)(
  'hits outlive the whole of %s, killed 10 s after the calls (D14)',
  async (engine) => {
    const browser = createOnDisk(engine);
    const site = await delivery.site(`killed-${engine}`);
    try {
      await browser.start();
      await recordUnsent(browser, site);
      await sleep(WRITTEN_MS);
      await browser.kill();
      await browser.start();
      await expectAll(browser, site);
    } finally {
      await browser.close();
    }
  },
  90_000,
);
