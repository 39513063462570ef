import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExportedHit } from './support/collector.js';
import { HOSTILE, type Hostile } from './support/hostile.js';
import { type Browser, ENGINES, launch, type Profile } from './support/launch.js';
import { until } from './support/patience.js';
import { createSite, type Site } from './support/site.js';
import { namesOf, startTracked, type Tracked } from './support/tracked.js';

let tracked: Tracked;
beforeAll(async () => {
  tracked = await startTracked();
  tracked.pages.add('away.html', '<!doctype html><title>Away</title>');
});
afterAll(() => tracked?.close());

const toScript = (code: string): string => `<script>${code}</script>`;

/** What is hostile, as it stands in a page. */
const toParts = ({ code = '', markup = '' }: Hostile): string => `${markup}${toScript(code)}`;

/**
 * A page drives itself, by what it took before anything became hostile: a driver would use the page's own built-ins. When the library
 * has come it does `late`, records, and clicks.
 */
const toDriver = (late: Hostile = { what: '' }): string =>
  toScript(`(function (every, stop, find, make, json) {
    var timer = every(function () {
      var done = document.readyState === 'complete' && typeof window.KM === 'object' && typeof KM.i === 'function';
      if (!done || !find('go')) return;
      stop(timer);
      find('go').insertAdjacentHTML('afterend', ${JSON.stringify(late.markup ?? '')});
      var script = make('script');
      script.text = ${JSON.stringify(late.code ?? '')};
      find('go').parentNode.appendChild(script);
      _kmq.push(['record', 'Late', { Plan: 'Pro' }], ['trackClick', 'go', 'Clicked']);
      find('go').click();
      _kmq.push(['register', { Colour: 'red' }], ['record', 'Last'], ['flush']);
    }, 50);
  })(setInterval, clearInterval, document.getElementById.bind(document), document.createElement.bind(document));`);

const EARLY = toScript(
  `_kmq.push(['identify', 'ada@example.com'], ['record', 'Early', { Plan: 'Pro', list: [1, 'two'] }])`,
);
const BUTTON = '<button id="go" type="button">Go</button>';

/** Events, each with its person, plan and colour. */
const factsOf = (hits: ExportedHit[]) =>
  hits
    .filter(({ _n, _p2 }) => !_p2 && namesOf([{ _n: _n! }]).length)
    .map(({ _n, _p, Plan, Colour }) => [_n, _p, Plan ?? Colour])
    // Two requests of one moment may overtake each other.
    .sort((a, b) => ORDER.indexOf(`${a[0]}`) - ORDER.indexOf(`${b[0]}`));

const ORDER = ['Early', 'Late', 'Clicked', 'Last'];
const ADA = 'ada@example.com';

/** All rows in all engines take a quarter of an hour (`npm run prove:pages`); the usual run takes a part of them in one. */
const IS_WHOLE = process.env.TEST_PAGES === 'all';
const PART = 7;

describe.each(IS_WHOLE ? ENGINES : (['chromium'] as const))('in %s, a page', (engine) => {
  let browser: Browser;
  let shared: Profile;
  let number = 0;
  beforeAll(async () => {
    browser = await launch(engine);
    shared = await browser.profile();
    // WebKit's session ends with its last tab.
    await shared.open();
  });
  afterAll(() => browser?.close());

  const rows = HOSTILE.filter(
    ({ except, always }, at) =>
      !except?.includes(engine) && (IS_WHOLE || always || at % PART === 0),
  ).map((row) => [row.what, row] as const);

  const show = async (site: Site, parts: { head: string; body: string }) => {
    const page = await shared.open();
    await page.goto(tracked.pages.url + site.add('page.html', parts));
    return page;
  };

  const arrived = (site: Site, last: string) =>
    until(`${last} of ${site.key}`, async () => {
      const hits = await site.hits();
      return hits.some(({ _n }) => _n === last) && hits;
    });

  it.each(rows)(
    'with %s keeps what was called before the library, which never comes',
    async (_, row) => {
      const key = `early-${engine}-${++number}`;
      const site = await createSite(tracked, key, `${tracked.collector.url}/none.js`);
      const page = await show(site, { head: toParts(row), body: EARLY });
      await page.goto(`${tracked.pages.url}/away.html`);
      expect(factsOf(await arrived(site, 'Early'))).toEqual([['Early', ADA, 'Pro']]);
      await page.close();
    },
  );

  it.each(rows)('with %s before the library loses nothing', async (_, row) => {
    const site = await createSite(tracked, `before-${engine}-${++number}`);
    const page = await show(site, { head: toDriver() + toParts(row), body: EARLY + BUTTON });
    expect(factsOf(await arrived(site, 'Last'))).toEqual([
      ['Early', ADA, 'Pro'],
      ['Late', ADA, 'Pro'],
      ['Clicked', ADA, undefined],
      ['Last', ADA, 'red'],
    ]);
    await page.close();
  });

  it.each(rows)('with %s after the library loses nothing', async (_, row) => {
    const site = await createSite(tracked, `after-${engine}-${++number}`);
    const page = await show(site, { head: toDriver(row), body: EARLY + BUTTON });
    expect(factsOf(await arrived(site, 'Last'))).toEqual([
      ['Early', ADA, 'Pro'],
      ['Late', ADA, 'Pro'],
      ['Clicked', ADA, undefined],
      ['Last', ADA, 'red'],
    ]);
    await page.close();
  });
});
