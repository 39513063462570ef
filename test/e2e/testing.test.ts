import { readFile } from 'node:fs/promises';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { toSnippet } from '../../src/snippet.js';
import { type KmqMatchers, kmqMatchers, watchHits } from '../../src/testing.js';
import { PROGRAMS } from '../support/browsers.mjs';
import { type PageServer, startPages } from './support/pages.js';

declare module 'vitest' {
  interface Matchers<T> extends KmqMatchers<T> {}
}
expect.extend(kmqMatchers);

let browser: Browser;
let pages: PageServer;
beforeAll(async () => {
  const snippet = toSnippet({ key: 'demo', script: '/kmq.js' });
  pages = await startPages({ snippet });
  pages.add('kmq.js', await readFile(new URL('../../dist/kmq.js', import.meta.url), 'utf8'));
  pages.add(
    'start.html',
    `<title>Start</title>{{snippet}}<script>_kmq.push(['trackClick', 'next', 'Clicked']);</script>
    <a id="next" href="/next.html" onclick="_kmq.push(['record', 'Left', { To: 'next' }])">Next</a>`,
  );
  pages.add('next.html', '<title>Next</title>');
  browser = await chromium.launch({
    executablePath: PROGRAMS.chromium.path,
    args: ['--no-sandbox'],
  });
});
afterAll(async () => {
  await browser?.close();
  await pages?.close();
});

describe('watchHits of kmq/testing', () => {
  it('sees what a page tracks, by itself and by calls', async () => {
    const page = await browser.newPage();
    const tracked = await watchHits(page, `${pages.url}/`);
    await page.goto(`${pages.url}/start.html`);
    await expect(tracked).toHaveRecorded('Page View', { 'Page Title': 'Start' });
    await page.evaluate("_kmq.push(['identify', 'ada@example.com'], ['set', { MRR: 499 }])");
    await expect(tracked).toHaveSet({ MRR: 499 });
    await expect(tracked).toHaveIdentified('ada@example.com');
    expect(tracked).not.toHaveRecorded('Signed Up');
    await page.close();
  });

  it('sees what a page sends as it goes, once', async () => {
    const context = await browser.newContext();
    const tracked = await watchHits(context, `${pages.url}/`);
    const page = await context.newPage();
    await page.goto(`${pages.url}/start.html`);
    await expect(tracked).toHaveRecorded('Page View');
    await page.click('a');
    await page.waitForURL(/next/);
    await page.goto(`${pages.url}/start.html`);
    // What Playwright did not see of a page that went comes again from the next page of the site (D8).
    await vi.waitFor(() => expect(tracked).toHaveRecorded('Left', { To: 'next' }), 20_000);
    await expect(tracked).toHaveRecorded('Clicked');
    await page.waitForTimeout(1_500);
    expect(tracked.hits.filter(({ name }) => name === 'Left')).toHaveLength(1);
    expect(tracked.hits.filter(({ name }) => name === 'Clicked')).toHaveLength(1);
    expect(tracked.hits.filter(({ name }) => name === 'Page View')).toHaveLength(2);
    await context.close();
  });
});
