import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findIssues, openApp, readOverflow, set, show, textOf } from './support/app.js';
import { type Collector, startCollector } from './support/collector.js';
import { type Browser, launch, type Page } from './support/launch.js';
import { until } from './support/patience.js';

/** Stripe's own library (`test/libraries`). */
const require = createRequire(new URL('../libraries/package.json', import.meta.url));
interface Stripe {
  webhooks: { generateTestHeaderString(given: { payload: string; secret: string }): string };
}
const stripe = new (require('stripe') as new (key: string) => Stripe)('sk_test_0123456789');

/** Where pictures are put to be looked at, if anywhere. */
const IMAGES = process.env.TEST_SCREENS;

let collector: Collector;
let browser: Browser;
beforeAll(async () => {
  collector = await startCollector();
  browser = await launch('chromium');
});
afterAll(async () => {
  await browser?.close();
  await collector?.stop();
});

const picture = async (page: Page, name: string): Promise<void> => {
  if (!IMAGES) return;
  await mkdir(IMAGES, { recursive: true });
  await writeFile(`${IMAGES}/${name}.png`, await page.screenshot());
};

const openSources = async (site: string, look: Parameters<typeof openApp>[2] = {}) => {
  const profile = await openApp(browser, collector, look);
  const page = await profile.open(`${collector.url}/app/`);
  await page.until(() => document.querySelector('h1'));
  await show(page, `/app/${site}/settings/data`, { title: 'Settings', ready: '#sources' });
  await page.until(() =>
    [...document.querySelectorAll('button')].some(
      ({ textContent }) => textContent === 'Add source',
    ),
  );
  return page;
};

/** Clicks the button of these words. */
const press = (page: Page, words: string) =>
  page.until((words) => {
    const button = [...document.querySelectorAll('button')].find(
      ({ textContent, disabled }) => textContent === words && !disabled,
    );
    button?.click();
    return button;
  }, words);

/** Types into the field of this label. */
const type = (page: Page, label: string, text: string) =>
  page.until(
    ([label, text]) => {
      const found = [...document.querySelectorAll('label')].find(
        ({ textContent }) => textContent === label,
      );
      const field = found?.control as HTMLInputElement | undefined;
      if (!field) return false;
      field.value = text;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      return true;
    },
    [label, text] as [string, string],
  );

const addSource = async (page: Page, kind: string, name: string): Promise<string> => {
  await set(page, 'Service', kind);
  await type(page, 'Name of the source', name);
  await press(page, 'Add source');
  return (await textOf(page, '.source code', '/in/')).trim();
};

describe('sources in the app (S61)', () => {
  it('take what Stripe has signed, from its own library, once the secret is told', async () => {
    await collector.site('paying');
    const page = await openSources('paying');
    const address = await addSource(page, 'stripe', 'Billing');
    const secret = 'whsec_3f9a0123456789abcdef';
    const payload = JSON.stringify({
      ...{ id: 'evt_1', object: 'event', type: 'charge.succeeded' },
      created: Math.floor(Date.now() / 1000),
      data: { object: { amount: 4999, currency: 'eur', receipt_email: 'ada@example.com' } },
    });
    const send = () =>
      fetch(address, {
        method: 'POST',
        body: payload,
        headers: {
          'stripe-signature': stripe.webhooks.generateTestHeaderString({ payload, secret }),
        },
      });
    expect((await send()).status).toBe(409);
    await type(page, 'Signing secret', 'sk_live_nonsense');
    await press(page, 'Save secret');
    await textOf(page, '.source [role=alert]', 'whsec_');
    await type(page, 'Signing secret', secret);
    await press(page, 'Save secret');
    await textOf(page, '.source label', 'Another signing secret');
    expect(await page.evaluate(() => document.body.innerHTML)).not.toContain(secret);
    expect(await (await send()).json()).toEqual({ received: true, recorded: 1 });
    expect(await (await send()).json()).toEqual({ received: true, recorded: 1 });
    const ada = await collector.person('paying', 'ada@example.com');
    expect(ada.timeline.filter(({ name }) => name === 'Billed')).toHaveLength(1);
    expect(ada.timeline[0]!.properties).toMatchObject({ Revenue: '49.99', Currency: 'EUR' });
    expect(collector.output()).not.toContain(secret);
    await page.close();
  });

  it.each([
    ['desktop', {}],
    ['phone', { width: 390, dark: true }],
  ])('map a webhook on what it has sent: %s', async (name, look) => {
    const site = `desk-${name}`;
    await collector.site(site);
    const page = await openSources(site, look);
    const address = await addSource(page, 'webhook', 'Help desk');
    const body = JSON.stringify({ kind: 'closed', user: { email: 'ada@example.com' }, score: 5 });
    const send = async () =>
      (await fetch(address, { method: 'POST', body })).json() as Promise<{ recorded: number }>;
    expect((await send()).recorded).toBe(0);
    await press(page, 'Look again');
    await page.until(() => document.querySelector('.source-member'));
    await set(page, 'user.email (ada@example.com)', '_p');
    await set(page, 'score (5)', 'property');
    await type(page, 'Property of score', 'Score');
    await type(page, 'Record everything as this event', 'Ticket Closed');
    await press(page, 'Preview');
    await textOf(page, '.source form', 'ada@example.com did “Ticket Closed”, Score: 5.');
    await picture(page, `sources-${name}`);
    await press(page, 'Save mapping');
    await textOf(page, '.source form [role=status]:last-child', 'Saved.');
    expect((await send()).recorded).toBe(1);
    const hits = await until('the hit', () => collector.export(site));
    expect(hits).toMatchObject([{ _p: 'ada@example.com', _n: 'Ticket Closed', Score: '5' }]);
    expect(await findIssues(page)).toEqual([]);
    expect(await readOverflow(page)).toBeLessThanOrEqual(0);
    await page.close();
  });
});
