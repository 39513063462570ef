import { describe, expect, it, vi } from 'vitest';
import { ADA } from './support/ids.js';
import { openBrowser, openPage, type Page, type PageOptions } from './support/page.js';

type Callback = () => void;
type Make = (callback: Callback) => unknown[];

/** Every command that takes a callback. */
const COMMANDS: [name: string, make: Make][] = [
  ['record(name, properties, callback)', (callback) => ['record', 'A', { a: 1 }, callback]],
  ['record(name, callback)', (callback) => ['record', 'A', callback]],
  ['record(null, properties, callback)', (callback) => ['record', null, { a: 1 }, callback]],
  ['set(properties, callback)', (callback) => ['set', { a: 1 }, callback]],
];

describe.each(COMMANDS)('%s (C9)', (_, make) => {
  it('flushes at once and calls back on the receipt, once, without arguments', async () => {
    const page = await openPage();
    const callback = vi.fn();
    page.push(make(callback));
    expect(callback).not.toHaveBeenCalled();
    await page.tick(0);
    expect(page.batches()).toHaveLength(1);
    expect(callback).not.toHaveBeenCalled();
    await page.tick(100);
    expect(callback.mock.calls).toEqual([[]]);
    await page.tick(10_000);
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it.each(['silent', 'lost'] as const)(
    'calls back after a second when the answer is %s',
    async (reply) => {
      const page = await openPage();
      page.browser.collector = () => reply;
      const callback = vi.fn();
      page.push(make(callback));
      await page.tick(999);
      expect(callback).not.toHaveBeenCalled();
      await page.tick(1);
      expect(callback.mock.calls).toEqual([[]]);
      await page.tick(600_000);
      expect(callback).toHaveBeenCalledTimes(1);
    },
  );

  it('goes on being delivered after the second', async () => {
    const page = await openPage();
    page.answer('lost', 'lost');
    page.push(make(vi.fn()));
    await page.tick(60_000);
    expect(page.browser.storage.items.size).toBeLessThanOrEqual(3);
    expect([...page.browser.storage.items.values()].join()).not.toMatch(/_n=A|^s\?/);
  });
});

const DROPPED: [what: string, options: PageOptions, item?: Make][] = [
  ['the person opted out', { cookies: { km_c: '0' } }],
  ['the page is muted by KM_DNT', { globals: { KM_DNT: true } }],
  ['the page is muted by KMDNTH', { globals: { KMDNTH: true } }],
  ['there is no key', { globals: { _kmk: undefined } }],
  ['beforeSend drops it', { early: [['configure', { beforeSend: () => null }]] }],
  [
    'beforeSend throws',
    {
      early: [
        [
          'configure',
          {
            beforeSend() {
              throw new Error('redacting');
            },
          },
        ],
      ],
    },
  ],
  ['it sets nothing', {}, (callback) => ['set', {}, callback]],
  ['it records nothing', {}, (callback) => ['record', '', {}, callback]],
  [
    'its identity is too long',
    {},
    (callback) => ['record', 'A', { _p: 'x'.repeat(256) }, callback],
  ],
  ['consent is awaited', { early: [['configure', { consent: 'required' }]] }],
];

describe('a callback of a call that is dropped because (C9)', () => {
  it.each(DROPPED)('%s: once, asynchronously', async (_, options, item) => {
    const page = await openPage(options);
    const callback = vi.fn();
    page.push(item ? item(callback) : ['record', 'A', {}, callback]);
    expect(callback).not.toHaveBeenCalled();
    await page.tick(1_000);
    expect(callback.mock.calls).toEqual([[]]);
    await page.tick(60_000);
    expect(callback).toHaveBeenCalledTimes(1);
    expect(page.requests).toEqual([]);
  });

  it('an opt-out comes while it waits', async () => {
    const page = await openPage();
    page.browser.collector = () => 'silent';
    const callback = vi.fn();
    page.push(['record', 'A', {}, callback], ['optOut']);
    await page.tick(60_000);
    expect(callback.mock.calls).toEqual([[]]);
  });

  it('too many wait for consent', async () => {
    const page = await openPage({ early: [['configure', { consent: 'required' }]] });
    for (let n = 0; n < 1_000; n++) page.push(['record', `${n}`]);
    const callback = vi.fn();
    page.push(['record', 'one too many', {}, callback]);
    await page.tick(1_000);
    expect(callback.mock.calls).toEqual([[]]);
  });

  it('the outbox is over its bounds', async () => {
    const page = await openPage({ early: [['configure', { maxHits: 2 }]] });
    page.browser.collector = () => 'lost';
    const callbacks = [0, 1, 2, 3].map(() => vi.fn());
    for (const callback of callbacks) page.push(['record', 'A', {}, callback]);
    await page.tick(60_000);
    for (const callback of callbacks) expect(callback.mock.calls).toEqual([[]]);
  });
});

describe('callbacks (C9)', () => {
  it('contain their errors', async () => {
    const page = await openPage();
    const after = vi.fn();
    page.push(
      [
        'record',
        'A',
        {},
        () => {
          throw new Error('in a callback');
        },
      ],
      ['record', 'B', {}, after],
    );
    await page.tick(2_000);
    expect(after).toHaveBeenCalledTimes(1);
    expect(page.errors).toHaveLength(1);
    expect(page.errors[0]).toContain('in a callback');
  });

  it.each([null, 'text', {}, 7])('that are none do no harm: %j', async (callback) => {
    const page = await openPage();
    page.push(['record', 'A', {}, callback], ['set', { a: 1 }, callback], ['flush', callback]);
    expect(await page.sent()).toEqual([
      ['A', {}],
      ['set', { a: '1' }],
    ]);
    expect(page.errors).toEqual([]);
  });

  it('may push', async () => {
    const page = await openPage();
    page.push(['record', 'A', {}, () => page.push(['record', 'B'])]);
    expect(await page.sent()).toEqual([
      ['A', {}],
      ['B', {}],
    ]);
  });

  it('run for each of the calls of one batch', async () => {
    const page = await openPage();
    const callbacks = [vi.fn(), vi.fn(), vi.fn()];
    for (const callback of callbacks) page.push(['record', 'A', {}, callback]);
    await page.tick(100);
    for (const callback of callbacks) expect(callback.mock.calls).toEqual([[]]);
  });

  it('run early: the hit is in the first batch', async () => {
    const callback = vi.fn();
    const page = await openPage({ automatic: true, early: [['record', 'A', {}, callback]] });
    await page.tick(100);
    expect(callback.mock.calls).toEqual([[]]);
    expect(page.batches()).toHaveLength(1);
  });

  it('run for a hit the collector rejects: it is settled (W11)', async () => {
    const page = await openPage();
    page.answer({ body: { accepted: 0, rejected: [{ line: 0, reason: 'missing_name' }] } });
    const callback = vi.fn();
    page.push(['record', 'A', {}, callback]);
    await page.tick(100);
    expect(callback.mock.calls).toEqual([[]]);
  });

  const flushed = async (page: Page, ms: number) => {
    const callback = vi.fn();
    page.push(['flush', callback]);
    expect(callback).not.toHaveBeenCalled();
    await page.tick(ms);
    return callback.mock.calls;
  };

  it('flush calls back when what waited has arrived', async () => {
    const page = await openPage();
    page.push(['record', 'A'], ['record', 'B']);
    expect(await flushed(page, 100)).toEqual([[]]);
    expect(page.calls()).toHaveLength(2);
  });

  it('flush calls back when nothing waits', async () => {
    expect(await flushed(await openPage(), 1_000)).toEqual([[]]);
  });

  it('flush calls back after a second, and when nobody may send', async () => {
    const page = await openPage();
    page.browser.collector = () => 'silent';
    page.push(['record', 'A']);
    expect(await flushed(page, 1_000)).toEqual([[]]);
    page.push(['optOut']);
    expect(await flushed(page, 1_000)).toEqual([[]]);
  });

  it('of a page that leaves are not called twice', async () => {
    const browser = openBrowser();
    const page = await browser.open({ cookies: { km_ni: ADA } });
    const callback = vi.fn();
    page.push(['record', 'A', {}, callback]);
    await page.tick(10);
    await page.leave({ persisted: true });
    await page.tick(3_000);
    await page.restore();
    await page.tick(10_000);
    expect(callback.mock.calls).toEqual([[]]);
    expect(browser.hits().filter(({ name }) => name === 'A')).toHaveLength(1);
  });
});
