import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExportedHit } from './support/collector.js';
import { type Browser, launch, type Page } from './support/launch.js';
import { until } from './support/patience.js';
import { createSite, type PageParts, push, type Site } from './support/site.js';
import { namesOf, startTracked, type Tracked } from './support/tracked.js';

let tracked: Tracked;
beforeAll(async () => {
  tracked = await startTracked();
});
afterAll(() => tracked?.close());

const countOf = (hits: ExportedHit[], name: string): number =>
  hits.filter(({ _n }) => _n === name).length;

/** One person, each automatic hit once, and events once each. */
const expectOnce = (hits: ExportedHit[], events: string[]): void => {
  expect(namesOf(hits)).toEqual(events);
  expect([countOf(hits, 'Page View'), countOf(hits, 'Visited Site')]).toEqual([1, 1]);
  expect(new Set(hits.map(({ _p }) => _p)).size).toBe(1);
};

interface Case {
  what: string;
  parts: PageParts;
  /** What happens after the library has come. */
  act?(page: Page): Promise<unknown>;
  /** Mistakes of the page that `window.onerror` hears of, later (C5). */
  reports?: RegExp;
  events: string[];
}

const CASES: Case[] = [
  {
    what: 'a frozen _kmq',
    parts: { head: `<script>_kmq = old = Object.freeze([['record', 'Early']])</script>` },
    act: async (page) => {
      expect(
        await page.evaluate(() => {
          const { _kmq, old } = window as never as { _kmq: unknown; old: unknown };
          return [Array.isArray(_kmq), _kmq === old];
        }),
      ).toEqual([true, false]);
      await push(page, ['record', 'Late']);
    },
    events: ['Early', 'Late'],
  },
  {
    what: 'a _kmq that cannot be replaced',
    parts: {
      head: `<script>Object.defineProperty(window, '_kmq', { value: [['record', 'Early']] })</script>`,
    },
    act: (page) => push(page, ['record', 'Late']),
    events: ['Early', 'Late'],
  },
  {
    what: 'history functions that cannot be replaced',
    parts: {
      head: `<script>
        _kmq = [['configure', { spa: true }]];
        Object.defineProperty(window, 'navigation', { value: undefined });
        for (const name of ['pushState', 'replaceState'])
          Object.defineProperty(history, name, { value: history[name] });
      </script>`,
    },
    act: async (page) => {
      await page.evaluate(() => history.pushState(null, '', '?there'));
      await push(page, ['record', 'Late']);
    },
    events: ['Late'],
  },
  {
    what: 'a page that has its own idea of pushState',
    parts: {
      head: `<script>
        _kmq = [['configure', { urlApi: true }]];
        history.pushState = history.replaceState = () => { throw new Error('Not here'); };
      </script>`,
    },
    act: async (page) => {
      await push(
        page,
        ['configure', { spa: true }],
        ['configure', { spa: false }],
        ['record', 'Late'],
      );
    },
    events: ['Late'],
  },
  {
    what: 'storage that throws when it is looked at',
    parts: {
      head: `<script>for (const name of ['localStorage', 'sessionStorage'])
        Object.defineProperty(window, name, { get() { throw new DOMException('No', 'SecurityError'); } })</script>`,
    },
    act: (page) => push(page, ['record', 'Late'], ['register', { Colour: 'red' }]),
    events: ['Late'],
  },
  {
    what: 'storage that is full',
    parts: {
      head: `<script>Storage.prototype.setItem = () => { throw new DOMException('Full', 'QuotaExceededError'); }</script>`,
    },
    act: (page) => push(page, ['record', 'Late']),
    events: ['Late'],
  },
  {
    what: 'cookies that throw',
    parts: {
      head: `<script>Object.defineProperty(document, 'cookie', {
        get() { throw new DOMException('No', 'SecurityError'); },
        set() { throw new DOMException('No', 'SecurityError'); },
      })</script>`,
    },
    act: (page) => push(page, ['record', 'Late']),
    events: ['Late'],
  },
  {
    what: 'prototypes that an old library has extended',
    parts: {
      head: `<script>
        Object.prototype.extend = function () {};
        Array.prototype.without = function () {};
        Array.prototype.toJSON = Object.prototype.toJSON = String.prototype.toJSON = function () { return 'wrong'; };
        Array.from = () => [];
      </script>`,
    },
    act: (page) => push(page, ['record', 'Late']),
    events: ['Late'],
  },
  {
    what: 'calls that nobody can mean, before and after it has come',
    parts: {
      head: `<script>
        const ring = {}; ring.self = ring; ring.list = [ring];
        const trap = new Proxy({}, { ownKeys() { throw new Error('trap'); } });
        callAll = () => [
          null, undefined, '', 'record', 7, [], [[]], {}, ['constructor'], ['__proto__'], ['toString'],
          ['hasOwnProperty', 'x'], ['valueOf'], [{}], [null, 'x'],
          ['record', 'Ring', ring], ['record', 'Trap', trap],
          ['record', 'Getter', { ok: 1, get bad() { throw new Error('bad'); } }],
          ['record', 'Big', { n: 10n, s: Symbol('s'), f() {}, d: new Date(NaN) }],
          ['trackClick', null, 'x'], ['trackSubmit', 7, 'x'], ['configure', null], ['configure', 'x'],
          ['alias'], ['identify'], ['set'], ['register', ring], ['unregister', null], ['flush', 7],
          ['ab', null], ['um', null], ['urm', '('], () => { throw new Error('thrown by the page'); },
        ];
        _kmq = callAll();
      </script>`,
    },
    act: (page) =>
      page.evaluate(() => {
        const { _kmq, callAll } = window as never as { _kmq: unknown[]; callAll(): unknown[] };
        // What throws here fails the test.
        _kmq.push(...callAll());
      }),
    reports:
      /^kmq:|not iterable|iterator|regular expression|regexp|unterminated|thrown by the page|undefined/i,
    events: ['Ring', 'Trap', 'Getter', 'Big', 'Ring', 'Trap', 'Getter', 'Big'],
  },
];

describe('pages that mean no good', () => {
  let browser: Browser;
  let number = 0;
  beforeAll(async () => {
    browser = await launch('chromium');
  });
  afterAll(() => browser?.close());

  const show = async (parts: PageParts): Promise<{ site: Site; page: Page }> => {
    const site = await createSite(tracked, `hostile-${++number}`);
    const page = await (await browser.profile()).open(
      tracked.pages.url + site.add('page.html', parts),
    );
    await page.until(() => 'KM' in window);
    return { site, page };
  };

  it.each(CASES.map((each) => [each.what, each] as const))(
    'survives %s',
    async (_, { parts, act, reports = /^kmq:/, events }) => {
      const { site, page } = await show(parts);
      await act?.(page);
      expectOnce(await site.settled(page), events);
      const problems = await page.problems();
      expect(problems.filter((problem) => !reports.test(problem))).toEqual([]);
    },
  );

  it('goes on with the same person when the page deletes the cookies (C13)', async () => {
    const { site, page } = await show({});
    const forget = () =>
      page.evaluate(() => {
        for (const pair of document.cookie.split('; '))
          Object.assign(document, { cookie: `${pair};path=/;max-age=0` });
      });
    await forget();
    await push(page, ['record', 'Same Page']);
    await forget();
    expect(await page.evaluate(() => document.cookie)).not.toContain('km_');
    await page.goto(await page.address());
    await page.until(() => 'KM' in window);
    await push(page, ['record', 'Next Page']);
    const hits = await site.settled(page);
    expect(namesOf(hits)).toEqual(['Same Page', 'Next Page']);
    expect(new Set(hits.map(({ _p }) => _p)).size).toBe(1);
  });

  it('delivers 10,000 calls of one task once each', async () => {
    const { site, page } = await show({
      head: `<script>_kmq = [['configure', { maxHits: 20000, maxBytes: 4e6 }]]</script>`,
    });
    await page.evaluate(() => {
      const { _kmq } = window as never as { _kmq: unknown[] };
      for (let n = 0; n < 10_000; n++) _kmq.push(['record', 'Counted', { n }]);
    });
    const hits = await until(
      'all of them',
      async () => {
        const all = await site.hits();
        return countOf(all, 'Counted') >= 10_000 && all;
      },
      30_000,
    );
    const counted = hits.filter(({ _n }) => _n === 'Counted').map(({ n }) => Number(n));
    expect(counted.sort((a, b) => a - b)).toEqual(Array.from({ length: 10_000 }, (_, n) => n));
    expect(countOf(hits, 'Page View')).toBe(1);
    expect(await page.problems()).toEqual([]);
  });
});

describe('two copies of the library (C7)', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch('chromium');
  });
  afterAll(() => browser?.close());

  it.each([
    ['the same file again', '{{key}}.2.js'],
    ['another name', 'kmq.js'],
    ['the small one', 'kmq-lite.js'],
  ])('%s: nothing is counted twice', async (what, file) => {
    const site = await createSite(tracked, `copies-${what.replaceAll(' ', '-')}`);
    const second = `${tracked.collector.url}/${file.replace('{{key}}', site.key)}`;
    const page = await (await browser.profile()).open(
      tracked.pages.url +
        site.add('page.html', {
          body: `<a id="link" href="#there">There</a>
            <script>_kmq.push(['record', 'Early'], ['trackClick', 'link', 'Clicked'])</script>`,
        }),
    );
    await page.until(() => 'KM' in window);
    await page.evaluate(
      (src) =>
        new Promise((done) => {
          const { _kmq } = window as never as { _kmq: unknown[] };
          const script = document.createElement('script');
          script.onload = done;
          script.src = src;
          document.head.append(script);
          _kmq.push(['record', 'Between']);
        }).then(() => undefined),
      second,
    );
    await push(page, ['record', 'Late']);
    await page.click('a');
    expectOnce(await site.settled(page), ['Early', 'Between', 'Late', 'Clicked']);
    expect(await page.problems()).toEqual([]);
  });

  it('with another key: warns, and stays with the first', async () => {
    const site = await createSite(tracked, 'copies-first');
    const other = await createSite(tracked, 'copies-second');
    const page = await (await browser.profile()).open(
      tracked.pages.url +
        site.add('page.html', {
          body: `<script>onload = () => {
            const script = document.createElement('script');
            script.src = '${tracked.collector.url}/${other.key}.2.js';
            script.onload = () => { loaded = true; };
            document.head.append(script);
          }</script>`,
        }),
    );
    await page.until(() => (window as never as { loaded?: boolean }).loaded);
    await push(page, ['record', 'Late']);
    expectOnce(await site.settled(page), ['Late']);
    expect(await other.hits()).toEqual([]);
    expect(await page.problems()).toEqual([expect.stringContaining('copies-second')]);
  });
});
