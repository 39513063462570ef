import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Browser, launch, type Page, type Profile } from './support/launch.js';
import { until } from './support/patience.js';
import { createSite, push, type Site } from './support/site.js';
import { namesOf, startTracked, type Tracked } from './support/tracked.js';

let tracked: Tracked;
let browser: Browser;
let profile: Profile;
let page: Page;
beforeAll(async () => {
  tracked = await startTracked();
  browser = await launch('chromium');
});
afterAll(async () => {
  await browser?.close();
  await tracked?.close();
});
beforeEach(async () => {
  profile = await browser.profile();
  page = await profile.open();
});
afterEach(() => profile?.close());

const configure = (settings: object) =>
  `<script>_kmq = [['configure', ${JSON.stringify(settings)}]]</script>`;

const show = async (tab: Page, address: string): Promise<void> => {
  await tab.goto(address);
  await tab.until(() => 'KM' in window);
};

let number = 0;
/** A new site with one page, and its address. */
const start = async (head = ''): Promise<{ site: Site; address: string }> => {
  const site = await createSite(tracked, `consent-${++number}`);
  return { site, address: tracked.pages.url + site.add('page.html', { head }) };
};

/** What this origin keeps of us: names of cookies, and of storage keys. */
const kept = (tab: Page) =>
  tab.evaluate(() => ({
    cookies: document.cookie.split('; ').filter(Boolean).sort(),
    storage: [...Object.keys(localStorage), ...Object.keys(sessionStorage)].sort(),
  }));

/** Requests that a page made of the collector, its script left out. */
const sentBy = async (tab: Page): Promise<string[]> =>
  (await tab.requests()).filter(
    (url) => url.startsWith(tracked.collector.url) && !/\.2\.js$/.test(url),
  );

const NOTHING = { cookies: [], storage: [] };

/** After a `flush`: what may be sent has been asked for by then. */
const pause = () => page.evaluate(() => new Promise((done) => setTimeout(done, 300)));

describe('a choice in the middle of a visit (C30)', () => {
  it('deletes what waits and what we know, and stays silent, until it is taken back', async () => {
    const { site, address } = await start(configure({ flushAfter: 60_000 }));
    await show(page, address);
    await until('the first hits', async () => (await site.hits()).length > 1);
    const before = await site.hits();
    const old = String(before[0]!._p);
    await push(
      page,
      ['register', { Colour: 'red' }],
      ['record', 'Waiting'],
      ['optOut'],
      ['record', 'Refused'],
    );
    expect(await kept(page)).toEqual({ cookies: ['km_c=0'], storage: [] });
    await show(page, address);
    await push(page, ['identify', 'ada@example.com'], ['record', 'Refused'], ['flush']);
    expect(await kept(page)).toEqual({ cookies: ['km_c=0'], storage: [] });
    const asked = (await sentBy(page)).length;
    await pause();
    expect((await sentBy(page)).length).toBe(asked);

    await push(page, ['optIn'], ['record', 'Allowed']);
    const after = (await site.settled(page)).slice(before.length);
    expect(namesOf(after)).toEqual(['Allowed']);
    expect(after.at(-1)).not.toHaveProperty('Colour');
    // Who comes back is nobody we knew.
    expect(after.map(({ _p }) => _p)).not.toContain(old);
    expect((await kept(page)).cookies).toContain('km_c=1');
  });

  it('runs the callbacks of calls that come to nothing, so that pages go on', async () => {
    const { address } = await start();
    await show(page, address);
    const told = await page.evaluate(async () => {
      const { _kmq } = window as never as { _kmq: unknown[] };
      _kmq.push(['optOut']);
      let times = 0;
      await new Promise<void>((done) => {
        _kmq.push(['record', 'Refused', () => done(void ++times)]);
      });
      return times;
    });
    expect(told).toBe(1);
  });

  it('reaches another tab, both ways', async () => {
    const { site, address } = await start();
    const other = await profile.open();
    await show(page, address);
    await show(other, address);
    await site.settled(page);
    await push(other, ['optOut']);
    await push(page, ['record', 'Refused'], ['flush']);
    await pause();
    expect(await kept(page)).toEqual({ cookies: ['km_c=0'], storage: [] });
    await push(other, ['optIn']);
    await push(page, ['flush'], ['record', 'Allowed']);
    expect(namesOf(await site.settled(page))).toEqual(['Allowed']);
  });

  it('holds on every subdomain, which drops what it kept at its next load', async () => {
    const { site, address } = await start(configure({ flushAfter: 60_000 }));
    const { pathname } = new URL(address);
    const at = (host: string) => `http://${host}:${tracked.pages.port}${pathname}`;
    await show(page, at('app.shop.test'));
    await push(page, ['register', { Colour: 'red' }]);
    await site.settled(page);
    expect((await kept(page)).storage).not.toEqual([]);
    await show(page, at('www.shop.test'));
    await push(page, ['optOut']);
    await show(page, at('app.shop.test'));
    expect(await kept(page)).toEqual({ cookies: ['km_c=0'], storage: [] });
    const before = (await site.hits()).length;
    await push(page, ['record', 'Refused'], ['flush']);
    await pause();
    expect((await site.hits()).length).toBe(before);
  });
});

describe('consent that is required (C30)', () => {
  it('keeps calls in memory, and sends them with their times when it is given', async () => {
    const { site, address } = await start(configure({ consent: 'required' }));
    await show(page, address);
    await push(
      page,
      ['identify', 'ada@example.com'],
      ['record', 'Early', { Plan: 'Pro' }],
      ['flush'],
    );
    await pause();
    expect(await kept(page)).toEqual(NOTHING);
    expect(await sentBy(page)).toEqual([]);
    const given = Date.now() / 1000;
    await push(page, ['optIn'], ['record', 'Late']);
    const hits = await site.settled(page);
    const events = hits.filter(({ _n }) => _n);
    expect(events.map(({ _n }) => _n)).toEqual(['Page View', 'Visited Site', 'Early', 'Late']);
    expect(Number(events[2]!._t)).toBeLessThan(given - 0.2);
    expect(Number(events[3]!._t)).toBeGreaterThanOrEqual(given - 0.01);
    expect(events[2]).toMatchObject({ _p: 'ada@example.com', Plan: 'Pro' });
    expect(await tracked.collector.people(site.key)).toHaveLength(1);
  });

  it('that is refused leaves nothing, and a visit that leaves without a word, too', async () => {
    const { site, address } = await start(configure({ consent: 'required' }));
    await show(page, address);
    await push(page, ['record', 'Early']);
    await show(page, address);
    expect(await kept(page)).toEqual(NOTHING);
    await push(page, ['record', 'Early'], ['flush'], ['optOut']);
    expect(await kept(page)).toEqual({ cookies: ['km_c=0'], storage: [] });
    await show(page, address);
    await push(page, ['flush']);
    await pause();
    expect(await sentBy(page)).toEqual([]);
    expect(await site.hits()).toEqual([]);
  });

  it('and given in one tab is given in the other', async () => {
    const { site, address } = await start(configure({ consent: 'required' }));
    const other = await profile.open();
    await show(page, address);
    await show(other, address);
    await push(page, ['record', 'Here']);
    await push(other, ['optIn'], ['record', 'There'], ['flush']);
    const hits = await until('the calls of both tabs', async () => {
      const all = await site.hits();
      return namesOf(all).includes('Here') && namesOf(all).includes('There') && all;
    });
    expect(namesOf(hits).sort()).toEqual(['Here', 'There']);
    expect(new Set(hits.filter(({ _n }) => _n).map(({ _p }) => _p)).size).toBe(1);
  });
});

describe('persistence in memory (C28)', () => {
  it('leaves no cookie and no storage, and delivers', async () => {
    const spy = `<script>
      touched = [];
      const { get, set } = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie');
      Object.defineProperty(document, 'cookie', {
        get: () => get.call(document),
        set(value) { touched.push(value); set.call(document, value); },
      });
      for (const name of ['getItem', 'setItem']) {
        const original = Storage.prototype[name];
        Storage.prototype[name] = function (...words) { touched.push(words); return original.apply(this, words); };
      }
    </script>`;
    const { site, address } = await start(spy + configure({ persistence: 'memory' }));
    await show(page, address);
    await push(
      page,
      ['register', { Colour: 'red' }],
      ['identify', 'ada@example.com'],
      ['record', 'Seen'],
    );
    const hits = await site.settled(page);
    expect(namesOf(hits)).toEqual(['Seen']);
    expect(hits.find(({ _n }) => _n === 'Seen')).toMatchObject({
      _p: 'ada@example.com',
      Colour: 'red',
    });
    expect(hits.filter(({ _p2 }) => _p2)).toHaveLength(1);
    expect(await page.evaluate(() => (window as never as { touched: unknown[] }).touched)).toEqual(
      [],
    );
    await push(page, ['record', 'Left']);
    await show(page, address);
    expect(await kept(page)).toEqual(NOTHING);
    // The next page knows nobody.
    expect(await page.evaluate(() => (window as never as { KM: { i(): string } }).KM.i())).toMatch(
      /=$/,
    );
    await until('what the page was left with', async () =>
      namesOf(await site.hits()).includes('Left'),
    );
    await site.settled(page);
    expect(namesOf(await site.hits()).filter((name) => name === 'Left')).toHaveLength(1);
  });
});

describe('what a browser asks for', () => {
  const signal = (name: string, value: unknown) =>
    `<script>Object.defineProperty(navigator, '${name}', { value: ${JSON.stringify(value)} })</script>`;
  const CASES = [
    [
      'Global Privacy Control, respected',
      signal('globalPrivacyControl', true) + configure({ respectGpc: true }),
      false,
    ],
    ['Global Privacy Control, not asked about', signal('globalPrivacyControl', true), true],
    ['Do Not Track, respected', signal('doNotTrack', '1') + configure({ respectDnt: true }), false],
    ['Do Not Track, not asked about', signal('doNotTrack', '1'), true],
    ['KM_DNT of the page', '<script>KM_DNT = true</script>', false],
    ['KMDNTH of the page', '<script>KMDNTH = true</script>', false],
  ] as const;
  it.each(CASES)('%s', async (_, head, isTracked) => {
    const { site, address } = await start(head);
    await show(page, address);
    await push(page, ['record', 'Seen'], ['flush']);
    if (isTracked) {
      expect(namesOf(await site.settled(page))).toEqual(['Seen']);
      return;
    }
    await pause();
    expect(await sentBy(page)).toEqual([]);
    expect(await kept(page)).toEqual(NOTHING);
  });

  it('counts less than what the person says', async () => {
    const { site, address } = await start(CASES[0][1]);
    await show(page, address);
    await push(page, ['optIn'], ['record', 'Allowed']);
    expect(namesOf(await site.settled(page))).toEqual(['Allowed']);
    await show(page, address);
    await push(page, ['record', 'Later']);
    expect(namesOf(await site.settled(page))).toEqual(['Allowed', 'Later']);
  });
});
