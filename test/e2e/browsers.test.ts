import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, ENGINES, launch } from './support/launch.js';
import { type PageServer, startPages } from './support/pages.js';

const HTML = `<!doctype html><title>First</title><a id="next" href="/second">Next</a>
  <form><input name="name"></form><script src="/none.js"></script>
  <script>console.warn('careful'); throw new Error('broken')</script>`;

describe.each(ENGINES)('%s', (engine) => {
  let browser: Browser;
  let pages: PageServer;
  beforeAll(async () => {
    pages = await startPages();
    pages.add('first', HTML);
    pages.add('second', '<!doctype html><title>Second</title>');
    browser = await launch(engine);
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.close();
  });

  it('opens a page, acts in it, and shows it', async () => {
    const profile = await browser.profile();
    const page = await profile.open(`${pages.url}/first`);
    expect(await page.evaluate((word) => `${document.title} ${word}`, 'page')).toBe('First page');
    await page.fill('input', 'Ada');
    expect(await page.evaluate(() => document.querySelector('input')?.value)).toBe('Ada');
    await page.click('#next');
    expect(await page.until(() => document.title === 'Second' && location.pathname)).toBe(
      '/second',
    );
    expect(await page.address()).toBe(`${pages.url}/second`);
    expect((await page.screenshot()).subarray(1, 4).toString()).toBe('PNG');
    await profile.close();
  });

  it('notes what goes wrong in a page, and what it asks for', async () => {
    const profile = await browser.profile();
    const page = await profile.open(`${pages.url}/first`);
    await page.until(() => document.readyState === 'complete');
    const problems = (await page.problems()).join('\n');
    expect(problems).toContain('careful');
    expect(problems).toContain('broken');
    expect(await page.requests()).toContain(`${pages.url}/none.js`);
    await expect(page.evaluate(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await profile.close();
  });

  it('shares cookies and storage between tabs, and with no other profile', async () => {
    const [one, other] = [await browser.profile(), await browser.profile()];
    const tab = await one.open(`${pages.url}/second`);
    await tab.evaluate(() => {
      // biome-ignore lint/suspicious/noDocumentCookie: the page writes it as pages do
      document.cookie = 'seen=1';
      localStorage.seen = '1';
    });
    const read = () => [document.cookie, localStorage.seen ?? null];
    const second = await one.open(`${pages.url}/second`);
    expect(await second.evaluate(read)).toEqual(['seen=1', '1']);
    expect(await (await other.open(`${pages.url}/second`)).evaluate(read)).toEqual(['', null]);
    await second.close();
    expect(await tab.evaluate(read)).toEqual(['seen=1', '1']);
    await one.close();
    await other.close();
  });

  it('tells a page that it goes when its tab is closed', async () => {
    const profile = await browser.profile();
    await profile.open();
    const page = await profile.open(`${pages.url}/second`);
    await page.evaluate(() => addEventListener('pagehide', () => navigator.sendBeacon('/gone')));
    await page.close();
    await expect.poll(() => pages.requests.map(({ path }) => path)).toContain('/gone');
    pages.requests.length = 0;
    await profile.close();
  });
});

const MADE_UP = ['chromium', 'firefox'] as const;
it.each(MADE_UP)('%s finds made-up hosts on this machine', async (engine) => {
  const pages = await startPages();
  pages.add('second', '<!doctype html><title>Second</title>');
  const browser = await launch(engine);
  const page = await (await browser.profile()).open(`http://www.shop.test:${pages.port}/second`);
  expect(await page.evaluate(() => [location.hostname, document.title])).toEqual([
    'www.shop.test',
    'Second',
  ]);
  await browser.close();
  await pages.close();
});

it('chromium answers a host by the port that it is mapped to', async () => {
  const pages = await startPages();
  pages.add('second', '<!doctype html><title>Second</title>');
  const hosts = { 'i.kissmetrics.io': `127.0.0.1:${pages.port}` };
  const browser = await launch('chromium', { hosts });
  const page = await (await browser.profile()).open('http://i.kissmetrics.io/second');
  expect(await page.evaluate(() => [location.host, document.title])).toEqual([
    'i.kissmetrics.io',
    'Second',
  ]);
  await browser.close();
  await pages.close();
});
