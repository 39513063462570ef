import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExportedHit } from './support/collector.js';
import { type Browser, ENGINES, launch } from './support/launch.js';
import { until } from './support/patience.js';
import { createSite, push } from './support/site.js';
import { namesOf, startTracked, type Tracked } from './support/tracked.js';

let tracked: Tracked;
beforeAll(async () => {
  tracked = await startTracked();
});
afterAll(() => tracked?.close());

/** One person, each automatic hit once, and these events. */
const expectOnce = (hits: ExportedHit[], events: string[]): void => {
  expect(hits.map(({ _n }) => _n)).toEqual(['Page View', 'Visited Site', ...events]);
  expect(new Set(hits.map(({ _p }) => _p)).size).toBe(1);
};

const NONCE = 'r4nd0m';

/** What a careful site answers with: scripts by nonce, one endpoint, one policy for script addresses. */
const toHeader = (collector: string): string =>
  [
    "default-src 'none'",
    `script-src 'nonce-${NONCE}' 'strict-dynamic'`,
    `connect-src ${collector}/`,
    'img-src data:',
    "require-trusted-types-for 'script'",
    'trusted-types kmq',
    "base-uri 'none'",
  ].join('; ');

const WATCH = `<script nonce="${NONCE}">
  violations = [];
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
    violations.push([violatedDirective, blockedURI, sample].join(' '));
  });
</script>`;

const BODY = `<a id="link" href="#there">There</a>
  <form id="form"><input name="city" value="Paris"><button type="submit">Go</button></form>
  <script nonce="${NONCE}">
    form.addEventListener('submit', (event) => event.preventDefault());
    _kmq.push(
      ['configure', { spa: true, debug: true, debugFile: 'kmq-lite.js', dataLayer: true }],
      ['configure', { rules: [{ on: 'view', url: '/*', name: 'Saw A Page' }] }],
      ['trackClick', 'link', 'Clicked'], ['trackSubmit', 'form', 'Submitted'],
      ['register', { Colour: 'red' }], () => { KM.ab('Button', ['red', 'blue']); },
    );
  </script>`;

describe.each(ENGINES)('%s', (engine) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(engine);
  });
  afterAll(() => browser?.close());

  it('finds nothing against a strict content security policy (C32)', async () => {
    const key = `policy-${engine}`;
    const site = await createSite(tracked, key);
    const headers = { 'content-security-policy': toHeader(tracked.collector.url) };
    const head = WATCH + site.snippet.replace('<script', `<script nonce="${NONCE}"`);
    const html = (title: string) => `<!doctype html><html lang="en"><head><meta charset="utf-8">
      <title>${title}</title><link rel="icon" href="data:,">${head}</head><body>${BODY}</body></html>`;
    const first = tracked.pages.add(`${key}.html`, html('First'), headers);
    const second = tracked.pages.add(`${key}-second.html`, html('Second'), headers);

    const page = await (await browser.profile()).open(first);
    await page.until(() => 'KM' in window);
    await page.click('#link');
    await page.click('button');
    await page.evaluate(() => history.pushState(null, '', '?route'));
    const violations = () =>
      page.evaluate(() => (window as never as { violations: string[] }).violations);
    // Any script of ours stands in for the inspector here: it comes by the nonce of the one that asks for it.
    await page.until(() =>
      performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/kmq-lite.js')),
    );
    const told = await page.evaluate(() => {
      const { KM_INSPECT, dataLayer } = window as never as Record<string, object[]>;
      return { kinds: KM_INSPECT?.map((entry) => Object.values(entry)[1]), dataLayer };
    });
    expect(told.kinds).toEqual(
      expect.arrayContaining(['call', 'hit', 'identity', 'stored', 'sent']),
    );
    expect(told.dataLayer).toEqual(
      expect.arrayContaining([{ event: 'km_submitted', km_colour: 'red', km_city: 'Paris' }]),
    );
    await push(page, ['identify', 'ada@example.com'], ['record', 'Left']);
    expect(await violations()).toEqual([]);
    // What is left on leaving goes by a beacon, which the policy sees, too.
    await page.goto(second);
    await page.until(() => 'KM' in window);
    await until('the last call of the first page', async () =>
      namesOf(await site.hits()).includes('Left'),
    );
    const names = namesOf(await site.settled(page));
    expect(names.sort()).toEqual(['Clicked', 'Left', 'Saw A Page', 'Saw A Page', 'Submitted']);
    expect(await violations()).toEqual([]);
    expect(await page.problems()).toEqual([]);

    // The policy is in force: a script without the nonce and an address that is a text are refused.
    const refused = await page.evaluate(() => {
      const script = document.createElement('script');
      try {
        script.src = '/none.js';
      } catch {
        return true;
      }
      return false;
    });
    expect(refused).toBe(true);
  });

  it('delivers from a sandboxed frame, which has neither cookies nor storage', async () => {
    const site = await createSite(tracked, `document-${engine}-frame`);
    const inner = site.add('inner.html', {
      title: 'Inner',
      body: `<script>
        const tell = (what) => parent.postMessage(what, '*');
        addEventListener('error', ({ message }) => tell(message));
        _kmq.push(['record', 'Early'], () => setTimeout(() => _kmq.push(['record', 'Late', () => tell('done')])));
      </script>`,
    });
    const outer = tracked.pages.add(
      `${site.key}-outer.html`,
      `<!doctype html><title>Outer</title><link rel="icon" href="data:,">
      <script>heard = []; addEventListener('message', ({ data }) => heard.push(data))</script>
      <iframe sandbox="allow-scripts" src="${inner}"></iframe>`,
    );
    const page = await (await browser.profile()).open(outer);
    await page.until(() => (window as never as { heard: string[] }).heard.includes('done'));
    await until('both calls', async () => namesOf(await site.hits()).length > 1);
    expectOnce(await site.hits(), ['Early', 'Late']);
    expect(await page.evaluate(() => (window as never as { heard: string[] }).heard)).toEqual([
      'done',
    ]);
  });

  it('works in a page of XHTML', async () => {
    const site = await createSite(tracked, `document-${engine}-xhtml`);
    const page = await (await browser.profile()).open(
      tracked.pages.add(
        `${site.key}.xhtml`,
        `<?xml version="1.0" encoding="UTF-8"?>
        <html xmlns="http://www.w3.org/1999/xhtml"><head><title>Strict</title>
        <link rel="icon" href="data:,"/>${site.snippet}</head><body>
        <p><button id="go" type="button">Go</button></p>
        <form id="form"><p><input name="city" value="Paris"/><button id="send" type="submit">Send</button></p></form>
        <script>
          document.getElementById('form').addEventListener('submit', function (event) { event.preventDefault(); });
          _kmq.push(['trackClick', 'go', 'Clicked'], ['trackSubmit', 'form', 'Submitted']);
        </script></body></html>`,
      ),
    );
    expect(await page.evaluate(() => document.contentType)).toBe('application/xhtml+xml');
    await page.until(() => 'KM' in window);
    await page.click('#go');
    await page.click('#send');
    const hits = await site.settled(page);
    expectOnce(hits, ['Clicked', 'Submitted']);
    expect(hits.find(({ _n }) => _n === 'Page View')).toMatchObject({ 'Page Title': 'Strict' });
    expect(hits.find(({ _n }) => _n === 'Submitted')).toMatchObject({ city: 'Paris' });
  });
});
