import { describe, expect, it, vi } from 'vitest';
import { ADA, ANON } from './support/ids.js';
import { accept } from './support/network.js';
import {
  type Browser,
  LOAD_MS,
  openBrowser,
  openPage,
  type PageOptions,
  START,
} from './support/page.js';

const DAY_MS = 86_400_000;

/** Storage keys of lines: `kmq:<site key>:<page id>:<n>` (D1). */
const KEY = /^kmq:demo:[^:]+:\d+$/;
const keysOf = ({ storage }: Browser): string[] =>
  [...storage.items.keys()].filter((key) => KEY.test(key));

/** Names of the events that wait in storage. */
const waiting = ({ storage }: Browser): string[] =>
  [...storage.items]
    .filter(([key]) => KEY.test(key))
    .flatMap(([, value]) => value.split('\n'))
    .map((line) => new URLSearchParams(line.replace(/^\w\?/, '')).get('_n') ?? 'set');

const writesOf = ({ log }: Browser): string[] =>
  log.filter((entry) => entry.startsWith('write ') && KEY.test(entry.slice(6)));

/** What each batch was asked to report as dropped. */
const drops = ({ requests }: Browser) => requests.map(({ url }) => url.searchParams.get('_x'));

describe('the outbox (D1)', () => {
  it('holds a hit in the task that records it, before any request', async () => {
    const page = await openPage();
    page.push(['record', 'A', {}, () => undefined]);
    await Promise.resolve();
    expect(waiting(page.browser)).toEqual(['A']);
    await page.tick(0);
    const { log } = page.browser;
    expect(log.findIndex((entry) => KEY.test(entry.slice(6)))).toBeLessThan(log.indexOf('fetch'));
  });

  it('writes once a task, each time under a key of its own', async () => {
    const page = await openPage();
    page.push(['record', 'A'], ['set', { b: 1 }]);
    page.push(['record', 'C']);
    await page.tick(0);
    expect(writesOf(page.browser)).toHaveLength(1);
    expect(waiting(page.browser)).toEqual(['A', 'set', 'C']);
    page.push(['record', 'D']);
    await page.tick(0);
    expect(keysOf(page.browser)).toHaveLength(2);
    const [one, two] = keysOf(page.browser).map((key) => key.split(':'));
    expect(one!.slice(0, 3)).toEqual(two!.slice(0, 3));
  });

  it('never rewrites a key', async () => {
    const page = await openPage({ automatic: true });
    for (let n = 0; n < 5; n++) {
      page.push(['record', `${n}`], ['record', `${n}!`]);
      await page.tick(300);
    }
    await page.sent();
    const writes = writesOf(page.browser);
    expect(new Set(writes).size).toBe(writes.length);
  });

  it('forgets what was received', async () => {
    const page = await openPage({ automatic: true });
    page.push(['record', 'A']);
    await page.sent();
    expect(keysOf(page.browser)).toEqual([]);
  });

  it('has a page id of its own for each page', async () => {
    const browser = openBrowser();
    browser.collector = () => 'lost';
    for (let n = 0; n < 3; n++) (await browser.open()).push(['record', 'A']);
    await browser.tick(0);
    expect(new Set(keysOf(browser).map((key) => key.split(':')[2])).size).toBe(3);
  });

  it.each<[what: string, prepare: (browser: Browser) => void]>([
    ['full', ({ storage }) => Object.assign(storage, { quota: 0 })],
    ['blocked', ({ storage }) => Object.assign(storage, { state: 'blocked' })],
    ['missing', ({ storage }) => Object.assign(storage, { state: 'missing' })],
  ])('is memory where storage is %s, and the page goes on', async (_, prepare) => {
    const browser = openBrowser();
    prepare(browser);
    const page = await browser.open({ automatic: true });
    page.answer('lost');
    page.push(['record', 'A'], ['identify', ADA], ['register', { x: 1 }]);
    await page.tick(30_000);
    expect(page.calls().map(([name]) => name)).toEqual(['Page View', 'Visited Site', 'A', 'alias']);
    page.push(['record', 'B']);
    await page.leave();
    expect(page.hits().at(-1)!.name).toBe('B');
    expect([page.errors, page.warnings]).toEqual([[], []]);
  });

  it('goes on in memory when storage fills up, and in storage again when there is room', async () => {
    const page = await openPage();
    page.browser.collector = () => 'lost';
    const { storage } = page.browser;
    storage.quota = 0;
    page.push(['record', 'A']);
    await page.tick(10);
    storage.quota = 5_000_000;
    page.push(['record', 'B']);
    await page.tick(10);
    expect(waiting(page.browser)).toEqual(['B']);
    page.browser.collector = accept;
    await page.tick(60_000);
    expect(page.calls()).toEqual([
      ['A', {}],
      ['B', {}],
    ]);
  });
});

describe('bounds (D7)', () => {
  const open = (settings: object, options: PageOptions = {}) => {
    const browser = openBrowser();
    browser.collector = () => 'lost';
    return browser.open({ ...options, early: [['configure', settings], ...(options.early ?? [])] });
  };

  it('drops the oldest page views first and aliases last, counted and reported', async () => {
    const page = await open({ maxHits: 4 }, { cookies: { km_ai: ANON } });
    for (const item of [
      ['pageView'],
      ['record', 'A'],
      ['identify', ADA],
      ['pageView'],
      ['record', 'B'],
    ]) {
      page.push(item);
      await page.tick(10);
    }
    expect(waiting(page.browser)).toEqual(['A', ADA, 'Page View', 'B']);
    for (const name of ['C', 'D']) {
      page.push(['record', name]);
      await page.tick(10);
    }
    expect(waiting(page.browser)).toEqual([ADA, 'B', 'C', 'D']);
    page.browser.collector = accept;
    await page.tick(60_000);
    expect(page.browser.requests.at(-1)!.hits.map(({ name }) => name)).toEqual([
      ADA,
      'B',
      'C',
      'D',
    ]);
    expect(drops(page.browser).at(-1)).toMatch(/^[\w-]{8,}:3$/);
  });

  it('reports nothing where nothing was dropped', async () => {
    const page = await openPage();
    page.push(['record', 'A']);
    await page.sent();
    expect(drops(page.browser).filter(Boolean)).toEqual([]);
  });

  it('reports under one id, so that a repeated report counts once', async () => {
    const page = await open({ maxHits: 2 });
    for (let n = 0; n < 5; n++) page.push(['record', `${n}`]);
    await page.tick(20_000);
    page.browser.collector = accept;
    page.push(['record', 'A']);
    await page.tick(400_000);
    const reported = drops(page.browser).filter(Boolean) as string[];
    expect(new Set(reported.map((report) => report.split(':')[0])).size).toBe(1);
    expect(reported.at(-1)).toMatch(/:4$/);
  });

  it('keeps the bytes within maxBytes', async () => {
    const page = await open({ maxBytes: 10_000 });
    for (let n = 0; n < 20; n++) {
      page.push(['record', `${n}`, { text: 'x'.repeat(1_000) }]);
      await page.tick(10);
    }
    const bytes = [...page.browser.storage.items]
      .filter(([key]) => KEY.test(key))
      .reduce((sum, [, value]) => sum + value.length, 0);
    expect(bytes).toBeLessThanOrEqual(10_000);
    expect(bytes).toBeGreaterThan(8_000);
    expect(waiting(page.browser).at(-1)).toBe('19');
  });

  const leaveBehind = async (settings: object, ...items: unknown[][]) => {
    const page = await open(settings);
    page.push(...items);
    await page.tick(10);
    await page.leave();
    return page.browser;
  };

  it.each([
    ['29 days', 29, ['A'], null],
    ['31 days', 31, [], /:1$/],
  ])('hits that waited for %s', async (_, days, names, report) => {
    const browser = await leaveBehind({}, ['record', 'A']);
    const before = browser.requests.length;
    await browser.tick(days * DAY_MS);
    browser.collector = accept;
    const next = await browser.open();
    next.push(['record', 'B']);
    await next.tick(60_000);
    next.push(['record', 'C']);
    await next.tick(60_000);
    const later = browser.requests.slice(before);
    const sent = later.flatMap(({ hits }) => hits.map(({ name }) => name));
    expect([...new Set(sent)].sort()).toEqual([...names, 'B', 'C'].sort());
    const last = later.at(-1)!.url.searchParams.get('_x');
    if (report) expect(last).toMatch(report);
    else expect(last).toBeNull();
    expect(keysOf(browser)).toEqual([]);
  });

  it('keep a hit whose old time the caller gave (C11)', async () => {
    const browser = await leaveBehind({}, ['record', 'A', { _t: 1_300_000_000, _d: 1 }]);
    browser.collector = accept;
    const next = await browser.open();
    await next.tick(60_000);
    expect(next.hits()).toMatchObject([{ name: 'A', time: 1_300_000_000, timeGiven: true }]);
  });

  it('hold for what is taken over, too', async () => {
    const browser = await leaveBehind({}, ...[1, 2, 3, 4, 5].map((n) => ['record', `${n}`]));
    browser.collector = accept;
    const next = await browser.open({ early: [['configure', { maxHits: 3 }]] });
    await next.tick(60_000);
    expect(next.hits().map(({ name }) => name)).toEqual(['3', '4', '5']);
    expect(keysOf(browser)).toEqual([]);
  });
});

describe('many tabs (D8)', () => {
  const leaveBehind = async (name = 'A') => {
    const browser = openBrowser();
    browser.collector = () => 'lost';
    const page = await browser.open();
    page.push(['record', name]);
    await page.tick(10);
    await page.leave();
    browser.collector = accept;
    return browser;
  };

  it('a page without a stamp for 5 s may be claimed: same line, sent once, then forgotten', async () => {
    const browser = await leaveBehind();
    const [before] = browser.hits();
    const next = await browser.open();
    await next.tick(4_500);
    expect(next.requests.filter(({ lines }) => lines.length)).toEqual([]);
    await next.tick(7_000);
    expect(next.hits()).toEqual([before]);
    expect(next.batches()).toHaveLength(1);
    expect(keysOf(browser)).toEqual([]);
  });

  it('a page that was killed may be claimed when its stamp is 60 s old', async () => {
    const browser = openBrowser();
    browser.collector = () => 'lost';
    const page = await browser.open();
    page.push(['record', 'A', {}, () => undefined]);
    await page.tick(10);
    page.crash();
    browser.collector = accept;
    const next = await browser.open();
    await next.tick(55_000);
    expect(next.calls()).toEqual([]);
    await next.tick(20_000);
    expect(next.calls()).toEqual([['A', {}]]);
  });

  it('a page that was killed before its first flush may be claimed', async () => {
    const browser = openBrowser();
    const page = await browser.open();
    page.push(['record', 'A']);
    await page.tick(10);
    page.crash();
    const next = await browser.open();
    await next.tick(75_000);
    expect(next.calls()).toEqual([['A', {}]]);
  });

  it('a page that stays open claims what another one leaves later', async () => {
    const browser = openBrowser();
    const open = await browser.open({ automatic: true });
    await open.tick(30_000);
    browser.collector = () => 'lost';
    const page = await browser.open();
    page.push(['record', 'A']);
    await page.tick(10);
    await page.leave();
    browser.collector = accept;
    await open.tick(60_000);
    expect(open.calls()).toContainEqual(['A', {}]);
    expect(keysOf(browser)).toEqual([]);
  });

  it('a page that lives is left alone', async () => {
    const browser = openBrowser();
    browser.collector = () => 'silent';
    const page = await browser.open();
    page.push(['record', 'A', {}, () => undefined]);
    await page.tick(10);
    const other = await browser.open();
    await other.tick(40_000);
    expect(other.calls()).toEqual([]);
    expect(waiting(browser)).toEqual(['A']);
  });

  it('look after 5 s, then each minute while nothing waits, and not while nobody sees them', async () => {
    const browser = openBrowser();
    const page = await browser.open({ automatic: true });
    await page.sent();
    const look = async (milliseconds: number) => {
      browser.log.length = 0;
      const reads = page.cookieReads.length;
      await page.tick(milliseconds);
      const locks = browser.log.filter((entry) => entry.startsWith('lock'));
      return [locks.length, page.cookieReads.length - reads];
    };
    await page.tick(10_000);
    expect(await look(600_000)).toEqual([10, 10]);
    page.hide();
    await page.tick(1);
    expect(await look(600_000)).toEqual([0, 0]);
    page.show();
    expect(await look(1)).toEqual([1, expect.any(Number)]);
    expect(await look(600_000)).toEqual([10, 10]);
  });

  it('two pages do not claim the same', async () => {
    const browser = await leaveBehind();
    const before = browser.requests.length;
    await Promise.all([browser.open(), browser.open(), browser.open()]);
    await browser.tick(60_000);
    const later = browser.requests.slice(before).filter(({ lines }) => lines.length);
    expect(later).toHaveLength(1);
    expect(later[0]!.hits.map(({ name }) => name)).toEqual(['A']);
  });

  it('claim under a short lock that is released before the request, and held at no other time (D5)', async () => {
    const browser = await leaveBehind();
    browser.log.length = 0;
    const next = await browser.open();
    await next.tick(3_000);
    expect([...browser.locks.held]).toEqual([]);
    await next.tick(20_000);
    expect([...browser.locks.held]).toEqual([]);
    const log = browser.log.filter((entry) => /lock|fetch/.test(entry));
    const sent = log.lastIndexOf('fetch');
    expect(log.slice(0, sent).filter((entry) => entry.startsWith('lock'))).toHaveLength(
      log.slice(0, sent).filter((entry) => entry.startsWith('unlock')).length,
    );
  });

  it('do nothing while another page has the lock, and try again', async () => {
    const browser = await leaveBehind();
    const next = await browser.open();
    const names = () => [...browser.log.join().matchAll(/,lock ([^,]+)/g)].map(([, name]) => name!);
    const name = names().at(-1)!;
    browser.locks.held.add(name);
    await next.tick(20_000);
    expect(next.calls()).toEqual([]);
    browser.locks.held.delete(name);
    await next.tick(20_000);
    expect(next.calls()).toEqual([['A', {}]]);
  });

  it('claim without locks where there are none (plain http)', async () => {
    const browser = await leaveBehind();
    const next = await browser.open({
      prepare: ({ navigator }) => Reflect.deleteProperty(navigator, 'locks'),
    });
    await next.tick(20_000);
    expect(next.calls()).toEqual([['A', {}]]);
  });

  it('keep the order of what one page left', async () => {
    const browser = openBrowser();
    browser.collector = () => 'lost';
    const page = await browser.open();
    for (let n = 0; n < 12; n++) {
      page.push(['record', `${n}`]);
      await page.tick(10);
    }
    await page.leave();
    browser.collector = accept;
    const next = await browser.open();
    await next.tick(30_000);
    expect(next.hits().map(({ name }) => name)).toEqual(
      Array.from({ length: 12 }, (_, n) => `${n}`),
    );
  });

  it('give up nothing when the one that claimed is lost, too', async () => {
    const browser = await leaveBehind();
    browser.collector = () => 'lost';
    for (let n = 0; n < 3; n++) {
      const next = await browser.open();
      await next.tick(12_000);
      await next.leave();
      expect(waiting(browser)).toEqual(['A']);
    }
    browser.collector = accept;
    const last = await browser.open();
    await last.tick(30_000);
    expect(last.calls()).toEqual([['A', {}]]);
    expect(keysOf(browser)).toEqual([]);
  });

  it.each(['', 'x', 'e?', '\n\n', '{}', 'e?_n=A', '?'])(
    'survive %j under a key of ours',
    async (text) => {
      const browser = openBrowser();
      browser.storage.items.set('kmq:demo:gone:1', text);
      browser.storage.items.set('kmq:demo', text);
      browser.storage.items.set('kmq:demo:x', text);
      const page = await browser.open();
      await page.tick(60_000).catch(() => undefined);
      page.push(['record', 'B']);
      await page.tick(60_000);
      expect(page.browser.requests.map(({ lines }) => lines.join()).join()).toContain('_n=B');
      expect(page.errors).toEqual([]);
    },
  );

  it('copy what they claim before they remove it: a browser killed between the two loses nothing', async () => {
    const browser = await leaveBehind();
    const [left] = keysOf(browser);
    const next = await browser.open();
    await next.tick(20_000);
    const own = browser.log.findLastIndex((entry) => KEY.test(entry.replace('write ', '')));
    expect(browser.log[own]).not.toBe(`write ${left}`);
    expect(browser.log.indexOf(`remove ${left}`)).toBeGreaterThan(own);
  });

  it('claim also where a full storage has no room for a copy', async () => {
    const browser = await leaveBehind();
    const [left] = keysOf(browser);
    browser.collector = () => 'lost';
    const next = await browser.open();
    await next.tick(4_900);
    browser.storage.quota = [...browser.storage.items].join('').length + 40;
    await next.tick(5_000);
    expect(browser.log).toContain(`remove ${left}`);
    expect(waiting(browser)).toEqual(['A']);
    browser.collector = accept;
    await next.tick(60_000);
    expect(next.calls()).toEqual([['A', {}]]);
    expect(keysOf(browser)).toEqual([]);
  });

  it('leave no trace of a page that had nothing to leave', async () => {
    const browser = openBrowser();
    for (let n = 0; n < 3; n++) {
      const page = await browser.open({ automatic: true });
      await page.sent();
      await page.leave();
    }
    expect([...browser.storage.items.keys()].filter((key) => key.startsWith('kmq:'))).toEqual([]);
  });
});

describe('a page that comes back from the back/forward cache (D8, D9)', () => {
  it('takes a new page id, and still has what nobody claimed', async () => {
    const page = await openPage();
    page.browser.collector = () => 'lost';
    page.push(['record', 'A']);
    await page.tick(10);
    const [before] = keysOf(page.browser);
    await page.leave({ persisted: true });
    page.browser.collector = accept;
    await page.restore();
    page.push(['record', 'B']);
    await page.tick(0);
    for (const key of keysOf(page.browser))
      expect(key.split(':')[2]).not.toBe(before!.split(':')[2]);
    await page.tick(20_000);
    const names = page.calls().map(([name]) => name);
    expect(names.filter((name) => name !== 'Page View')).toEqual(['A', 'B']);
    expect(keysOf(page.browser)).toEqual([]);
  });

  it('does not stamp its old outbox again when an answer comes in late', async () => {
    const page = await openPage();
    page.push(['record', 'A', {}, () => undefined]);
    await page.tick(10);
    const { log } = page.browser;
    await page.leave({ persisted: true, frozen: false });
    const left = log.length;
    await page.tick(60_000);
    expect(log.slice(left).filter((entry) => entry.startsWith('write kmq:'))).toEqual([]);
  });

  it('sends again what was in flight, also where memory is the only storage', async () => {
    const browser = openBrowser();
    browser.storage.state = 'blocked';
    browser.collector = () => 'silent';
    const page = await browser.open();
    page.push(['record', 'A', {}, () => undefined]);
    await page.tick(10);
    await page.leave({ persisted: true });
    browser.collector = accept;
    await page.restore();
    await page.tick(20_000);
    const batches = page.batches().map(({ hits }) => hits.map(({ name }) => name));
    expect(batches.slice(1).flat()).toContain('A');
    expect(page.hits().filter(({ name }) => name === 'A')).toHaveLength(1);
  });

  it('makes no request while it is away', async () => {
    const page = await openPage();
    page.browser.collector = () => 'lost';
    page.push(['record', 'A']);
    await page.sent();
    await page.leave({ persisted: true, frozen: false });
    const before = page.requests.length;
    await page.tick(600_000);
    expect(page.requests).toHaveLength(before);
  });

  it('reads its cookies again: somebody may have signed in meanwhile', async () => {
    const page = await openPage({ cookies: { km_ai: ANON } });
    page.push(['record', 'A']);
    await page.sent();
    await page.leave({ persisted: true });
    page.browser.jar.setCookieSync(`km_ni=${ADA};path=/`, 'https://www.example.com/');
    await page.restore();
    page.push(['record', 'B']);
    await page.sent();
    expect(page.hits().at(-1)).toMatchObject({ name: 'B', person: ADA });
  });

  it('retries at once: its waits began before', async () => {
    const page = await openPage();
    page.window.Math.random = () => 0.999;
    page.browser.collector = () => ({ status: 503, headers: { 'Retry-After': '3600' } });
    page.push(['record', 'A']);
    await page.sent();
    await page.leave({ persisted: true });
    page.browser.collector = accept;
    await page.restore();
    await page.tick(20_000);
    expect(keysOf(page.browser)).toEqual([]);
  });

  it('sends again what another page has claimed, or not: it is one hit either way (W10)', async () => {
    const browser = openBrowser();
    browser.collector = () => 'lost';
    const page = await browser.open();
    page.push(['record', 'A']);
    await page.sent();
    await page.leave({ persisted: true });
    browser.collector = accept;
    const other = await browser.open();
    await other.tick(20_000);
    expect(other.calls()).toEqual([['A', {}]]);
    await page.restore();
    await page.tick(20_000);
    const ids = browser.hits().flatMap(({ name, id }) => (name === 'A' ? [id] : []));
    expect(ids).toHaveLength(1);
    expect(keysOf(browser)).toEqual([]);
  });
});

describe('times (W10)', () => {
  it('stay the same on every retry, with person and id', async () => {
    const page = await openPage({ cookies: { km_ai: ANON } });
    page.answer('lost', 'lost', 'lost');
    page.push(['record', 'A']);
    await page.tick(2);
    page.push(['identify', ADA]);
    await page.tick(60_000);
    const lines = page.batches().map((batch) => batch.lines[0]);
    expect(lines.length).toBeGreaterThan(2);
    expect(new Set(lines.filter((line) => line!.includes('_n=A&'))).size).toBe(1);
    expect(Math.abs(page.hits()[0]!.time! * 1000 - START - LOAD_MS)).toBeLessThan(5);
  });

  it('of sending are taken anew for each attempt (W9)', async () => {
    const page = await openPage();
    page.answer('lost', 'lost');
    page.push(['record', 'A']);
    await page.tick(60_000);
    for (const { url, at } of page.batches())
      expect(+url.searchParams.get('_s')! * 1000).toBeCloseTo(at, 0);
    expect(new Set(page.batches().map(({ at }) => at)).size).toBe(3);
  });

  it('never go back within a page when the clock does', async () => {
    const page = await openPage();
    page.push(['record', 'A']);
    vi.setSystemTime(Date.now() - 3_600_000);
    page.push(['record', 'B']);
    await page.sent();
    const [a, b] = page.hits();
    expect(b!.time).not.toBe(a!.time);
  });
});
