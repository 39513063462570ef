import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from './support/bundle.js';
import type { ExportedHit } from './support/collector.js';
import { type Browser, type Engine, launch, type Page } from './support/launch.js';
import { until } from './support/patience.js';
import { createSite, push, type Site } from './support/site.js';
import { startTracked, type Tracked } from './support/tracked.js';

const APPS = { plain: 'plain-app.ts', 'React Router': 'react-app.tsx', 'Vue Router': 'vue-app.ts' };
type App = keyof typeof APPS;

let tracked: Tracked;
beforeAll(async () => {
  tracked = await startTracked();
  for (const file of Object.values(APPS))
    tracked.pages.add(file.replace(/tsx?$/, 'js'), await bundle(file), {
      'content-type': 'text/javascript',
    });
});
afterAll(() => tracked?.close());

const CASES = [
  ['a page of its own', 'plain', '{}'],
  ['React Router', 'React Router', '{}'],
  ['React Router, titles hoisted', 'React Router', "{ titles: 'hoisted' }"],
  ['Vue Router', 'Vue Router', '{}'],
] as const;

/** Chromium as it was before it had the Navigation API. */
const WITHOUT_NAVIGATION = `<script>Object.defineProperty(window, 'navigation', { value: undefined })</script>`;

/** A timer that runs out in between would send a view before its title is there; here only `settled` sends. */
const spa = (value: unknown) =>
  `<script>_kmq = [['configure', { spa: ${JSON.stringify(value)}, flushAfter: 60000 }]]</script>`;

const scriptOf = (app: App) => `<script src="/${APPS[app].replace(/tsx?$/, 'js')}"></script>`;

/** What a hit says: the page's own event, or a view with what it is about, addresses without the part all share. */
const toStory = (hits: ExportedHit[], base: string): string[] =>
  hits
    .filter(({ _n }) => _n === 'Page View' || _n === 'Viewed Page')
    .map((hit) => {
      const short = (name: string) => String(hit[name]).replace(base, '/');
      return hit._n === 'Page View'
        ? `${short('Viewed URL')} “${hit['Page Title'] ?? ''}” from ${short('Referrer')}`
        : `  ${hit.Page}`;
    });

describe.each([
  ['chromium', true],
  ['chromium', false],
  ['firefox', true],
  ['webkit', false],
] as const)('routes in %s, Navigation API %s (C20)', (engine: Engine, hasNavigation) => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await launch(engine, engine === 'chromium' ? { backForwardCache: true } : {});
    page = await (await browser.profile()).open();
  });
  afterAll(() => browser?.close());

  const isOld = engine === 'chromium' && !hasNavigation;
  const old = isOld ? WITHOUT_NAVIGATION : '';
  let number = 0;
  const show = async (parts: {
    head?: string;
    body?: string;
  }): Promise<{ site: Site; base: string }> => {
    const site = await createSite(tracked, `routes-${engine}-${hasNavigation}-${++number}`);
    const base =
      tracked.pages.url + site.add('app/', { title: 'Home', head: spa(true) + old, ...parts });
    await page.goto(base);
    await page.until(() => 'KM' in window);
    expect(await page.evaluate(() => 'navigation' in window && !!window.navigation)).toBe(
      hasNavigation,
    );
    return { site, base };
  };

  const titled = (title: string) => page.until((wanted) => document.title === wanted, title);
  /** Longer than a view waits for its title. */
  const pause = () => page.evaluate(() => new Promise((done) => setTimeout(done, 300)));

  // Real routers meet patched history in WebKit, and hoisted titles are React's affair, not the browser's.
  const cases = CASES.filter(
    ([, app, attributes]) =>
      (attributes === '{}' || engine === 'chromium') && (!isOld || app === 'plain'),
  );
  it.each(cases)('counts one view per route of %s', async (_, app, attributes) => {
    const { site, base } = await show({
      body: `<div id="app"></div><script>Object.assign(document.documentElement.dataset, ${attributes})</script>${scriptOf(app)}`,
    });
    await page.until(() => document.querySelector('#pricing'));
    await page.click('#pricing');
    await titled('Pricing');
    await page.click('#bed');
    await titled('Bed 3');
    await page.click('#sort');
    await page.until(() => location.search === '?sort=name');
    await pause();
    // The address that is shown already, and state without an address, are no route.
    await page.click('#sort');
    await page.evaluate(() => history.replaceState({ ...history.state, seen: true }, ''));
    await page.evaluate(() => history.back());
    await titled('Pricing');
    await pause();
    await page.click('#home');
    await titled('Home');
    await page.click('#old');
    await titled('Pricing');
    const back = ['/pricing “Pricing” from /garden/3?sort=name', '  /pricing'];
    expect(toStory(await site.settled(page), base)).toEqual([
      '/ “Home” from Direct',
      '  /',
      '/pricing “Pricing” from /',
      '  /pricing',
      '/garden/3 “Bed 3” from /pricing',
      '  /garden/3',
      // Vue's router sets the title again; the others leave the one of the route before, which is not told.
      `/garden/3?sort=name “${app === 'Vue Router' ? 'Bed 3' : ''}” from /garden/3`,
      ...(app === 'Vue Router' ? ['  /garden/3'] : []),
      // That Chromium calls listeners of its window in the order in which they were added.
      ...(isOld ? back.reverse() : back),
      '/ “Home” from /pricing',
      '  /',
      '/pricing “Pricing” from /',
      '  /pricing',
    ]);
    expect(await page.problems()).toEqual([]);
  });

  /** A router in its least: addresses and titles, as a test tells. */
  const go = (path: string, title?: string) =>
    page.evaluate(
      ([address, text]) => {
        history.pushState(null, '', address);
        if (text) document.title = text;
      },
      [path, title ?? ''] as const,
    );

  it('gives a view the title of its own route, not of the next', async () => {
    const { site, base } = await show({});
    await go('first');
    await go('second', 'Second');
    // Set before the next address, and never again: as routers do that show a route before they say so.
    await page.evaluate(() => {
      document.title = 'Third';
      history.pushState(null, '', 'third');
    });
    await go('fourth', 'Fourth');
    await pause();
    expect(toStory(await site.settled(page), base)).toEqual([
      '/ “Home” from Direct',
      '/first “” from /',
      '/second “Second” from /first',
      '/third “Third” from /second',
      '/fourth “Fourth” from /third',
    ]);
  });

  it('counts a route that is left at once for another page, and the page', async () => {
    const { site, base } = await show({});
    const other = site.add('other.html', { title: 'Other' });
    await page.evaluate((address) => {
      history.pushState(null, '', 'route');
      location.href = address;
    }, other);
    await page.until(() => document.title === 'Other');
    await page.until(() => 'KM' in window);
    const short = `/${site.key}-other.html`;
    await until('every view', async () => toStory(await site.hits(), base).length > 2);
    const story = toStory(await site.settled(page), base).map((line) =>
      line.replace(tracked.pages.url, ''),
    );
    expect(story.sort()).toEqual(
      ['/ “Home” from Direct', `${short} “Other” from /route`, '/route “” from /'].sort(),
    );
  });

  it('gives history back when it is switched off, unless somebody has wrapped it since', async () => {
    const { site, base } = await show({ head: old });
    const readNames = () =>
      page.evaluate(() => [history.pushState, history.replaceState].map(({ name }) => name));
    const isNative = () =>
      page.evaluate(() =>
        [history.pushState, history.replaceState].every((each) =>
          String(each).includes('[native code]'),
        ),
      );
    expect(await isNative()).toBe(true);
    await push(page, ['configure', { spa: true }]);
    expect(await isNative()).toBe(hasNavigation);
    await go('first', 'First');
    await push(page, ['configure', { spa: false }]);
    expect(await isNative()).toBe(true);
    await go('unseen', 'Unseen');

    await push(page, ['configure', { spa: true }]);
    await page.evaluate(() => {
      const original = history.pushState;
      history.pushState = function wrapped(...state) {
        document.title = 'Wrapped';
        return original.apply(this, state);
      };
    });
    await go('second');
    await push(page, ['configure', { spa: false }]);
    await go('third');
    expect(await readNames()).toEqual(['wrapped', 'replaceState']);
    expect(await page.evaluate(() => location.pathname.split('/').at(-1))).toBe('third');
    await pause();
    expect(toStory(await site.settled(page), base)).toEqual([
      '/ “Home” from Direct',
      '/first “First” from /',
      '/second “Wrapped” from /unseen',
    ]);
    expect(await page.problems()).toEqual([]);
  });

  if (!isOld)
    it('counts a view more of a page that was kept and is shown again (C18)', async () => {
      const site = await createSite(tracked, `routes-back-${engine}`);
      const second = site.add('second.html', { title: 'Second' });
      const base = `${tracked.pages.url}/${site.key}-`;
      await page.goto(
        tracked.pages.url +
          site.add('first.html', {
            title: 'First',
            body: `<a href="${second}">Second</a><script>
              addEventListener('pageshow', ({ persisted }) => {
                if (persisted) _kmq.push(['record', 'Viewed Page', { Page: 'again' }]);
              })</script>`,
          }),
      );
      await page.until(() => 'KM' in window);
      for (const _ of [1, 2]) {
        await page.evaluate(() => document.querySelector('a')!.click());
        await page.until(() => document.title === 'Second' && 'KM' in window);
        await page.evaluate(() => history.back());
        await page.until(() => document.title === 'First');
      }
      await until(
        'both returns',
        async () =>
          toStory(await site.hits(), base).filter((line) => /again/.test(line)).length > 1,
      );
      const story = toStory(await site.settled(page), base);
      expect(story.sort()).toEqual(
        [
          '/first.html “First” from Direct',
          ...[1, 2].flatMap(() => [
            '/second.html “Second” from /first.html',
            '/first.html “First” from Direct',
            '  again',
          ]),
        ].sort(),
      );
    });
});

it('counts the routes of a router that keeps them behind the #, where it is asked to', async () => {
  const browser = await launch('chromium');
  const page = await (await browser.profile()).open();
  for (const [setting, expected] of [
    [
      'hash',
      ['/#/ “Home” from Direct', '/#/pricing “Pricing” from /#/', '/#/ “Home” from /#/pricing'],
    ],
    [true, ['/#/ “Home” from Direct']],
  ] as const) {
    const site = await createSite(tracked, `routes-hash-${setting}`);
    const path = site.add('app/', {
      title: 'Home',
      head: spa(setting),
      body: `<div id="app"></div><script>document.documentElement.dataset.routes = 'hash'</script>
        ${scriptOf('Vue Router')}`,
    });
    const base = tracked.pages.url + path;
    // The router puts the # there by itself, before or after the library has come.
    await page.goto(`${base}#/`);
    await page.until(() => 'KM' in window && document.title === 'Home');
    await page.click('#pricing');
    await page.until(() => document.title === 'Pricing');
    await page.click('#home');
    await page.until(() => document.title === 'Home');
    const views = (await site.settled(page)).filter(({ _n }) => _n === 'Page View');
    expect(toStory(views, base)).toEqual(expected);
  }
  await browser.close();
});
