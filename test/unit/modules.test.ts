import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { ADA, ANON } from './support/ids.js';
import { openBrowser, openPage, type PageOptions, readModule } from './support/page.js';

const SETTINGS = { key: 'demo', endpoint: 'https://t.example.com/' };
const MODULE: PageOptions = { script: 'index', globals: { _kmk: undefined, _kmq: undefined } };

describe('createKmq (C28)', () => {
  it('touches nothing at import, and no globals of the page ever', async () => {
    const page = await openPage(MODULE);
    await page.tick(10_000);
    expect([page.requests, page.cookieWrites, page.listened, page.browser.log]).toEqual([
      [],
      [],
      [],
      [],
    ]);
    const kmq = readModule(page).createKmq(SETTINGS);
    kmq.record('A');
    expect(await page.sent()).toEqual([['A', {}]]);
    expect([page.window._kmq, page.window.KM]).toEqual([undefined, undefined]);
  });

  it('has the commands of the core', async () => {
    const page = await openPage({ ...MODULE, cookies: { km_ai: ANON } });
    const kmq = readModule(page).createKmq(SETTINGS);
    const callback = vi.fn();
    kmq.record('A', { a: 1 });
    kmq.identify(ADA);
    kmq.set({ b: 2 }, callback);
    kmq.alias('x', 'y');
    kmq.register({ c: 3 });
    kmq.record('B');
    expect(await page.sent()).toEqual([
      ['A', { a: '1' }],
      ['alias', ADA, ANON, 'i'],
      ['set', { b: '2' }],
      ['alias', 'x', 'y', 'a'],
      ['B', { c: '3' }],
    ]);
    expect(callback.mock.calls).toEqual([[]]);
    expect(kmq.i()).toBe(ADA);
    kmq.clearIdentity();
    expect(kmq.i()).not.toBe(ADA);
  });

  it('tracks nothing by itself without features', async () => {
    const page = await openPage({ ...MODULE, url: 'https://www.example.com/?utm_source=x&kme=Ev' });
    readModule(page).createKmq(SETTINGS);
    expect(await page.sent()).toEqual([]);
  });

  it('tracks what its features are for, in the order of the specification', async () => {
    const page = await openPage({
      ...MODULE,
      url: 'https://www.example.com/?utm_source=x',
      html: '<button id="b">b</button>',
    });
    const { createKmq, campaigns, clicks, pageViews, visits } = readModule(page);
    const kmq = createKmq(SETTINGS, [pageViews, visits, campaigns, clicks]);
    kmq.trackClick('b', 'Clicked');
    page.click('#b');
    expect((await page.sent()).map(([name]) => name)).toEqual([
      'Page View',
      'Visited Site',
      'Ad Campaign Hit',
      'set',
      'Clicked',
    ]);
  });

  it('warns of a setting whose feature is not there', async () => {
    const page = await openPage(MODULE);
    const { createKmq, pageViews } = readModule(page);
    createKmq({ ...SETTINGS, spa: true });
    expect(page.warnings).toHaveLength(1);
    expect(page.warnings[0]).toContain('spa');
    createKmq({ ...SETTINGS, key: 'other', spa: true }, [pageViews]);
    expect(page.warnings).toHaveLength(1);
  });

  it.each([
    ['no key', { endpoint: SETTINGS.endpoint }],
    ['no endpoint', { key: SETTINGS.key }],
    ['nothing', {}],
  ])('%s: one warning, and nothing else (C8)', async (_, settings) => {
    const page = await openPage(MODULE);
    const kmq = readModule(page).createKmq(settings);
    const callback = vi.fn();
    kmq.record('A', {}, callback);
    kmq.identify(ADA);
    await page.tick(60_000);
    expect(page.warnings).toHaveLength(1);
    expect([page.requests, page.cookieWrites]).toEqual([[], []]);
    expect(callback.mock.calls).toEqual([[]]);
  });

  it('keeps its functions working by themselves', async () => {
    const page = await openPage(MODULE);
    const { record, set } = readModule(page).createKmq(SETTINGS);
    record('A');
    set({ b: 1 });
    expect(await page.sent()).toEqual([
      ['A', {}],
      ['set', { b: '1' }],
    ]);
  });
});

describe('several clients on one page (C35)', () => {
  it('do not disturb each other: keys and endpoints apart, the identity shared', async () => {
    const page = await openPage(MODULE);
    const { createKmq } = readModule(page);
    const one = createKmq(SETTINGS);
    const two = createKmq({ key: 'other', endpoint: 'https://other.example.net/in/' });
    one.identify(ADA);
    one.register({ site: 'one' });
    one.record('A');
    two.record('B');
    await page.sent();
    const sent = page
      .batches()
      .map(({ url, hits }) => [
        url.origin + url.pathname,
        url.searchParams.get('_k'),
        hits.map(({ name, person, properties }) => [name, person, properties]),
      ]);
    expect(sent).toEqual([
      ['https://t.example.com/', 'demo', [['A', ADA, { site: 'one' }]]],
      ['https://other.example.net/in/', 'other', [['B', ADA, {}]]],
    ]);
  });

  it('adopt only what their own key left', async () => {
    const browser = openBrowser();
    browser.collector = () => 'lost';
    for (const key of ['demo', 'other']) {
      const page = await browser.open({ globals: { _kmk: key } });
      page.push(['record', `of ${key}`]);
      await page.leave();
    }
    browser.collector = ({ lines }) => ({ body: { accepted: lines.length, rejected: [] } });
    const next = await browser.open();
    await next.tick(30_000);
    expect(next.calls()).toEqual([['of demo', {}]]);
    expect([...browser.storage.items.values()].join()).toContain('of%20other');
  });

  it('hear of each other’s identities before their next hit', async () => {
    const page = await openPage({ ...MODULE, cookies: { km_ai: ANON } });
    const { createKmq } = readModule(page);
    const [a, b] = ['a', 'b'].map((key) => createKmq({ ...SETTINGS, key }));
    a!.identify(ADA);
    b!.record('A');
    expect(b!.i()).toBe(ADA);
    await page.sent();
    b!.clearIdentity();
    expect(a!.i()).not.toBe(ADA);
    expect(page.hits().find(({ name }) => name === 'A')).toMatchObject({ person: ADA });
  });

  it('share the room for requests that survive the page (D4)', async () => {
    const page = await openPage(MODULE);
    page.browser.collector = () => 'silent';
    const { createKmq } = readModule(page);
    const clients = ['a', 'b', 'c'].map((key) => createKmq({ ...SETTINGS, key }));
    const much = Object.fromEntries(
      Array.from({ length: 7 }, (_, n) => [`p${n}`, 'x'.repeat(2_000)]),
    );
    for (const { record } of clients) for (let n = 0; n < 3; n++) record('A', much);
    await page.tick(1_100);
    const kept = page.batches().filter(({ init }) => init.keepalive);
    expect(kept.reduce((sum, { body }) => sum + body.length, 0)).toBeLessThanOrEqual(65_536);
    expect(page.batches()).toHaveLength(3);
  });
});

describe('on a server (C34)', () => {
  const ENTRIES = ['index', 'node', 'react', 'snippet', 'testing', 'vue', 'wire'];
  const toPath = (entry: string) =>
    fileURLToPath(new URL(`../../src/${entry}.ts`, import.meta.url));

  it.each(ENTRIES)(
    'importing %s asks for a window, touches no other global and throws nothing',
    async (entry) => {
      expect(typeof document).toBe('undefined');
      // What a framework does at its own import is not ours.
      await Promise.all([import('react'), import('vue')]);
      vi.resetModules();
      const touched: string[] = [];
      const names = ['document', 'window', 'location', 'localStorage', 'history', '_kmq', 'KM'];
      for (const name of names)
        Object.defineProperty(globalThis, name, {
          configurable: true,
          get() {
            touched.push(name);
            return undefined;
          },
        });
      const before = Object.getOwnPropertyNames(globalThis);
      const timers = vi.spyOn(globalThis, 'setTimeout');
      await import(toPath(entry));
      expect(timers).not.toHaveBeenCalled();
      timers.mockRestore();
      expect(Object.getOwnPropertyNames(globalThis)).toEqual(before);
      for (const name of names) Reflect.deleteProperty(globalThis, name);
      expect(touched.filter((name) => name !== 'window')).toEqual([]);
    },
  );

  it('a client does nothing, and throws nothing', async () => {
    vi.resetModules();
    const module = await import('../../src/index.js');
    const fetch = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('no request here'));
    const kmq = module.createKmq({ ...SETTINGS, spa: true }, [
      module.pageViews,
      module.clicks,
      module.forms,
      module.experiments,
      module.helpers,
    ]) as unknown as Record<string, (...values: unknown[]) => unknown>;
    const callback = vi.fn();
    const calls: [name: string, ...values: unknown[]][] = [
      ['record', 'A', { a: 1 }, callback],
      ['set', { a: 1 }],
      ['identify', ADA],
      ['alias', 'a', 'b'],
      ['clearIdentity'],
      ['register', { a: 1 }],
      ['unregister', 'a'],
      ['configure', { flushAfter: 5 }],
      ['optOut'],
      ['optIn'],
      ['flush'],
      ['trackClick', '.x', 'A'],
      ['trackSubmit', '.x', 'A'],
      ['pageView'],
      ['ab', 'Test', ['a', 'b']],
      ['gc', 'x'],
      ['sc', 'x', 1],
      ['i'],
      ['u'],
      ['rf'],
      ['ts'],
    ];
    const thrown = vi.fn();
    process.on('uncaughtException', thrown);
    for (const [name, ...values] of calls) expect(() => kmq[name]!(...values), name).not.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off('uncaughtException', thrown);
    expect(fetch).not.toHaveBeenCalled();
    expect(thrown).not.toHaveBeenCalled();
    fetch.mockRestore();
  });
});
