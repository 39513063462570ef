import { describe, expect, it, vi } from 'vitest';
import { ADA, ANON } from './support/ids.js';
import { LOAD_MS, openBrowser, openPage, START } from './support/page.js';

const SCRIPTS = ['kmq', 'kmq-lite'] as const;

describe.each(SCRIPTS)('the queue of %s', (script) => {
  it('runs what was pushed before, in order (C2)', async () => {
    const early = [
      ['record', 'A'],
      ['identify', ADA],
      ['record', 'B', { Plan: 'Pro' }],
    ];
    const page = await openPage({ script, early, cookies: { km_ai: ANON } });
    expect(await page.sent()).toEqual([
      ['A', {}],
      ['alias', ADA, ANON, 'i'],
      ['B', { Plan: 'Pro' }],
    ]);
  });

  it('starts without a queue (C2)', async () => {
    const page = await openPage({
      script,
      prepare: (window) => Reflect.deleteProperty(window, '_kmq'),
    });
    page.push(['record', 'A']);
    expect(await page.sent()).toEqual([['A', {}]]);
  });

  it.each([[{}], ['text'], [null], [7]])(
    'starts with %j where the queue should be',
    async (queue) => {
      const page = await openPage({ script, globals: { _kmq: queue } });
      page.push(['record', 'A']);
      expect(await page.sent()).toEqual([['A', {}]]);
      expect(page.errors).toEqual([]);
    },
  );

  it('is a new array, as the console shows (C3)', async () => {
    let old: unknown;
    const page = await openPage({
      script,
      prepare(window) {
        old = window._kmq;
      },
    });
    expect(page.window.eval('Array.isArray(_kmq)')).toBe(true);
    expect(page.window._kmq).not.toBe(old);
    expect(Object.hasOwn(page.window._kmq, 'push')).toBe(true);
  });

  it('has a push that works by itself and runs every argument (C3)', async () => {
    const page = await openPage({
      script,
      early: [
        ['record', 'A'],
        ['record', 'B'],
      ],
    });
    const { push } = page.window._kmq;
    push(['record', 'C'], ['record', 'D']);
    expect(await page.sent()).toEqual([
      ['A', {}],
      ['B', {}],
      ['C', {}],
      ['D', {}],
    ]);
  });

  it('takes what is pushed to the old array (C3)', async () => {
    let old: unknown[] = [];
    const page = await openPage({
      script,
      prepare(window) {
        old = window._kmq;
      },
    });
    old.push(['record', 'A'], ['record', 'B']);
    expect(await page.sent()).toEqual([
      ['A', {}],
      ['B', {}],
    ]);
  });

  it('reads a frozen array and leaves it alone (C3)', async () => {
    let old: unknown[] = [];
    const page = await openPage({
      script,
      prepare(window) {
        window._kmq.push(['record', 'A']);
        old = Object.freeze(window._kmq) as unknown[];
      },
    });
    page.push(['record', 'B']);
    expect(await page.sent()).toEqual([
      ['A', {}],
      ['B', {}],
    ]);
    expect(old).toHaveLength(1);
    expect(page.errors).toEqual([]);
  });

  it('ignores what is no command, before and after load (C4)', async () => {
    const items: unknown[] = [
      [],
      null,
      undefined,
      'record',
      7,
      {},
      { 0: 'record', 1: 'A', length: 2 },
      ['no such command', 'A'],
      [null],
      [['record'], 'A'],
      ['constructor'],
      ['__proto__'],
      ['toString'],
      ['hasOwnProperty', 'x'],
      ['valueOf'],
      ['__defineGetter__', 'x'],
    ];
    const page = await openPage({ script, early: [...items, ['record', 'A']] });
    page.push(...items);
    for (const item of items) page.push(item);
    page.push(['record', 'B']);
    expect(await page.sent()).toEqual([
      ['A', {}],
      ['B', {}],
    ]);
    expect(page.errors).toEqual([]);
    expect(page.warnings).toEqual([]);
  });

  it('calls a function now (C4)', async () => {
    const order: string[] = [];
    const page = await openPage({ script, early: [() => order.push('early')] });
    page.push(() => order.push('pushed'));
    order.push('after');
    expect(order).toEqual(['early', 'pushed', 'after']);
  });

  it('lets an early function push (C4)', async () => {
    const page = await openPage({
      script,
      prepare(window) {
        window._kmq.push(() => window._kmq.push(['record', 'B']), ['record', 'A']);
      },
    });
    expect((await page.sent()).map(([name]) => name).sort()).toEqual(['A', 'B']);
  });

  it('never changes what the caller gave (C4)', async () => {
    const properties = Object.freeze({
      Plan: 'Pro',
      List: Object.freeze(['b', 'a']),
      _t: 1,
      _d: 1,
    });
    const item = Object.freeze(['record', 'A', properties]);
    const page = await openPage({ script, early: [item] });
    page.push(item, Object.freeze(['set', properties]), Object.freeze(['register', properties]));
    await page.sent();
    expect(page.hits()).toHaveLength(3);
    expect(properties).toEqual({ Plan: 'Pro', List: ['b', 'a'], _t: 1, _d: 1 });
    expect(page.errors).toEqual([]);
  });

  it('reports an error for itself and goes on (C5)', async () => {
    const fail = (text: string) => () => {
      throw new Error(text);
    };
    const page = await openPage({ script, early: [fail('early'), ['record', 'A']] });
    expect(() => page.push(fail('late'), ['record', 'B'])).not.toThrow();
    expect(page.errors.join()).not.toContain('late');
    expect(await page.sent()).toEqual([
      ['A', {}],
      ['B', {}],
    ]);
    expect(page.errors.map((text) => /early|late/.exec(text)?.[0])).toEqual(['early', 'late']);
  });

  it('keeps an error of a page that replaced a member of KM out of the call (C5)', async () => {
    const page = await openPage({ script });
    page.window.KM.record = () => {
      throw new Error('replaced');
    };
    expect(() => page.push(['record', 'A'], ['set', { Plan: 'Pro' }])).not.toThrow();
    expect(await page.sent()).toEqual([['set', { Plan: 'Pro' }]]);
    expect(page.errors.join()).toContain('replaced');
  });

  it('does not throw from a member of KM (C5)', async () => {
    const page = await openPage({ script });
    const hostile = {
      toString() {
        throw new Error('hostile');
      },
    };
    for (const name of ['record', 'identify', 'alias', 'unregister'])
      expect(() => page.window.KM[name]!(hostile, hostile), name).not.toThrow();
    page.push(['record', 'A']);
    expect(await page.sent()).toEqual([['A', {}]]);
  });

  it('defines KM as a plain object (C7)', async () => {
    const page = await openPage({ script });
    expect(page.window.eval('Object.getPrototypeOf(KM) === Object.prototype')).toBe(true);
    page.window.KM.record!('A');
    expect(await page.sent()).toEqual([['A', {}]]);
  });

  it('gives two hits of one page never the same time (W10)', async () => {
    const page = await openPage({
      script,
      early: [
        ['record', 'A'],
        ['record', 'B'],
        ['record', 'C'],
      ],
    });
    for (let n = 0; n < 20; n++) page.push(['record', `${n}`]);
    await page.sent();
    const times = page.hits().map(({ time }) => time!);
    expect(new Set(times).size).toBe(23);
    expect([...times].sort((a, b) => a - b)).toEqual(times);
    expect(new Set(page.hits().map(({ id }) => id)).size).toBe(23);
  });

  it.each([
    ['no key', { globals: { _kmk: undefined } }],
    ['an empty key', { globals: { _kmk: '' } }],
    ['no endpoint', { src: '' }],
  ])('%s: one warning, and nothing else (C8)', async (_, options) => {
    const callback = vi.fn();
    const page = await openPage({ script, early: [['record', 'A']], ...options });
    page.push(['record', 'B', {}, callback], ['identify', ADA], ['set', { C: 1 }]);
    expect(page.window.eval('Array.isArray(_kmq)')).toBe(true);
    await page.tick(60_000);
    await page.leave();
    expect(page.warnings).toHaveLength(1);
    expect(page.requests).toEqual([]);
    expect(page.cookieWrites).toEqual([]);
    expect(page.browser.storage.log).toEqual([]);
    expect(page.errors).toEqual([]);
    expect(callback.mock.calls).toEqual([[]]);
  });
});

describe('automatic hits and early ones (C2)', () => {
  it('stand before them, at the time the page started', async () => {
    const page = await openPage({
      automatic: true,
      early: [
        ['identify', ADA],
        ['record', 'Viewed Pricing'],
      ],
    });
    await page.sent();
    const events = page.hits().filter(({ kind }) => kind === 'event');
    expect(events.map(({ name }) => name)).toEqual(['Page View', 'Visited Site', 'Viewed Pricing']);
    const [view, visit, pricing] = events.map(({ time }) => Math.round(time! * 1000) - START);
    expect(view).toBe(0);
    expect(visit).toBeLessThan(LOAD_MS / 2);
    expect(visit).toBeGreaterThan(0);
    expect(pricing).toBeGreaterThanOrEqual(LOAD_MS);
    expect(events.map(({ person }) => person)).toEqual([ADA, ADA, ADA]);
  });

  it('leave in one batch, in the task of the load (D3)', async () => {
    const page = await openPage({ automatic: true, early: [['record', 'A']] });
    expect(page.batches()).toHaveLength(1);
    expect(page.batches()[0]!.hits.map(({ name }) => name)).toEqual([
      'Page View',
      'Visited Site',
      'A',
    ]);
  });

  it('have the time of the activation of a prerendered page', async () => {
    const page = await openPage({ automatic: true, activation: 200 });
    await page.sent();
    expect(Math.round(page.hits()[0]!.time! * 1000) - START).toBe(200);
  });

  it.each([
    ['configure', [['configure', { pageViews: false, visits: false }]]],
    [
      'KM_SKIP_… set by a pushed function',
      [
        function skip() {
          for (const { window } of pages)
            Object.assign(window, { KM_SKIP_PAGE_VIEW: 1, KM_SKIP_VISITED_SITE: 1 });
        },
      ],
    ],
  ])('obey %s in the early queue, wherever it stands', async (_, settings) => {
    const page = await openPage({
      automatic: true,
      prepare: (window) => pages.splice(0, 1, { window }),
      early: [['record', 'A'], ...settings],
    });
    expect(await page.sent()).toEqual([['A', {}]]);
  });
  const pages: { window: object }[] = [];

  it('apply configure before anything else in the early queue (client.md: Commands)', async () => {
    const page = await openPage({
      early: [
        ['record', 'A'],
        ['configure', { endpoint: 'https://other.example.com/in/' }],
      ],
    });
    await page.sent();
    expect(page.batches().map(({ url }) => url.origin + url.pathname)).toEqual([
      'https://other.example.com/in/',
    ]);
  });
});

describe('members of KM by name (C6)', () => {
  it.each([
    [['pageView'], 'Page View'],
    [['signedUp', 'Pro'], 'Signed Up'],
    [['billed', 5, 'x'], 'Billed'],
    [['cancelled'], 'Canceled'],
  ])('%j', async (item, name) => {
    const page = await openPage();
    page.push(item);
    expect((await page.sent())[0]![0]).toBe(name);
  });

  it('are all there', async () => {
    const names = `record set identify alias clearIdentity trackClick trackClickOnOutboundLink
      trackSubmit trackForm pageView signedUp upgraded downgraded billed canceled cancelled setReferrer
      trackSearchHits checkForUTM au rvs tr configure optOut optIn register unregister flush i ts u rf
      uprts p um urm ab gc sc`.split(/\s+/);
    const { KM } = (await openPage()).window;
    expect(names.filter((name) => typeof KM[name] !== 'function')).toEqual([]);
  });
});

describe('the library, loaded twice (C7)', () => {
  it('is harmless under two names: the second copy hands its queue to the first', async () => {
    const page = await openPage({ automatic: true, early: [['record', 'A']] });
    const first = page.window._kmq;
    await page.load('kmq', 'https://t.example.com/other-name.js');
    await page.load('kmq-lite', 'https://t.example.com/third.js');
    expect(page.window._kmq).toBe(first);
    page.push(['record', 'B']);
    const names = (await page.sent()).map(([name]) => name);
    expect(names).toEqual(['Page View', 'Visited Site', 'A', 'B']);
    expect(page.warnings).toEqual([]);
  });

  it('runs what a page put into a queue of its own between the two', async () => {
    const page = await openPage();
    page.window._kmq = [['record', 'A']];
    await page.load('kmq', 'https://t.example.com/other-name.js');
    page.push(['record', 'B']);
    expect(await page.sent()).toEqual([
      ['A', {}],
      ['B', {}],
    ]);
  });

  it('warns when the second copy has another key', async () => {
    const page = await openPage();
    page.window._kmk = 'another';
    await page.load('kmq', 'https://t.example.com/another.2.js');
    page.push(['record', 'A']);
    expect(await page.sent()).toEqual([['A', {}]]);
    expect(page.warnings).toHaveLength(1);
    expect(page.batches()[0]!.url.searchParams.get('_k')).toBe('demo');
  });
});

describe('what the snippet has sent (D11)', () => {
  it('is run for its state only', async () => {
    const page = await openPage({
      cookies: { km_ai: ANON },
      early: [
        ['record', 'A', {}, () => undefined],
        ['identify', ADA],
        ['register', { Plan: 'Pro' }],
        ['record', 'B'],
      ],
      prepare: ({ _kmq }) => Object.assign(_kmq, { sent: 3 }),
    });
    expect(await page.sent()).toEqual([['B', { Plan: 'Pro' }]]);
    expect(page.hits()[0]!.person).toBe(ADA);
    expect(page.cookies()).toMatchObject({ km_ai: ANON, km_ni: ADA });
  });

  it.each([0, undefined, Number.NaN, 'x', -1])('is nothing for sent: %s', async (sent) => {
    const page = await openPage({
      early: [['record', 'A']],
      prepare: ({ _kmq }) => Object.assign(_kmq, { sent }),
    });
    expect(await page.sent()).toEqual([['A', {}]]);
  });
});

describe('the endpoint (C29)', () => {
  it.each([
    ['https://t.example.com/demo.2.js', 'https://t.example.com/'],
    [
      'https://www.example.com/first/party/path/anything.js?v=3#x',
      'https://www.example.com/first/party/path/',
    ],
  ])('%s → %s', async (src, endpoint) => {
    const page = await openPage({ src });
    page.push(['record', 'A']);
    await page.sent();
    const { url } = page.batches()[0]!;
    expect(url.origin + url.pathname).toBe(endpoint);
    expect(url.searchParams.get('_k')).toBe('demo');
    expect(+url.searchParams.get('_s')!).toBeCloseTo(page.batches()[0]!.at / 1000, 3);
  });
});

describe('a prerendered page (C18)', () => {
  it('sends nothing until it is activated', async () => {
    let prerendering = true;
    const page = await openPage({
      automatic: true,
      early: [['record', 'A']],
      prepare: ({ document }) =>
        Object.defineProperty(document, 'prerendering', {
          configurable: true,
          get: () => prerendering,
        }),
    });
    page.push(['record', 'B']);
    await page.tick(10_000);
    expect(page.requests).toEqual([]);
    expect(page.cookies()).toEqual({});
    prerendering = false;
    page.document.dispatchEvent(new page.window.Event('prerenderingchange'));
    expect((await page.sent()).map(([name]) => name)).toEqual([
      'Page View',
      'Visited Site',
      'A',
      'B',
    ]);
    expect(page.hits().at(0)!.time! * 1000).toBeGreaterThanOrEqual(START);
  });
});

describe('two copies of the page', () => {
  it('have queues of their own', async () => {
    const browser = openBrowser();
    const [one, two] = [await browser.open(), await browser.open()];
    one.push(['record', 'A']);
    two.push(['record', 'B']);
    await browser.tick(2_000);
    expect([one.calls(), two.calls()]).toEqual([[['A', {}]], [['B', {}]]]);
  });
});
