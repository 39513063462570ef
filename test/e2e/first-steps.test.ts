import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findIssues, openApp, readOverflow, textOf, textsOf } from './support/app.js';
import { type Collector, startCollector } from './support/collector.js';
import { type Browser, launch, type Page } from './support/launch.js';
import { until } from './support/patience.js';

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

/** The field of this label. */
const fieldOf = (page: Page, label: string): Promise<string> =>
  page.until((label) => {
    const found = [...document.querySelectorAll('label')].find(
      ({ textContent }) => textContent?.trim() === label,
    );
    return found?.htmlFor && `#${CSS.escape(found.htmlFor)}`;
  }, label);

const fill = async (page: Page, label: string, text: string) =>
  page.fill(await fieldOf(page, label), text);

/** Goes from element to element by the keyboard until one with these words has the focus, and presses a key there. */
const pressOn = async (page: Page, words: string, key: string): Promise<void> => {
  for (let steps = 0; steps < 60; steps++) {
    const found = await page.evaluate(
      (words) => document.activeElement?.textContent?.trim() === words,
      words,
    );
    if (found) return page.press(key);
    await page.press('Tab');
  }
  throw new Error(`the keyboard does not reach ${words}`);
};

/** What is wrong with the page as it stands, at the width of a phone and of a desk. */
const expectNoIssues = async (page: Page) => {
  expect(await findIssues(page)).toEqual([]);
  expect(await readOverflow(page)).toBe(0);
};

/** A site whose only page has a head to paste into. */
const startSite = async (head: string): Promise<{ url: string; server: Server }> => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(`<!doctype html><html><head><title>Shop</title>${head}</head><body>Hello</body>`);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
};

describe('the first steps (S35)', () => {
  it('lead from the printed link to a first hit of a page that has the snippet', async () => {
    const link = await until(
      'the link',
      () => /(http:\S+\/login\/\S+)/.exec(collector.output())?.[1],
    );
    const owner = await browser.profile();
    const page = await owner.open(link);
    await textOf(page, 'h1', 'Welcome to kmq');
    await expectNoIssues(page);

    await fill(page, 'Company', 'Café & Söhne GmbH');
    await fill(page, 'First site', 'Garden shop');
    await fill(page, 'Time zone', 'Europe/Nowhere');
    await page.click('[type=submit]');
    expect(await textOf(page, '[role=alert]', 'time zone')).toContain('such as Europe/Berlin');
    await expectNoIssues(page);
    await fill(page, 'Time zone', 'Europe/Berlin');
    await page.click('[type=submit]');

    await textOf(page, 'h1', 'How you sign in');
    await textOf(page, '#owner', 'Your account');
    await expectNoIssues(page);
    await fill(page, 'Your name', 'Ada Lovelace');
    await fill(page, 'E-mail address', 'ada@shop.example');
    await fill(page, 'Password', 'too short');
    await page.click('[type=submit]');
    expect(await textOf(page, '[role=alert]', 'password')).toContain('12 characters');
    await expectNoIssues(page);
    await fill(page, 'Password', 'a garden with seven beds');
    await page.click('[type=submit]');
    await textOf(page, 'h1', 'Send your first hit');
    expect(await collector.ask('GET', '/api/company')).toEqual({
      ...{ name: 'Café & Söhne GmbH', setUp: true },
    });

    await pressOn(page, 'Back', 'Enter');
    await textOf(page, 'main p', 'You are signed in as Ada Lovelace (ada@shop.example).');
    await expectNoIssues(page);
    await pressOn(page, 'Back', 'Enter');
    await textOf(page, 'h1', 'Welcome to kmq');
    expect(await textOf(page, 'form > p', 'Its key is')).toContain('garden-shop');
    await page.click('[type=submit]');
    await textOf(page, 'h1', 'How you sign in');
    await pressOn(page, 'Continue', 'Enter');

    await textOf(page, '.first-hit', 'Waiting for the first hit');
    await expectNoIssues(page);
    for (const [framework, code] of [
      ['react', 'kmq/react'],
      ['vue', 'createKmqPlugin'],
      ['node', 'kmq/node'],
      ['npm', 'from "kmq"'],
      ['gtm', 'Custom HTML'],
      ['html', '<script>'],
    ] as const) {
      await page.click(`[value=${framework}]`);
      const text = await textOf(page, '.setup section', code);
      expect(text).toContain(framework === 'html' || framework === 'gtm' ? '"garden-shop"' : 'key');
      expect(text).not.toContain('undefined');
    }
    const [snippet = ''] = await textsOf(page, 'pre');
    const { url, server } = await startSite(snippet);
    const visitor = await browser.profile();
    await visitor.open(url);
    await textOf(page, '.first-hit.arrived', 'Hits arrive.');
    await expectNoIssues(page);
    await pressOn(page, 'Finish', 'Enter');
    await page.until(() => location.pathname === '/app/garden-shop/live');
    await textOf(page, '.feed', 'Page View');
    expect(await textOf(page, '.company', 'Café')).toBe('Café & Söhne GmbH');
    // The browser itself tells of the answer 400.
    expect((await page.problems()).filter((problem) => !problem.includes('400'))).toEqual([]);

    await page.goto(`${collector.url}/app/`);
    await page.until(() => location.pathname === '/app/garden-shop/live');
    await visitor.close();
    await owner.close();
    server.close();
  });

  it('say that a key is taken, and keep what was typed', async () => {
    const owner = await openApp(browser, collector);
    const page = await owner.open(`${collector.url}/app/?setup=company`);
    await fill(page, 'First site', 'Demo');
    await page.click('[type=submit]');
    expect(await textOf(page, '[role=alert]', 'key')).toContain('exists');
    await fill(page, 'Key of the site', 'second');
    await page.click('[type=submit]');
    await textOf(page, 'h1', 'How you sign in');
    expect(await page.address()).toContain('site=second');
    await owner.close();
  });

  it.each([
    [390, false],
    [390, true],
    [1440, false],
    [1440, true],
  ])('fit into %i pixels, dark: %s', async (width, dark) => {
    const owner = await openApp(browser, collector, { width, dark });
    for (const step of ['company', 'access', 'install']) {
      const page = await owner.open(`${collector.url}/app/?setup=${step}&site=garden-shop`);
      await page.until((step) => {
        const steps = [...document.querySelectorAll('.setup-steps li')];
        const at = ['company', 'access', 'install'].indexOf(step);
        return steps[at]?.hasAttribute('aria-current');
      }, step);
      await expectNoIssues(page);
      await page.close();
    }
    await owner.close();
  });

  it('are not shown to whoever has sites already, and can be left for the demo', async () => {
    const fresh = await startCollector();
    const owner = await openApp(browser, fresh);
    const page = await owner.open(`${fresh.url}/app/`);
    await textOf(page, 'h1', 'Welcome to kmq');
    await pressOn(page, 'Look around with the demo site first', 'Enter');
    await page.until(() => location.pathname === '/app/demo/live');
    await page.goto(`${fresh.url}/app/`);
    await page.until(() => location.pathname === '/app/demo/live');
    await page.goto(`${fresh.url}/app/demo/settings`);
    await page.until(() => document.querySelector('a[href="/app/?setup=company"]'));
    await page.click('a[href="/app/?setup=company"]');
    await textOf(page, 'h1', 'Welcome to kmq');
    await fill(page, 'Company', 'Later');
    await owner.close();
    await fresh.stop();
  });
});
