import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Collector, startCollector } from './support/collector.js';
import { type Browser, launch, type Page } from './support/launch.js';

let collector: Collector;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  collector = await startCollector();
  browser = await launch('chromium');
  page = await (await browser.profile()).open(`${collector.url}/docs`);
});
afterAll(async () => {
  await browser?.close();
  await collector?.stop();
});

it('the documentation is read, followed and searched below /docs, by its own policy', async () => {
  await page.until(() => document.querySelector('.VPSidebar'));
  await page.click('.VPSidebar a[href="/docs/api.html"]');
  await page.until(() => document.querySelector('h1')?.textContent?.startsWith('API'));
  // A script that the policy stops would leave the search closed.
  await page.click('#local-search button');
  await page.until(() => document.querySelector('.VPLocalSearchBox input'));
  await page.fill('.VPLocalSearchBox input', 'retention');
  await page.until(() => document.querySelector('.VPLocalSearchBox .result'));
  await page.click('.VPLocalSearchBox .toggle-layout-button');
  await page.until(() => document.querySelector('.VPLocalSearchBox .excerpt mark'));
  await page.click('.VPLocalSearchBox .result');
  await page.until(() => !document.querySelector('.VPLocalSearchBox'));
  expect(await page.problems()).toEqual([]);
});

it('no page of it makes script of text, or has a style of its own but for the colours of code (S23)', async () => {
  const { headers } = await fetch(`${collector.url}/docs/`);
  expect(headers.get('content-security-policy')).toMatch(
    /style-src 'self';.*require-trusted-types-for 'script';trusted-types vue$/,
  );
  const pages = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLAnchorElement>('.VPSidebar a')].map(({ href }) => href),
  );
  expect(pages.length).toBeGreaterThan(20);
  for (const address of pages) {
    await page.goto(address);
    await page.until(() => document.querySelector('.VPDoc h1'));
  }
  await page.goto(`${collector.url}/docs/api.html`);
  await page.until(() => document.querySelector('.VPDoc h1'));
  expect(
    await page.until(() => {
      const code = document.querySelector('.VPDoc .shiki span[style]');
      return code && getComputedStyle(code).color !== getComputedStyle(document.body).color;
    }),
  ).toBe(true);
  await page.click('.VPSwitchAppearance');
  await page.until(() => document.documentElement.classList.contains('dark'));
  await page.click('.VPDoc div[class*=language-] button.copy');
  expect(await page.problems()).toEqual([]);
});

it('a page that is not there is a 404 of the API', async () => {
  const answer = await fetch(`${collector.url}/docs/nothing.html`);
  expect([answer.status, (await answer.json()).error.code]).toEqual([404, 'not_found']);
});
