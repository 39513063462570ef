import { describe, expect, it, vi } from 'vitest';
import { accept, type Collector, type Reply } from './support/network.js';
import { openBrowser, openPage, type Page } from './support/page.js';

const KEEPALIVE_BYTES = 65_536;
const BATCH_BYTES = 60_000;
const MINUTE_MS = 60_000;

/** What the collector answers to a batch that it does not take at all. */
const REFUSAL = { error: { code: 'line_too_long', message: 'A line is longer than 16384 bytes.' } };

/** Names of the events in each batch. */
const names = (page: Page): (string | undefined)[][] =>
  page.batches().map(({ hits }) => hits.map(({ name }) => name));

/** Lines that wait on this device. */
const stored = ({ browser }: Page): string[] =>
  [...browser.storage.items]
    .filter(([key]) => /^kmq:demo:[^:]+:\d+$/.test(key))
    .flatMap(([, value]) => value.split('\n'));

/** Records hits, each in a task of its own, as a page does. */
const record = async (
  page: Page,
  count: number,
  bytes = 0,
  callback?: () => void,
): Promise<void> => {
  const text = 'x'.repeat(Math.min(bytes, 2_000));
  const more = Object.fromEntries(
    Array.from({ length: Math.ceil(bytes / 2_000) }, (_, n) => [`p${n}`, text]),
  );
  for (let n = 0; n < count; n++) {
    page.push(['record', `${n}`, more, callback]);
    await page.tick(0);
  }
};

/** Accepts what does not hold the name. */
const unless =
  (name: string, reply: Reply): Collector =>
  (sent) =>
    sent.hits.some((hit) => hit.name === name) ? reply : accept(sent);

describe('a receipt (D2)', () => {
  const ONE = { accepted: 1, rejected: [] };
  const REPLIES: [what: string, reply: Reply, isReceipt: boolean][] = [
    ['one accepted', { body: ONE }, true],
    ['one rejected', { body: { accepted: 0, rejected: [{ line: 0, reason: 'x' }] } }, true],
    ['another 2xx', { status: 202, body: ONE }, true],
    ['none accounted for', { body: { accepted: 0, rejected: [] } }, false],
    ['more accounted for', { body: { accepted: 2, rejected: [] } }, false],
    ['a count that is text', { body: { accepted: '1', rejected: [] } }, false],
    ['no rejections', { body: { accepted: 1 } }, false],
    ['a page of HTML', { body: '<!doctype html><title>Welcome</title>' }, false],
    ['nothing', { body: '' }, false],
    ['204', { status: 204 }, false],
    ['null', { body: 'null' }, false],
    ['a number', { body: '1' }, false],
    ['an error with a fitting body', { status: 500, body: ONE }, false],
    ['an overload with a fitting body', { status: 503, body: ONE }, false],
    ['no answer that can be read', 'lost', false],
    ['nothing at all', 'silent', false],
  ];

  it.each(REPLIES)('%s', async (_, reply, isReceipt) => {
    const page = await openPage();
    page.window.Math.random = () => 0.999;
    page.answer(reply);
    page.push(['record', 'A']);
    await page.tick(1_060);
    expect(page.batches()).toHaveLength(1);
    expect(stored(page)).toHaveLength(isReceipt ? 0 : 1);
    await page.tick(60_000);
    expect(page.batches()).toHaveLength(isReceipt ? 1 : 2);
    expect(page.hits()).toHaveLength(1);
    expect(stored(page)).toEqual([]);
    expect([page.errors, page.warnings]).toEqual([[], []]);
  });

  it('is not what a beacon answers: the copy stays, its repeat is the same line (W10)', async () => {
    const page = await openPage();
    page.push(['record', 'A']);
    await page.leave();
    expect(page.batches().map(({ via }) => via)).toEqual(['beacon']);
    expect(stored(page)).toEqual(page.batches()[0]!.lines);
    const next = await page.browser.open();
    await next.tick(20_000);
    expect(next.batches().map(({ lines }) => lines)).toEqual([page.batches()[0]!.lines]);
    expect(stored(next)).toEqual([]);
  });

  it('is waited for 30 s at most', async () => {
    const page = await openPage();
    page.answer('silent');
    page.push(['record', 'A', {}, () => undefined]);
    await page.tick(29_900);
    expect(page.batches()).toHaveLength(1);
    expect(page.batches()[0]!.init.signal!.aborted).toBe(false);
    await page.tick(200);
    expect(page.batches()[0]!.init.signal!.aborted).toBe(true);
    await page.tick(10_000);
    expect(page.batches()).toHaveLength(2);
  });
});

describe('a request (D2)', () => {
  it('survives the page, has no credentials and no header of its own', async () => {
    const page = await openPage();
    page.push(['record', 'A']);
    await page.sent();
    const { init } = page.batches()[0]!;
    expect(init).toMatchObject({ method: 'POST', keepalive: true, credentials: 'omit' });
    expect([...new Headers(init.headers).keys()].filter((name) => name !== 'content-type')).toEqual(
      [],
    );
    expect(init.mode ?? 'cors').toBe('cors');
  });

  it.each<[what: string, prepare: (window: Page['window']) => void]>([
    ['fetch', (window) => Reflect.set(window, 'fetch', undefined)],
    [
      'a fetch that throws',
      (window) =>
        Reflect.set(window, 'fetch', () => {
          throw new Error('of a page');
        }),
    ],
    ['sendBeacon', ({ navigator }) => Reflect.set(navigator, 'sendBeacon', undefined)],
    [
      'a sendBeacon that throws',
      ({ navigator }) =>
        Reflect.set(navigator, 'sendBeacon', () => {
          throw new Error('of a policy');
        }),
    ],
  ])('without %s: nothing is thrown, and the next page delivers', async (_, prepare) => {
    const page = await openPage({ prepare });
    page.push(['record', 'A']);
    await page.tick(5_000);
    page.push(['record', 'B']);
    await page.leave();
    expect(page.errors).toEqual([]);
    const next = await page.browser.open();
    await next.tick(20_000);
    expect(
      page.browser
        .hits()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['A', 'B']);
    expect(stored(next)).toEqual([]);
  });
});

describe('when hits are sent (D3)', () => {
  it('the first of a page in its task', async () => {
    const page = await openPage({
      early: [
        ['record', 'A'],
        ['record', 'B'],
      ],
    });
    expect(names(page)).toEqual([['A', 'B']]);
  });

  it('else after a second, together', async () => {
    const page = await openPage();
    page.push(['record', 'A']);
    await page.tick(900);
    page.push(['record', 'B']);
    await page.tick(99);
    expect(names(page)).toEqual([]);
    await page.tick(2);
    expect(names(page)).toEqual([['A', 'B']]);
  });

  it('50 hits at once', async () => {
    const page = await openPage();
    await record(page, 49);
    expect(names(page)).toEqual([]);
    await record(page, 1);
    expect(names(page).map(({ length }) => length)).toEqual([50]);
  });

  it('30 kB at once', async () => {
    const page = await openPage();
    await record(page, 4, 6_000);
    expect(names(page)).toEqual([]);
    await record(page, 1, 6_000);
    expect(names(page).map(({ length }) => length)).toEqual([5]);
  });

  it('those of a hidden page at once, by a request whose answer can be read', async () => {
    const page = await openPage();
    page.push(['record', 'A'], ['record', 'B']);
    await page.tick(10);
    page.hide();
    await page.tick(0);
    expect(page.batches()).toMatchObject([{ via: 'fetch', init: { keepalive: true } }]);
    await page.tick(100);
    expect(stored(page)).toEqual([]);
    page.push(['record', 'C']);
    await page.sent();
    expect(names(page)).toEqual([['A', 'B'], ['C']]);
  });

  it('many, in batches of at most 60,000 bytes, in order (D10, W12)', async () => {
    const page = await openPage();
    await record(page, 300, 900);
    await page.tick(MINUTE_MS);
    expect(page.hits().map(({ name }) => name)).toEqual(
      Array.from({ length: 300 }, (_, n) => `${n}`),
    );
    expect(Math.max(...page.batches().map(({ body }) => body.length))).toBeLessThanOrEqual(
      BATCH_BYTES,
    );
    expect(stored(page)).toEqual([]);
  });

  it('in the order in which they were recorded, also when one is urgent (D10)', async () => {
    const page = await openPage();
    page.push(['record', 'A']);
    await page.tick(10);
    page.push(['record', 'B', {}, () => undefined], ['record', 'C']);
    await page.sent();
    expect(page.hits().map(({ name }) => name)).toEqual(['A', 'B', 'C']);
  });

  it('an urgent one does not wait for the answer of another', async () => {
    const page = await openPage();
    page.answer('silent');
    page.push(['record', 'A', {}, () => undefined]);
    await page.tick(10);
    page.push(['record', 'B', {}, () => undefined]);
    await page.tick(0);
    expect(names(page)).toEqual([['A'], ['B']]);
  });
});

describe('leaving (D3)', () => {
  it.each([
    [true, '1'],
    [false, null],
  ])('tells whether a program drives the browser (S26): %s', async (webdriver, told) => {
    const page = await openPage();
    Object.defineProperty(page.window.navigator, 'webdriver', { value: webdriver });
    page.push(['record', 'A']);
    await page.sent();
    page.push(['record', 'B']);
    await page.leave();
    expect(page.batches().map(({ url }) => url.searchParams.get('_w'))).toEqual([told, told]);
  });

  it('is one beacon with what waits', async () => {
    const page = await openPage();
    page.push(['record', 'A']);
    await page.tick(10);
    page.push(['record', 'B']);
    await page.leave();
    expect(page.batches().map(({ via }) => via)).toEqual(['beacon']);
    expect(names(page)).toEqual([['A', 'B']]);
    const { url } = page.batches()[0]!;
    expect([url.searchParams.get('_k'), url.searchParams.has('_s')]).toEqual(['demo', true]);
  });

  it('sends nothing where nothing waits', async () => {
    const page = await openPage({ automatic: true });
    await page.sent();
    const before = page.requests.length;
    await page.leave();
    expect(page.requests).toHaveLength(before);
  });

  it('does not repeat what is in a request that survives the page', async () => {
    const page = await openPage();
    page.browser.collector = () => 'silent';
    page.push(['record', 'A', {}, () => undefined]);
    await page.tick(10);
    page.push(['record', 'B']);
    await page.leave();
    expect(names(page)).toEqual([['A'], ['B']]);
    expect(stored(page)).toHaveLength(2);
  });

  it('repeats what is in a request that dies with the page', async () => {
    const page = await openPage();
    page.browser.collector = () => 'silent';
    await record(page, 10, 8_000, () => undefined);
    const dying = page.batches().filter(({ init }) => !init.keepalive);
    expect(dying.length).toBeGreaterThan(0);
    const sendBeacon = vi.fn((_url: string, _body: string) => true);
    Reflect.set(page.window.navigator, 'sendBeacon', sendBeacon);
    await page.leave();
    expect(sendBeacon.mock.calls.map(([, body]) => body.split('\n'))).toEqual([
      dying.flatMap(({ lines }) => lines),
    ]);
  });

  it('takes the oldest, 60,000 bytes at most; the rest waits', async () => {
    const page = await openPage();
    page.browser.collector = () => 'lost';
    await record(page, 40, 3_800);
    await page.tick(40_000);
    const all = stored(page);
    expect(all).toHaveLength(40);
    const before = page.requests.length;
    await page.leave();
    const beacons = page.requests.slice(before).filter(({ via }) => via === 'beacon');
    expect(beacons).toHaveLength(1);
    const [{ body, lines }] = beacons as [(typeof beacons)[0]];
    expect(body.length).toBeLessThanOrEqual(BATCH_BYTES);
    expect(body.length).toBeGreaterThan(BATCH_BYTES - 6_000);
    expect(lines).toEqual(all.slice(0, lines.length));
    expect(stored(page)).toEqual(all);
  });

  const leaveWith = async (taken: (body: string) => boolean) => {
    const page = await openPage();
    await record(page, 16, 100);
    const bodies: string[] = [];
    Reflect.set(page.window.navigator, 'sendBeacon', (_: string, body: string) => {
      bodies.push(body);
      return taken(body);
    });
    const all = stored(page);
    await page.leave();
    expect(stored(page)).toEqual(all);
    return bodies.map((body) => body.split('\n').length);
  };

  it('halves a beacon that is not taken', async () => {
    expect(await leaveWith((body) => body.split('\n').length <= 3)).toEqual([16, 8, 4, 2]);
  });

  it('halves down to one line, then keeps all', async () => {
    expect(await leaveWith(() => false)).toEqual([16, 8, 4, 2, 1]);
  });

  it('loses nothing that the page records while it goes', async () => {
    const page = await openPage();
    page.window.addEventListener('pagehide', () => page.push(['record', 'Left']));
    page.push(['record', 'A']);
    await page.leave();
    const next = await page.browser.open();
    await next.tick(20_000);
    expect(page.browser.hits().map(({ name }) => name)).toEqual(['A', 'Left']);
    expect(stored(next)).toEqual([]);
  });

  it('says nothing after a refusal that stopped the page', async () => {
    const page = await openPage();
    page.browser.collector = () => ({ status: 403 });
    page.push(['record', 'A']);
    await page.sent();
    const before = page.requests.length;
    await page.leave();
    expect(page.requests).toHaveLength(before);
    expect(stored(page)).toHaveLength(1);
  });

  it('of a page that was hidden first sends once (Firefox tells of the hiding first)', async () => {
    const page = await openPage();
    page.push(['record', 'A']);
    await page.tick(10);
    page.hide();
    await page.leave();
    expect(names(page)).toEqual([['A']]);
  });
});

describe('the room for requests that survive the page (D4)', () => {
  it('is never exceeded; over it a living page uses an ordinary request', async () => {
    const page = await openPage();
    page.browser.collector = () => 'silent';
    for (let n = 0; n < 4; n++) await record(page, 5, 7_500);
    const flying = page.batches().filter(({ init }) => init.keepalive);
    expect(flying.reduce((sum, { body }) => sum + body.length, 0)).toBeLessThanOrEqual(
      KEEPALIVE_BYTES,
    );
    await page.tick(2_000);
    expect(page.errors).toEqual([]);
  });

  it('is free again when the answers were read', async () => {
    const page = await openPage();
    for (let n = 0; n < 4; n++) {
      await record(page, 5, 7_500);
      await page.tick(2_000);
    }
    expect(page.batches().length).toBeGreaterThanOrEqual(3);
    expect(page.batches().filter(({ init }) => !init.keepalive)).toEqual([]);
  });

  it('is free again after failures', async () => {
    const page = await openPage();
    page.browser.collector = () => 'lost';
    await record(page, 6, 7_500);
    await page.tick(10 * MINUTE_MS);
    page.browser.collector = accept;
    await page.tick(10 * MINUTE_MS);
    expect(stored(page)).toEqual([]);
    expect(page.batches().at(-1)!.init.keepalive).toBe(true);
  });

  it('is free again when the page comes back', async () => {
    const page = await openPage();
    page.browser.collector = () => 'silent';
    await record(page, 6, 7_500);
    await page.leave({ persisted: true });
    page.browser.collector = accept;
    await page.restore();
    await page.tick(20_000);
    expect(page.batches().at(-1)!.init.keepalive).toBe(true);
    expect(stored(page)).toEqual([]);
  });

  it('is asked back from requests that the page had in flight before it was away', async () => {
    const page = await openPage();
    page.browser.collector = () => 'silent';
    await record(page, 6, 7_500);
    const before = page.batches();
    await page.leave({ persisted: true });
    expect(before.map(({ init }) => init.signal?.aborted)).toContain(false);
    await page.restore();
    for (const { via, init } of before)
      if (via === 'fetch') expect(init.signal!.aborted).toBe(true);
  });

  it('is less by a beacon for 10 s, also when the page comes back', async () => {
    const page = await openPage();
    await record(page, 2, 14_000);
    await page.leave({ persisted: true });
    expect(page.batches().at(-1)!.via).toBe('beacon');
    await page.restore();
    await record(page, 1, 14_000);
    expect(page.batches().at(-1)!.init.keepalive).toBe(false);
    await page.tick(10_000);
    await record(page, 3, 14_000);
    expect(page.batches().at(-1)!.init.keepalive).toBe(true);
  });

  it('may be taken by another tracker of the page: then an ordinary request delivers', async () => {
    const page = await openPage();
    page.answer('silent');
    const body = 'e?'.padEnd(64_000, 'x');
    page.window.fetch('https://other.example.net/', { method: 'POST', body, keepalive: true });
    await record(page, 1, 7_500);
    await page.tick(10_000);
    expect(stored(page)).toEqual([]);
    expect(page.batches().at(-1)!.init.keepalive).toBe(false);
  });
});

describe('retry (D6)', () => {
  const attempts = async (random: number, count: number) => {
    const page = await openPage();
    page.window.Math.random = () => random;
    page.browser.collector = () => ({ status: 500 });
    page.push(['record', 'A']);
    while (page.batches().length < count) await page.tick(10_000);
    const times = page.batches().map(({ at }) => at);
    return times.slice(1).map((at, n) => at - times[n]!);
  };

  it('waits exponentially, from 1 s to 5 min', async () => {
    const waits = await attempts(0.999, 12);
    for (const [n, wait] of waits.entries()) {
      const longest = Math.min(300_000, 1_000 * 2 ** n);
      expect(wait, `wait ${n}`).toBeGreaterThan(longest * 0.95);
      expect(wait, `wait ${n}`).toBeLessThan(longest + 1_200);
    }
  });

  it('with full jitter', async () => {
    const waits = await attempts(0.1, 9);
    for (const [n, wait] of waits.entries())
      expect(wait, `wait ${n}`).toBeLessThan(100 * 2 ** n + 1_200);
  });

  it.each([
    [503, '120'],
    [429, '120'],
    [408, '120'],
    [425, '120'],
  ])('%i with Retry-After: %s: keeps and waits', async (status, seconds) => {
    const page = await openPage();
    page.answer({ status, headers: { 'Retry-After': seconds } });
    page.push(['record', 'A']);
    await page.tick(119_000);
    expect(page.batches()).toHaveLength(1);
    expect(stored(page)).toHaveLength(1);
    await page.tick(6_000);
    expect(page.batches()).toHaveLength(2);
    expect(stored(page)).toEqual([]);
    expect(page.warnings).toEqual([]);
  });

  it('takes Retry-After as a date, too', async () => {
    const page = await openPage();
    const date = new Date(Date.now() + 120_000).toUTCString();
    page.answer({ status: 503, headers: { 'Retry-After': date } });
    page.push(['record', 'A']);
    await page.tick(115_000);
    expect(page.batches()).toHaveLength(1);
    await page.tick(10_000);
    expect(page.batches()).toHaveLength(2);
  });

  it('waits for a day at most, whatever Retry-After asks', async () => {
    const delays: number[] = [];
    const page = await openPage({
      prepare(window) {
        const { setTimeout } = window;
        window.setTimeout = ((run: () => void, delay: number) => {
          delays.push(delay);
          return setTimeout(run, delay);
        }) as never;
      },
    });
    page.answer({ status: 503, headers: { 'Retry-After': '9999999' } });
    page.push(['record', 'A']);
    await page.tick(10_000);
    expect(Math.max(...delays)).toBe(86_400_000);
    expect(delays.length).toBeLessThan(15);
    expect(stored(page)).toHaveLength(1);
  });

  it('holds back later hits, too, urgent ones as well', async () => {
    const page = await openPage();
    page.answer({ status: 503, headers: { 'Retry-After': '60' } });
    page.push(['record', 'A']);
    await page.sent();
    page.push(['record', 'B', {}, () => undefined]);
    await page.tick(50_000);
    expect(page.batches()).toHaveLength(1);
    await page.tick(20_000);
    expect(stored(page)).toEqual([]);
  });

  it('starts afresh after a success', async () => {
    const page = await openPage();
    page.window.Math.random = () => 0.999;
    page.answer('lost', { status: 500 }, { status: 500 });
    page.push(['record', 'A']);
    await page.tick(MINUTE_MS);
    page.answer({ status: 500 });
    page.push(['record', 'B']);
    await page.tick(5_000);
    expect(stored(page)).toEqual([]);
  });

  const setOnline = (page: Page, onLine: boolean) => {
    Reflect.set(page.window.navigator, 'onLine', onLine);
    page.window.dispatchEvent(new page.window.Event(onLine ? 'online' : 'offline'));
  };

  it('takes navigator.onLine for a hint: a browser that is wrong about it delivers all the same', async () => {
    const page = await openPage();
    setOnline(page, false);
    page.push(['record', 'A']);
    await page.tick(1_100);
    expect(names(page)).toEqual([['A']]);
    expect(stored(page)).toEqual([]);
  });

  it('tries at the rate of the backoff while offline, and at once when online again', async () => {
    const page = await openPage();
    page.browser.collector = () => 'lost';
    setOnline(page, false);
    page.push(['record', 'A']);
    await page.tick(60 * MINUTE_MS);
    const tries = page.batches().length;
    expect(tries).toBeGreaterThan(5);
    expect(tries).toBeLessThan(60);
    page.browser.collector = accept;
    setOnline(page, true);
    await page.tick(100);
    expect(page.batches()).toHaveLength(tries + 1);
    expect(stored(page)).toEqual([]);
  });

  it.each<[what: string, answer: (response: Response) => unknown]>([
    ['without headers', ({ status }) => ({ status })],
    [
      'with headers that are no Headers',
      ({ status }) => ({ status, headers: { 'retry-after': 1 } }),
    ],
    ['with headers that throw', ({ status }) => ({ status, headers: { get: null } })],
  ])('takes an answer of a wrapped fetch %s by its status and body', async (_, toAnswer) => {
    const page = await openPage({
      prepare(window) {
        const { fetch } = window;
        window.fetch = (async (...given: Parameters<typeof fetch>) => {
          const response = await fetch(...given);
          return { text: () => response.text(), ...(toAnswer(response) as object) };
        }) as never;
      },
    });
    page.push(['record', 'A']);
    await page.tick(5_000);
    expect(names(page)).toEqual([['A']]);
    expect(stored(page)).toEqual([]);
  });

  it('leaves no timer behind once a hit with a callback is settled', async () => {
    const pending = new Set<unknown>();
    const page = await openPage({
      prepare(window) {
        const { setTimeout, clearTimeout } = window;
        window.setTimeout = ((run: () => void, delay: number) => {
          const id = setTimeout(() => {
            pending.delete(id);
            run();
          }, delay);
          pending.add(id);
          return id;
        }) as never;
        window.clearTimeout = (id) => {
          pending.delete(id);
          clearTimeout(id);
        };
      },
    });
    await page.tick(2_000);
    page.push(['record', 'A', {}, () => undefined]);
    await page.tick(700);
    expect(stored(page)).toEqual([]);
    expect([...pending]).toEqual([]);
  });

  it('does not wait when the browser comes back online', async () => {
    const page = await openPage();
    page.window.Math.random = () => 0.999;
    page.answer('lost', 'lost', 'lost', 'lost', 'lost', 'lost');
    page.push(['record', 'A']);
    await page.tick(40_000);
    const before = page.batches().length;
    setOnline(page, true);
    await page.tick(0);
    expect(page.batches()).toHaveLength(before + 1);
  });

  it('waits while the page is hidden, and goes on when it is seen', async () => {
    const page = await openPage();
    page.browser.collector = () => ({ status: 500 });
    page.push(['record', 'A']);
    await page.tick(1_100);
    page.hide();
    const before = page.batches().length;
    await page.tick(10 * MINUTE_MS);
    expect(page.batches()).toHaveLength(before);
    page.browser.collector = accept;
    page.show();
    await page.tick(1_000);
    expect(stored(page)).toEqual([]);
  });
});

describe('refusals (D6, W11)', () => {
  it.each([413, 400])('%i: halves until it fits', async (status) => {
    const page = await openPage();
    page.browser.collector = (sent) => (sent.lines.length > 3 ? { status } : accept(sent));
    await record(page, 16);
    await page.tick(20_000);
    const sizes = names(page).map(({ length }) => length);
    expect(sizes.slice(0, 4)).toEqual([16, 8, 4, 2]);
    expect(stored(page)).toEqual([]);
    expect(page.hits()).toHaveLength(16);
    expect(page.warnings).toEqual([]);
  });

  it.each([413, 400])(
    '%i for one line, from the collector itself: dropped with a warning, counted, the others arrive',
    async (status) => {
      const page = await openPage();
      page.browser.collector = unless('5', { status, body: REFUSAL });
      await record(page, 16);
      await page.tick(MINUTE_MS);
      expect(stored(page)).toEqual([]);
      expect(page.warnings).toHaveLength(1);
      const accepted = page.batches().filter(({ hits }) => !hits.some(({ name }) => name === '5'));
      expect(accepted.flatMap(({ hits }) => hits)).toHaveLength(15);
      page.push(['record', 'A']);
      await page.sent();
      expect(page.batches().at(-1)!.url.searchParams.get('_x')).toMatch(/:1$/);
    },
  );

  it.each<[what: string, reply: Reply]>([
    ['413 of a proxy', { status: 413, body: '<html>Request Entity Too Large</html>' }],
    ['400 of a proxy', { status: 400, body: '' }],
    ['413 with JSON of somebody else', { status: 413, body: { message: 'too large' } }],
    ['an answer that cannot be read', 'lost'],
    ['a page of HTML', { body: '<!doctype html>' }],
  ])('%s for one line: kept, and the others arrive', async (_, reply) => {
    const page = await openPage();
    page.browser.collector = unless('2', reply);
    await record(page, 6);
    await page.tick(20 * MINUTE_MS);
    expect(stored(page).map((line) => /_n=(\w+)/.exec(line)![1])).toEqual(['2']);
    page.browser.collector = accept;
    await page.tick(20 * MINUTE_MS);
    expect(stored(page)).toEqual([]);
  });

  it('a poisoned line does not block those that come after it', async () => {
    const page = await openPage();
    page.browser.collector = unless('0', 'lost');
    await record(page, 3);
    await page.tick(20 * MINUTE_MS);
    page.push(['record', 'Later']);
    await page.tick(20 * MINUTE_MS);
    expect(stored(page).map((line) => /_n=(\w+)/.exec(line)![1])).toEqual(['0']);
  });

  it('tries half after two unreadable failures of the same batch', async () => {
    const page = await openPage();
    page.browser.collector = (sent) => (sent.lines.length > 4 ? 'lost' : accept(sent));
    await record(page, 8);
    await page.tick(5 * MINUTE_MS);
    expect(
      names(page)
        .slice(0, 3)
        .map(({ length }) => length),
    ).toEqual([8, 8, 4]);
    expect(stored(page)).toEqual([]);
  });

  it.each([401, 403, 404, 410, 451])(
    '%i: stops for this page, keeps, warns once',
    async (status) => {
      const page = await openPage();
      page.browser.collector = () => ({ status, body: REFUSAL });
      page.push(['record', 'A']);
      await page.sent();
      page.push(['record', 'B', {}, () => undefined], ['flush']);
      page.hide();
      page.show();
      await page.tick(20 * MINUTE_MS);
      expect(page.batches()).toHaveLength(1);
      expect(page.warnings).toHaveLength(1);
      expect(stored(page)).toHaveLength(2);
      await page.leave();
      page.browser.collector = accept;
      const next = await page.browser.open();
      await next.tick(20_000);
      expect(next.hits().map(({ name }) => name)).toEqual(['A', 'B']);
    },
  );

  it.each([500, 502, 520])('%i: keeps and tries again, without a warning', async (status) => {
    const page = await openPage();
    page.answer({ status }, { status });
    page.push(['record', 'A']);
    await page.tick(MINUTE_MS);
    expect(page.batches()).toHaveLength(3);
    expect(stored(page)).toEqual([]);
    expect(page.warnings).toEqual([]);
  });
});

describe('several clients of a page that leaves (D3)', () => {
  it('each send their own beacon', async () => {
    const page = await openPage();
    await page.load('index');
    const { createKmq } = page.window.kmqModule as typeof import('../../src/index.js');
    const other = createKmq({ key: 'other', endpoint: 'https://other.example.net/' });
    await page.tick(0);
    page.push(['record', 'A']);
    other.record('B');
    await page.leave();
    expect(
      page
        .batches()
        .map(({ via, url, hits }) => [via, url.host, hits[0]!.name])
        .sort(),
    ).toEqual([
      ['beacon', 'other.example.net', 'B'],
      ['beacon', 't.example.com', 'A'],
    ]);
  });
});

describe('the Kissmetrics protocol (D12, W6)', () => {
  const open = (settings: object = { protocol: 'kissmetrics' }) =>
    openPage({ early: [['configure', settings]] });

  it('is one image per hit, with the time honoured, without our own fields', async () => {
    const page = await open();
    page.push(['record', 'Signed Up', { Plan: 'Pro' }], ['set', { a: 1 }], ['alias', 'x', 'y']);
    await page.sent();
    const images = page.requests.filter(({ via }) => via === 'image');
    expect(images.map(({ url }) => url.pathname)).toEqual(['/e', '/s', '/a']);
    for (const { url } of images) {
      const fields = Object.fromEntries(url.searchParams);
      expect(fields).toMatchObject({ _k: 'demo', _d: '1', _t: expect.stringMatching(/^\d{10}$/) });
      expect(Object.keys(fields).filter((name) => ['_i', '_y', '_s'].includes(name))).toEqual([]);
    }
    expect(Object.fromEntries(images[0]!.url.searchParams)).toMatchObject({
      Plan: 'Pro',
      _n: 'Signed Up',
    });
    expect(page.batches()).toEqual([]);
    expect(stored(page)).toEqual([]);
  });

  it.each([
    ['https://trk.kissmetrics.io/', 'image'],
    ['https://kissmetrics.io/', 'image'],
    ['https://trk.kissmetrics.com/', 'image'],
    ['https://trk.kissmetrics.io.example.com/', 'fetch'],
    ['https://notkissmetrics.io/', 'fetch'],
    ['https://example.com/kissmetrics.io/', 'fetch'],
  ])('is the default for hosts of that name: %s by %s', async (endpoint, via) => {
    const page = await open({ endpoint });
    page.push(['record', 'A']);
    await page.sent();
    expect(page.requests.filter(({ lines }) => lines.length).map((sent) => sent.via)).toEqual([
      via,
    ]);
  });

  it("gives way to protocol: 'batch'", async () => {
    const page = await open({ endpoint: 'https://trk.kissmetrics.io/', protocol: 'batch' });
    page.push(['record', 'A']);
    await page.sent();
    expect(page.batches()).toHaveLength(1);
  });

  it('keeps a hit whose image fails, and its time', async () => {
    const page = await open();
    page.answer('lost');
    page.push(['record', 'A'], ['record', 'B']);
    await page.tick(1_100);
    expect(stored(page).map((line) => /_n=(\w+)/.exec(line)![1])).toContain('A');
    await page.tick(30_000);
    expect(stored(page)).toEqual([]);
    const times = page.requests
      .filter(({ url }) => url.searchParams.get('_n') === 'A')
      .map(({ url }) => url.searchParams.get('_t'));
    expect(times.length).toBe(2);
    expect(new Set(times).size).toBe(1);
  });

  it('is one request that survives the page per hit on leaving', async () => {
    const page = await open();
    page.push(['record', 'A'], ['record', 'B']);
    await page.leave();
    expect(page.requests).toMatchObject(
      ['A', 'B'].map(() => ({ via: 'fetch', init: { mode: 'no-cors', keepalive: true } })),
    );
    expect(page.requests.map(({ url }) => [url.pathname, url.searchParams.get('_n')])).toEqual([
      ['/e', 'A'],
      ['/e', 'B'],
    ]);
    expect(page.requests.every(({ init }) => !init.method || init.method === 'GET')).toBe(true);
  });
});

describe('hostile use', () => {
  it('takes 4,000 pushes in one task: all arrive, once, in order', async () => {
    const page = await openPage();
    const callback = vi.fn();
    for (let n = 0; n < 4_000; n++) page.push(['record', `${n}`]);
    await page.tick(0);
    page.push(['flush', callback]);
    await page.tick(MINUTE_MS);
    expect(page.hits().map(({ name }) => name)).toEqual(
      Array.from({ length: 4_000 }, (_, n) => `${n}`),
    );
    expect(stored(page)).toEqual([]);
    expect(callback).toHaveBeenCalledTimes(1);
  }, 20_000);

  it('takes 10,000 pushes in one task: the newest 5,000 are kept, the others counted (D7)', async () => {
    const page = await openPage();
    const start = performance.now();
    for (let n = 0; n < 10_000; n++) page.push(['record', `${n}`]);
    const pushed = performance.now();
    await page.tick(0);
    // Storing and bounding them may not take longer than making them: no pass over all for each.
    expect(performance.now() - pushed).toBeLessThan(2 * (pushed - start));
    await page.tick(MINUTE_MS);
    const arrived = page.hits().map(({ name }) => name);
    expect(arrived).toEqual(Array.from({ length: 5_000 }, (_, n) => `${n + 5_000}`));
    expect(page.batches()[0]!.url.searchParams.get('_x')).toMatch(/:5000$/);
    expect(stored(page)).toEqual([]);
  }, 20_000);

  it('runs 1,200 early pushes', async () => {
    const early = Array.from({ length: 1_200 }, (_, n) => ['record', `${n}`]);
    const page = await openPage({ early });
    await page.tick(5 * MINUTE_MS);
    expect(page.hits()).toHaveLength(1_200);
  });

  it('is not disturbed by what a page adds to the prototypes of the language', async () => {
    const page = await openPage({
      automatic: true,
      prepare: (window) => {
        window.eval(`
          Object.prototype.polluted = 'x';
          Array.prototype.last = function () { return this[this.length - 1]; };
          Array.prototype.toJSON = function () { return 'broken'; };
        `);
      },
    });
    page.push(['record', 'A', { Plan: 'Pro' }], ['register', { x: 1 }], ['record', 'B']);
    await page.sent();
    expect(page.calls().slice(2)).toEqual([
      ['A', { Plan: 'Pro' }],
      ['B', { x: '1' }],
    ]);
    expect(JSON.stringify(page.calls())).not.toContain('polluted');
    expect([page.errors, page.warnings]).toEqual([[], []]);
  });

  it('keeps a cyclic, throwing, or endless object out of the wire, never the call', async () => {
    const page = await openPage();
    const cyclic: Record<string, unknown> = { Plan: 'Pro' };
    cyclic.self = cyclic;
    cyclic.list = [cyclic, 1];
    const hostile = new Proxy({} as Record<string, unknown>, {
      ownKeys() {
        throw new Error('hostile');
      },
      get() {
        throw new Error('hostile');
      },
    });
    page.push(
      ['record', 'A', cyclic],
      ['record', 'B', hostile],
      ['set', hostile],
      ['register', hostile],
      ['configure', hostile],
      hostile,
      ['record', 'C'],
    );
    expect((await page.sent()).map(([name]) => name)).toEqual(['A', 'B', 'C']);
  });

  it('survives a document.title and a referrer of any length', async () => {
    const browser = openBrowser();
    const page = await browser.open({
      automatic: true,
      url: `https://www.example.com/?x=${'y'.repeat(30_000)}`,
    });
    page.document.title = 't'.repeat(100_000);
    page.push(['pageView']);
    expect((await page.sent()).map(([name]) => name)).toEqual([
      'Page View',
      'Visited Site',
      'Page View',
    ]);
  });
});
