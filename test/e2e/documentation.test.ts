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
  await page.until(() => document.querySelector('h1')?.textContent?.includes('The API of reports'));
  // A script that the policy stops would leave the search closed.
  await page.click('#local-search button');
  await page.until(() => document.querySelector('.VPLocalSearchBox input'));
  await page.fill('.VPLocalSearchBox input', 'retention');
  await page.until(() => document.querySelector('.VPLocalSearchBox .result'));
});

it('a page that is not there is a 404 of the API', async () => {
  const answer = await fetch(`${collector.url}/docs/nothing.html`);
  expect([answer.status, (await answer.json()).error.code]).toEqual([404, 'not_found']);
});
