import { describe, expect, it, vi } from 'vitest';
import type { Hit } from '../../src/wire.js';
import { ADA, ANON } from './support/ids.js';
import {
  LOAD_MS,
  openBrowser,
  openPage,
  type Page,
  type PageOptions,
  START,
} from './support/page.js';

const REQUIRED: PageOptions = { early: [['configure', { consent: 'required' }]] };

/** What was written to storage, or removed from it. */
const touched = ({ browser }: Page): string[] =>
  browser.log.filter((entry) => /^(write|remove) /.test(entry));

/** Keys in storage that are ours. */
const stored = (page: Page): string[] => [...page.browser.storage.items.keys()];

describe("consent: 'required' (C30)", () => {
  it('keeps calls in memory: no cookie, no storage, no request', async () => {
    const page = await openPage({ ...REQUIRED, automatic: true });
    page.push(
      ['record', 'A'],
      ['identify', ADA],
      ['set', { a: 1 }],
      ['register', { b: 1 }],
      ['alias', 'x', 'y'],
      ['clearIdentity'],
    );
    page.window.KM.i!();
    page.window.KM.sc!('test', '1');
    await page.tick(120_000);
    page.hide();
    page.show();
    await page.tick(1_000);
    expect(page.requests).toEqual([]);
    expect(page.cookies()).toEqual({});
    expect(touched(page)).toEqual([]);
    expect(page.errors).toEqual([]);
    await page.leave();
    expect(page.requests).toEqual([]);
    expect(stored(page)).toEqual([]);
  });

  it('sends them after optIn, in order, with their original times', async () => {
    const page = await openPage({ ...REQUIRED, automatic: true });
    page.push(['record', 'A'], ['identify', ADA]);
    await page.tick(5_000);
    page.push(['record', 'B', { n: 1 }]);
    await page.tick(5_000);
    page.push(['optIn'], ['record', 'C']);
    await page.sent();
    const hits = page.hits().filter(({ kind }) => kind === 'event');
    expect(hits.map(({ name }) => name)).toEqual(['Page View', 'Visited Site', 'A', 'B', 'C']);
    const times = hits.map(({ time }) => Math.round(time! * 1000) - START);
    expect(times[0]).toBe(0);
    expect(times[2]).toBeGreaterThanOrEqual(LOAD_MS);
    expect(times[2]).toBeLessThan(LOAD_MS + 50);
    expect(times[3]).toBe(LOAD_MS + 5_000);
    expect(times[4]).toBe(LOAD_MS + 10_000);
    expect(hits.slice(3).map(({ person }) => person)).toEqual([ADA, ADA]);
    expect(page.cookies()).toMatchObject({ km_c: '1', km_ni: ADA });
  });

  it('keeps what the page gave as it was at the call', async () => {
    const page = await openPage(REQUIRED);
    const properties = { Plan: 'Pro' };
    page.push(['record', 'A', properties]);
    properties.Plan = 'Free';
    page.push(['optIn']);
    expect(await page.sent()).toEqual([['A', { Plan: 'Pro' }]]);
  });

  it('keeps 1,000 calls at most', async () => {
    const page = await openPage(REQUIRED);
    for (let n = 0; n < 1_200; n++) page.push(['record', `${n}`]);
    page.push(['optIn']);
    await page.tick(10_000);
    const names = page.hits().map(({ name }) => name);
    // Calls of the load itself may be among the 1,000.
    expect(names.length).toBeGreaterThan(980);
    expect(names).toEqual(Array.from({ length: Math.min(names.length, 1_000) }, (_, n) => `${n}`));
  });

  it('remembers the yes on the next page, and for all subdomains', async () => {
    const page = await openPage(REQUIRED);
    page.push(['optIn']);
    expect(page.cookie('km_c')).toMatchObject([{ value: '1', domain: 'example.com' }]);
    await page.leave();
    const next = await page.browser.open({ ...REQUIRED, url: 'https://shop.example.com/' });
    next.push(['record', 'A']);
    expect(await next.sent()).toEqual([['A', {}]]);
  });

  it('forgets the calls after optOut', async () => {
    const page = await openPage(REQUIRED);
    page.push(['record', 'A'], ['optOut'], ['record', 'B']);
    await page.tick(10_000);
    page.push(['optIn'], ['record', 'C']);
    expect(await page.sent()).toEqual([['C', {}]]);
  });

  it('lets an early optIn count', async () => {
    const page = await openPage({
      early: [['record', 'A'], ['optIn'], ['configure', { consent: 'required' }]],
    });
    expect(await page.sent()).toEqual([['A', {}]]);
  });

  it('hears of the yes of another tab, and of the id that it made', async () => {
    const browser = openBrowser();
    const [one, two] = [await browser.open(REQUIRED), await browser.open(REQUIRED)];
    one.window.KM.i!();
    one.push(['record', 'A']);
    two.push(['optIn'], ['record', 'B']);
    const id = two.window.KM.i!();
    await browser.tick(10_000);
    one.push(['record', 'C']);
    await browser.tick(2_000);
    expect(one.window.KM.i!()).toBe(id);
    expect(one.cookies().km_ai).toBe(id);
    expect(one.hits().map(({ name, person }) => [name, person])).toEqual([
      ['A', id],
      ['C', id],
    ]);
  });

  it('may be asked for after the load: from then on calls wait', async () => {
    const page = await openPage();
    page.push(['configure', { consent: 'required' }], ['record', 'A']);
    await page.tick(5_000);
    expect(page.requests).toEqual([]);
    page.push(['optIn']);
    expect(await page.sent()).toEqual([['A', {}]]);
  });
});

describe('optOut (C30)', () => {
  it('deletes the waiting hits and our cookies, except the choice', async () => {
    const page = await openPage({
      automatic: true,
      cookies: { km_ai: ANON, km_ni: ADA, other: 'kept' },
    });
    page.window.KM.ab!('Test', ['a', 'b']);
    page.push(['record', 'A'], ['register', { Plan: 'Pro' }]);
    await page.tick(0);
    page.push(['optOut']);
    expect(page.cookies()).toEqual({ km_c: '0', other: 'kept' });
    expect(stored(page)).toEqual([]);
    await page.tick(0);
    expect(stored(page)).toEqual([]);
  });

  it('aborts what is in flight, and nothing is sent any more', async () => {
    const page = await openPage({ cookies: { km_ni: ADA } });
    page.push(['record', 'A', {}, () => undefined]);
    await page.tick(10);
    expect(page.batches()).toHaveLength(1);
    page.push(['optOut'], ['record', 'B'], ['identify', ADA], ['flush']);
    expect(page.batches()[0]!.init.signal!.aborted).toBe(true);
    await page.tick(600_000);
    page.hide();
    await page.tick(1_000);
    await page.leave();
    expect(page.requests).toHaveLength(1);
    expect(page.cookies()).toEqual({ km_c: '0' });
    expect(stored(page)).toEqual([]);
    expect(page.errors).toEqual([]);
  });

  it('holds for the next pages', async () => {
    const page = await openPage();
    page.push(['optOut']);
    await page.leave();
    const next = await page.browser.open({ automatic: true, early: [['record', 'A']] });
    next.push(['record', 'B'], ['identify', ADA]);
    await next.tick(60_000);
    await next.leave();
    expect(next.requests).toEqual([]);
    expect(next.cookies()).toEqual({ km_c: '0' });
  });

  it('is undone by optIn', async () => {
    const page = await openPage();
    page.push(['optOut'], ['record', 'A'], ['optIn'], ['record', 'B']);
    expect(await page.sent()).toEqual([['B', {}]]);
    expect(page.cookies()).toMatchObject({ km_c: '1' });
  });

  it('in another tab is heard before the next flush', async () => {
    const browser = openBrowser();
    const [one, two] = [await browser.open(), await browser.open()];
    two.push(['record', 'A']);
    one.push(['optOut']);
    await browser.tick(60_000);
    expect(browser.requests).toEqual([]);
    two.push(['record', 'B']);
    await browser.tick(60_000);
    expect(browser.requests).toEqual([]);
    expect(stored(two)).toEqual([]);
    expect(two.cookies()).toEqual({ km_c: '0' });
  });

  it('on another subdomain drops what this one has, at its next load', async () => {
    const browser = openBrowser();
    browser.collector = () => 'lost';
    const page = await browser.open();
    page.push(['record', 'A']);
    await page.sent();
    await page.leave();
    expect(stored(page)).not.toEqual([]);
    browser.jar.setCookieSync('km_c=0;path=/;domain=example.com', 'https://shop.example.com/');
    const next = await browser.open();
    await next.tick(60_000);
    expect(next.requests).toEqual([]);
    expect(stored(next)).toEqual([]);
  });

  it('takes back for good what was recorded in its task', async () => {
    const page = await openPage();
    page.push(['record', 'A', {}, () => undefined], ['set', { a: 1 }], ['optOut']);
    await page.tick(5_000);
    page.push(['optIn'], ['record', 'B']);
    expect(await page.sent()).toEqual([['B', {}]]);
  });

  it('takes back for good what was in a request that fails', async () => {
    const page = await openPage();
    page.answer('lost');
    page.push(['record', 'A', {}, () => undefined]);
    await page.tick(10);
    const before = page.batches().length;
    page.push(['optOut']);
    await page.tick(5_000);
    page.push(['optIn'], ['record', 'B']);
    await page.tick(60_000);
    expect(before).toBe(1);
    expect(
      page
        .batches()
        .slice(before)
        .flatMap(({ hits }) => hits.map(({ name }) => name)),
    ).toEqual(['B']);
  });

  it('in the early queue comes before the automatic trackers', async () => {
    const page = await openPage({ automatic: true, early: [['optOut']] });
    await page.tick(60_000);
    expect(page.requests).toEqual([]);
    expect(page.cookies()).toEqual({ km_c: '0' });
  });
});

describe('signals of the browser (C30)', () => {
  const SIGNALS: [signal: Record<string, unknown>, setting: string][] = [
    [{ globalPrivacyControl: true }, 'respectGpc'],
    [{ doNotTrack: '1' }, 'respectDnt'],
  ];

  const open = (signal: Record<string, unknown>, settings: object, more: PageOptions = {}) =>
    openPage({
      automatic: true,
      early: [['configure', settings]],
      prepare: ({ navigator }) => {
        for (const [name, value] of Object.entries(signal))
          Object.defineProperty(navigator, name, { configurable: true, value });
      },
      ...more,
    });

  it.each(SIGNALS)('%j counts for nothing by default', async (signal) => {
    const page = await open(signal, {});
    expect(await page.sent()).toHaveLength(2);
  });

  it.each(SIGNALS)('%j is as opted out with %s', async (signal, setting) => {
    const page = await open(signal, { [setting]: true });
    page.push(['record', 'A']);
    await page.tick(60_000);
    await page.leave();
    expect(page.requests).toEqual([]);
    expect(page.cookies()).toEqual({});
  });

  it.each(SIGNALS)('%j does not undo an explicit yes, with %s', async (signal, setting) => {
    const page = await open(signal, { [setting]: true }, { cookies: { km_c: '1' } });
    expect(await page.sent()).toHaveLength(2);
  });

  it.each([{ globalPrivacyControl: false }, { doNotTrack: '0' }, { doNotTrack: 'unspecified' }])(
    '%j is no objection',
    async (signal) => {
      const page = await open(signal, { respectGpc: true, respectDnt: true });
      expect(await page.sent()).toHaveLength(2);
    },
  );
});

describe("persistence: 'memory' (C30)", () => {
  it('uses no cookie and no storage at all, and tracks', async () => {
    const page = await openPage({
      automatic: true,
      early: [['configure', { persistence: 'memory' }]],
    });
    page.push(['identify', ADA], ['register', { a: 1 }], ['record', 'A']);
    const names = (await page.sent()).map(([name]) => name);
    expect(names).toEqual(['Page View', 'Visited Site', 'alias', 'A']);
    page.window.KM.ab!('Test', ['a', 'b']);
    await page.sent();
    expect(page.cookieWrites).toEqual([]);
    expect(touched(page)).toEqual([]);
    expect(
      new Set(
        page
          .hits()
          .slice(0, 3)
          .map(({ person }) => person),
      ).size,
    ).toBe(1);
    await page.leave();
    expect(touched(page)).toEqual([]);
  });

  it('remembers a choice for the page alone', async () => {
    const page = await openPage({
      early: [['configure', { persistence: 'memory', consent: 'required' }]],
    });
    page.push(['record', 'A']);
    await page.tick(2_000);
    expect(page.requests).toEqual([]);
    page.push(['optIn']);
    expect(await page.sent()).toEqual([['A', {}]]);
    page.push(['optOut'], ['record', 'B']);
    expect(await page.sent()).toEqual([['A', {}]]);
    expect(page.cookies()).toEqual({});
  });
});

describe('beforeSend (C31)', () => {
  const open = (beforeSend: unknown, options: PageOptions = {}) =>
    openPage({ ...options, early: [['configure', { beforeSend }], ...(options.early ?? [])] });

  it('sees each hit once, synchronously, before it is stored', async () => {
    const seen: [Hit, number][] = [];
    const page = await open(
      (hit: Hit) => {
        seen.push([{ ...hit, properties: { ...hit.properties } }, page.browser.storage.log.length]);
        return hit;
      },
      { cookies: { km_ai: ANON } },
    );
    const before = page.browser.storage.log.filter((entry) =>
      entry.startsWith('write kmq:'),
    ).length;
    page.push(['record', 'A', { Plan: 'Pro' }]);
    expect(seen).toHaveLength(1);
    expect(page.browser.storage.log.filter((entry) => entry.startsWith('write kmq:'))).toHaveLength(
      before,
    );
    page.push(['identify', ADA], ['set', { a: 1 }]);
    await page.sent();
    expect(seen.map(([hit]) => hit)).toMatchObject([
      { kind: 'event', name: 'A', person: ANON, properties: { Plan: 'Pro' } },
      { kind: 'alias', name: ADA, person: ANON },
      { kind: 'set', person: ADA, properties: { a: '1' } },
    ]);
  });

  it('sees a hit once, also when it is sent again', async () => {
    const beforeSend = vi.fn((hit: Hit) => hit);
    const page = await open(beforeSend);
    page.answer('lost', { status: 500 });
    page.push(['record', 'A']);
    await page.tick(60_000);
    expect(page.batches().length).toBeGreaterThan(1);
    expect(beforeSend).toHaveBeenCalledTimes(1);
  });

  it.each<[what: string, beforeSend: (hit: Hit) => unknown, calls: unknown[]]>([
    ['may drop it', ({ name }) => (name === 'A' ? null : undefined), [['B', {}]]],
    [
      'may change it in place',
      (hit) => {
        hit.properties.a = 'x';
      },
      [
        ['A', { a: 'x', secret: '1' }],
        ['B', { a: 'x' }],
      ],
    ],
    [
      'may answer another one',
      (hit) => ({ ...hit, name: `${hit.name}!`, properties: {} }),
      [
        ['A!', {}],
        ['B!', {}],
      ],
    ],
    [
      'may answer one that the wire must set right (C10)',
      (hit) => ({ ...hit, properties: { n: 5, date: new Date(0), nested: {}, 'a:b': true } }),
      [
        ['A', { n: '5', date: '1970-01-01T00:00:00.000Z', 'a b': 'true' }],
        ['B', { n: '5', date: '1970-01-01T00:00:00.000Z', 'a b': 'true' }],
      ],
    ],
    ['may answer nonsense: the hit is dropped or sent, never an exception', () => ({}), []],
  ])('%s', async (_, beforeSend, calls) => {
    const page = await open(beforeSend);
    page.push(['record', 'A', { secret: '1' }], ['record', 'B']);
    expect(await page.sent()).toEqual(calls);
  });

  it('drops the hit when it throws, and reports the error: it exists to redact', async () => {
    const page = await open(({ name }: Hit) => {
      if (name === 'A') throw new Error('while redacting');
    });
    expect(() => page.push(['record', 'A'], ['record', 'B'])).not.toThrow();
    expect(await page.sent()).toEqual([['B', {}]]);
    expect(page.errors).toHaveLength(1);
    expect(page.errors[0]).toContain('while redacting');
  });

  it('sees the automatic hits', async () => {
    const beforeSend = vi.fn((hit: Hit) => (hit.name === 'Page View' ? null : hit));
    const page = await open(beforeSend, { automatic: true });
    expect((await page.sent()).map(([name]) => name)).toEqual(['Visited Site']);
    expect(beforeSend).toHaveBeenCalledTimes(2);
  });

  it("sees a route's Page View once more when its title is completed (C20)", async () => {
    const titles: unknown[] = [];
    const page = await open(
      (hit: Hit) => {
        titles.push(hit.properties['Page Title']);
        hit.properties['Page Title'] = `${hit.properties['Page Title']}, redacted`;
      },
      { automatic: true, early: [['configure', { spa: true, visits: false }]] },
    );
    await page.sent();
    page.window.history.pushState(null, '', '/a');
    page.document.title = 'New';
    await page.sent();
    expect(titles).toEqual(['Title', undefined, 'New']);
    expect(
      page.calls().map(([, properties]) => (properties as Hit['properties'])['Page Title']),
    ).toEqual(['Title, redacted', 'New, redacted']);
  });
});

describe('redactUrl (C31)', () => {
  const redactUrl = (url: string) => url.replace(/token=\w+/, 'token=…');
  const OPTIONS: PageOptions = {
    url: 'https://www.example.com/?token=secret&utm_source=x',
    referrer: 'https://www.example.org/?token=secret',
    automatic: true,
    early: [['configure', { redactUrl }]],
  };

  it('is applied to every recorded address and referrer', async () => {
    const page = await openPage(OPTIONS);
    page.push(['pageView']);
    await page.sent();
    const properties = page.hits().map((hit) => JSON.stringify(hit.properties));
    expect(properties.filter((text) => text.includes('token=…')).length).toBeGreaterThanOrEqual(5);
    expect(properties.join()).not.toContain('secret');
  });

  it('that throws lets nothing through unredacted', async () => {
    const page = await openPage({
      ...OPTIONS,
      early: [
        [
          'configure',
          {
            redactUrl() {
              throw new Error('while redacting');
            },
          },
        ],
        ['record', 'A'],
      ],
    });
    expect((await page.sent()).map(([name]) => name)).toContain('A');
    expect(JSON.stringify(page.hits())).not.toContain('secret');
    expect(page.errors.join()).toContain('while redacting');
  });
});
