import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Browser, ENGINES, launch, type Page } from './support/launch.js';
import { createSite, push, type Site } from './support/site.js';
import { namesOf, startTracked, type Tracked } from './support/tracked.js';

let tracked: Tracked;
beforeAll(async () => {
  tracked = await startTracked();
});
afterAll(() => tracked?.close());

const ADA = 'ada@example.com';

/** What a WebView without cookies does: they read as nothing, and writes are lost. */
const NO_COOKIES = `<script>Object.defineProperty(Document.prototype, 'cookie', { get: function () { return ''; }, set: function () {} })</script>`;

/** A page whose storage is out of reach, too. */
const NO_STORAGE = `${NO_COOKIES}<script>Object.defineProperty(window, 'localStorage', { get: function () { throw new Error('SecurityError'); } })</script>`;

/** Answers as a tool gives them that has wrapped `fetch`. */
const toWrapped = (answer: string): string =>
  `<script>(function (real) { window.fetch = function () { return real.apply(window, arguments).then(function (r) { return ${answer}; }); }; })(fetch)</script>`;

const idOf = (page: Page) =>
  page.until(() => (window as never as { KM?: { i?(): string } }).KM?.i?.());

/** Keys of storage that hold lines. */
const linesOf = (page: Page) =>
  page.evaluate(() => Object.keys(localStorage).filter((key) => /^kmq:.*\d$/.test(key)));

/** A visit in three pages: who somebody is and that a visit is under way is known on the second one, a no on the third. */
const visit = async (page: Page, site: Site, [first, second]: readonly [string, string]) => {
  await page.goto(first);
  await page.until(() => 'KM' in window);
  await push(page, ['identify', ADA], ['record', 'First']);
  await site.settled(page);
  await page.goto(second);
  expect(await idOf(page)).toBe(ADA);
  await push(page, ['record', 'Second']);
  const hits = await site.settled(page);
  expect(namesOf(hits.filter(({ _p2, _n }) => _n && !_p2))).toEqual(['First', 'Second']);
  expect(hits.filter(({ _n }) => _n === 'Visited Site')).toHaveLength(1);
  expect(new Set(hits.filter(({ _n }) => _n === 'Second').map(({ _p }) => _p))).toEqual(
    new Set([ADA]),
  );

  await push(page, ['optOut']);
  await page.goto(first);
  await page.until(() => 'KM' in window);
  await push(page, ['record', 'Never'], ['flush']);
  await page.evaluate(() => new Promise((done) => setTimeout(done, 1_500)));
  expect(await site.hits()).toHaveLength(hits.length + 2);
};

describe.each(ENGINES)('in %s', (engine) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(engine);
  });
  afterAll(() => browser?.close());

  it('a page whose cookies do not stick keeps choice, name and visit in its storage (C13)', async () => {
    const site = await createSite(tracked, `no-cookies-${engine}`);
    const page = await (await browser.profile()).open();
    const [first, second] = ['one.html', 'two.html'].map(
      (name) => tracked.pages.url + site.add(name, { head: NO_COOKIES }),
    );
    await visit(page, site, [first!, second!]);
  });

  it('a page without cookies and storage is one person in itself (C13)', async () => {
    const site = await createSite(tracked, `no-storage-${engine}`);
    const page = await (await browser.profile()).open();
    await page.goto(tracked.pages.url + site.add('page.html', { head: NO_STORAGE }));
    const id = await idOf(page);
    await push(page, ['record', 'A'], ['pageView'], ['record', 'B']);
    const hits = await site.settled(page);
    expect(namesOf(hits)).toEqual(['A', 'B']);
    expect(new Set(hits.map(({ _p }) => _p))).toEqual(new Set([id]));
    expect(hits.filter(({ _n }) => _n === 'Visited Site')).toHaveLength(1);
  });

  it('a page that loses km_ai alone goes on as who it was (C13)', async () => {
    const site = await createSite(tracked, `no-id-${engine}`);
    const page = await (await browser.profile()).open();
    const address = tracked.pages.url + site.add('page.html');
    await page.goto(address);
    const id = await idOf(page);
    await site.settled(page);
    await page.evaluate(() => {
      // biome-ignore lint/suspicious/noDocumentCookie: what a browser or a cleaner does
      document.cookie = 'km_ai=;path=/;max-age=0';
    });
    await page.goto(address);
    expect(await idOf(page)).toBe(id);
  });

  it.each([
    ['without headers', '{ status: r.status, text: function () { return r.text(); } }'],
    ['with json() alone', '{ status: r.status, json: function () { return r.json(); } }'],
    [
      'with headers that are none',
      '{ ok: r.ok, status: r.status, headers: [], text: function () { return r.text(); } }',
    ],
  ])('answers %s settle what was sent (C38)', async (how, answer) => {
    const site = await createSite(
      tracked,
      `answers-${how.replace(/\W+/g, '-').replace(/-$/, '')}-${engine}`,
    );
    const page = await (await browser.profile()).open();
    await page.goto(tracked.pages.url + site.add('page.html', { head: toWrapped(answer) }));
    await page.until(() => 'KM' in window);
    await push(page, ['record', 'A']);
    expect(namesOf(await site.settled(page))).toEqual(['A']);
    await page.until(() => !Object.keys(localStorage).some((key) => /^kmq:.*\d$/.test(key)));
    expect(await linesOf(page)).toEqual([]);
  });
});

it('a page that was opened as a file keeps choice, name and visit in its storage (C13)', async () => {
  const browser = await launch('chromium');
  onTestFinished(() => browser.close());
  const folder = await mkdtemp(join(tmpdir(), 'kmq-file-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const site = await createSite(tracked, 'file');
  const [first, second] = await Promise.all(
    ['one.html', 'two.html'].map(async (name) => {
      const path = join(folder, name);
      await writeFile(path, `<!doctype html><title>Page</title>${site.snippet}`);
      return pathToFileURL(path).href;
    }),
  );
  const page = await (await browser.profile()).open();
  await visit(page, site, [first!, second!]);
  expect(await page.evaluate(() => document.cookie)).toBe('');
});
