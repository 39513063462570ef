import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createKmq, type KmqNode, type ServerSettings } from '../../src/node.js';
import { decodeBatch, decodeLine, type Hit } from '../../src/wire.js';
import { AT, HITS } from '../fixtures/hits.js';

type Reply = { status?: number; body?: unknown; headers?: Record<string, string> } | 'lost';

interface Sent {
  url: URL;
  init: RequestInit;
  lines: string[];
}

const MINUTE = 60_000;
const receipt = (lines: string[]): Reply => ({ body: { accepted: lines.length, rejected: [] } });
const refusal: Reply = { status: 400, body: { error: { code: 'unreadable_batch' } } };

/** A client, and what its requests are answered. */
const open = (settings: Partial<ServerSettings> = {}) => {
  const sent: Sent[] = [];
  const warnings: string[] = [];
  const replies: Reply[] = [];
  let collector: (lines: string[]) => Reply = receipt;
  const kmq = createKmq({
    key: AT.key,
    endpoint: 'https://t.example.com',
    warn: (message) => warnings.push(message),
    fetch: async (url, init) => {
      const lines = decodeBatch(String(init!.body));
      sent.push({ url: new URL(String(url)), init: init!, lines });
      const reply = replies.shift() ?? collector(lines);
      await new Promise((answered, failed) => {
        setTimeout(answered, 20);
        init!.signal!.addEventListener('abort', failed);
      });
      if (reply === 'lost') throw new TypeError('fetch failed');
      const { status = 200, body = '', headers = {} } = reply;
      return new Response(typeof body === 'string' ? body : JSON.stringify(body), {
        status,
        headers,
      });
    },
    ...settings,
  });
  const hits = (): Hit[] =>
    sent.flatMap(({ lines }) => lines.map((line) => (decodeLine(line) as { hit: Hit }).hit));
  return {
    kmq,
    sent,
    warnings,
    hits,
    names: () => hits().map(({ name }) => name),
    answer: (...more: Reply[]) => void replies.push(...more),
    behave: (behaviour: typeof collector) => {
      collector = behaviour;
    },
  };
};
const tick = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
/** What a promise is worth after so many milliseconds. */
const meanwhile = async <T>(promise: Promise<T>, milliseconds = MINUTE): Promise<T> => {
  await tick(milliseconds);
  return promise;
};

beforeEach(() => {
  vi.useFakeTimers({ now: AT.time * 1000 });
  vi.spyOn(Math, 'random').mockReturnValue(1);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('the table of hits (W5)', () => {
  type Commands = Record<string, (...args: unknown[]) => void>;

  it.each(HITS)('$what: command → line', async ({ command, line }) => {
    const client = open();
    const [name, ...given] = command as [string, ...unknown[]];
    // An alias names its two identities, everything else its person first.
    const args = name === 'alias' ? [...given, AT.person] : [AT.person, ...given];
    (client.kmq as never as Commands)[name]!(...args);
    await tick(MINUTE);
    const withId = client.sent[0]!.lines[0]!.replace(/_i=[^&]+/, `_i=${AT.id}`);
    expect(withId).toBe(line);
    expect(client.warnings).toEqual([]);
  });
});

describe('hits', () => {
  it('have ids of their own and times that only grow (W10)', async () => {
    const { kmq, hits } = open();
    for (let n = 0; n < 100; n++) kmq.record('ada', 'A');
    await tick(MINUTE);
    const times = hits().map(({ time }) => time!);
    expect(new Set(hits().map(({ id }) => id)).size).toBe(100);
    expect(times.every((time, n) => n === 0 || time > times[n - 1]!)).toBe(true);
    expect(times[0]).toBe(AT.time);
  });

  it.each<[string, (kmq: KmqNode) => void]>([
    ['nobody', (kmq) => kmq.record('', 'A')],
    ['an undefined person', (kmq) => kmq.record(undefined as never, 'A')],
    ['no name', (kmq) => kmq.record('ada', '')],
    ['an identity that is too long', (kmq) => kmq.set('a'.repeat(256), { b: 1 })],
    ['an alias with nobody', (kmq) => kmq.alias('ada', '')],
  ])('%s: one warning and no hit', async (_, call) => {
    const { kmq, sent, warnings } = open();
    call(kmq);
    await tick(MINUTE);
    expect([sent.length, warnings.length]).toEqual([0, 1]);
  });

  it('a set of nothing is nothing', async () => {
    const { kmq, sent, warnings } = open();
    kmq.set('ada', {});
    kmq.set('ada', null);
    await tick(MINUTE);
    expect([sent.length, warnings.length]).toEqual([0, 0]);
  });

  it.each([{ key: '' }, { endpoint: '' }])(
    '%o: one warning, nothing sent (C8)',
    async (lacking) => {
      const { kmq, sent, warnings } = open(lacking);
      kmq.record('ada', 'A');
      expect(await kmq.flush()).toMatchObject({ dropped: 1, waiting: 0 });
      expect([sent.length, warnings.length]).toEqual([0, 1]);
    },
  );
});

describe('making a client', () => {
  it('draws no random number and starts no timer: workers forbid both outside of requests', () => {
    const random = vi.spyOn(crypto, 'getRandomValues');
    open();
    expect([random.mock.calls.length, vi.getTimerCount()]).toEqual([0, 0]);
  });
});

describe('batches (W9)', () => {
  it('wait a second for company', async () => {
    const { kmq, sent } = open();
    kmq.record('ada', 'A');
    await tick(999);
    kmq.record('bob', 'B');
    expect(sent).toHaveLength(0);
    await tick(1);
    expect(sent).toHaveLength(1);
    const { url, init, lines } = sent[0]!;
    expect(lines).toHaveLength(2);
    expect(init).toMatchObject({ method: 'POST', headers: { 'content-type': 'text/plain' } });
    expect(url.href).toBe(`https://t.example.com/?_k=demo&_s=${AT.time + 1}`);
  });

  it('go one after the other, 60,000 bytes at most, in order (W12, D10)', async () => {
    const { kmq, sent, names } = open();
    for (let n = 0; n < 100; n++) kmq.record('ada', `A${n}`, { Long: 'x'.repeat(2_000) });
    await tick(5 * MINUTE);
    expect(names()).toEqual(Array.from({ length: 100 }, (_, n) => `A${n}`));
    const sizes = sent.map(({ init }) => String(init.body).length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(60_000);
    expect(sent).toHaveLength(4);
  });

  it('are settled by a receipt alone, and counted', async () => {
    const { kmq, answer, warnings } = open();
    answer({ body: { accepted: 1, rejected: [{ line: 1, reason: 'missing_name' }] } });
    kmq.record('ada', 'A');
    kmq.record('ada', 'B');
    expect(await meanwhile(kmq.flush())).toMatchObject({
      accepted: 1,
      rejected: 1,
      dropped: 0,
      waiting: 0,
    });
    expect(warnings).toEqual(['hits are refused: missing_name']);
  });
});

describe('answers (W11, D6)', () => {
  it.each<[string, Reply, number]>([
    ['500', { status: 500 }, 1_000],
    ['503 with Retry-After', { status: 503, headers: { 'retry-after': '7' } }, 7_000],
    ['429 with Retry-After', { status: 429, headers: { 'retry-after': '30' } }, 30_000],
    ['408', { status: 408 }, 1_000],
    ['425', { status: 425 }, 1_000],
    ['no answer', 'lost', 1_000],
    ['a page of HTML', { body: '<!doctype html>' }, 1_000],
    ['a receipt of fewer lines', { body: { accepted: 0, rejected: [] } }, 1_000],
    ['401', { status: 401 }, 300_000],
    ['404', { status: 404 }, 300_000],
  ])('%s: keeps the hit and tries again', async (_, reply, wait) => {
    const { kmq, sent, answer } = open({ flushAfter: 0 });
    answer(reply);
    kmq.record('ada', 'A');
    await tick(20 + wait - 1);
    expect(sent).toHaveLength(1);
    await tick(20);
    expect(sent).toHaveLength(2);
    expect(sent[1]!.lines).toEqual(sent[0]!.lines);
    expect(await meanwhile(kmq.flush())).toMatchObject({ accepted: 1, waiting: 0 });
  });

  it('waits twice as long after each failure, five minutes at most', async () => {
    const { kmq, sent, behave } = open({ flushAfter: 0 });
    behave(() => 'lost');
    kmq.record('ada', 'A');
    const times: number[] = [];
    for (let n = 0; n < 12; n++) {
      while (sent.length === n) await tick(500);
      times.push(Date.now());
    }
    const waits = times.slice(1).map((time, n) => Math.round((time - times[n]!) / 1_000));
    expect(waits.slice(0, 4)).toEqual([1, 2, 4, 8]);
    expect(waits.slice(-2)).toEqual([300, 300]);
    behave(receipt);
    await tick(301_000);
    expect(await kmq.flush()).toMatchObject({ accepted: 1 });
  });

  it.each([400, 413])('%i: halves until it fits', async (status) => {
    const { kmq, sent, behave } = open();
    behave((lines) => (lines.length > 3 ? { status } : receipt(lines)));
    for (let n = 0; n < 20; n++) kmq.record('ada', `A${n}`);
    expect(await meanwhile(kmq.flush())).toMatchObject({ accepted: 20, dropped: 0, waiting: 0 });
    expect(sent.slice(0, 4).map(({ lines }) => lines.length)).toEqual([20, 10, 5, 2]);
  });

  it('drops one line that the collector refuses, and tells it with the next batch (D7)', async () => {
    const { kmq, sent, behave, warnings } = open();
    behave((lines) => (lines.some((line) => /Poison/.test(line)) ? refusal : receipt(lines)));
    for (const name of ['A', 'Poison', 'B', 'C']) kmq.record('ada', name);
    expect(await meanwhile(kmq.flush())).toMatchObject({ accepted: 3, dropped: 1, waiting: 0 });
    expect(warnings).toHaveLength(1);
    expect(sent.at(-1)!.url.searchParams.get('_x')).toMatch(/^\w+:1$/);
  });

  it('lets no line that fails unreadably block the others', async () => {
    const { kmq, behave } = open();
    behave((lines) => (lines.some((line) => /Poison/.test(line)) ? 'lost' : receipt(lines)));
    for (const name of ['Poison', 'A', 'B', 'C']) kmq.record('ada', name);
    const until = new AbortController();
    const flushed = kmq.flush(until.signal);
    await tick(10 * MINUTE);
    until.abort();
    expect(await flushed).toMatchObject({ accepted: 3, waiting: 1 });
    kmq.close(until.signal);
  });

  it('warns once of a key that is not known', async () => {
    const { kmq, behave, warnings } = open({ flushAfter: 0 });
    behave(() => ({ status: 401 }));
    kmq.record('ada', 'A');
    await tick(30 * MINUTE);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('401');
  });
});

describe('what nobody expects', () => {
  const hostile = {
    toString() {
      throw new Error('no text');
    },
  };

  it.each<[string, (kmq: KmqNode) => void]>([
    ['a person', (kmq) => kmq.record(hostile as never, 'A')],
    ['a name', (kmq) => kmq.record('ada', Object.create(null))],
    ['a person among properties', (kmq) => kmq.set('ada', { _p: hostile })],
    ['a time', (kmq) => kmq.record('ada', 'A', { _t: 10n, _d: 1 })],
    ['an alias', (kmq) => kmq.alias(hostile as never, 'ada')],
  ])('%s without a text is a warning, and the next hit is sent', async (_, call) => {
    const { kmq, names, warnings } = open();
    call(kmq);
    kmq.record('ada', 'B');
    await tick(2_000);
    expect([names(), warnings.length]).toEqual([['B'], 1]);
  });

  it('a receipt whose rejections are no rejections settles all the same', async () => {
    const { kmq, behave } = open();
    behave((lines) => ({ body: { accepted: 0, rejected: lines.map(() => null) } }));
    kmq.record('ada', 'A');
    expect(await meanwhile(kmq.flush())).toMatchObject({ rejected: 1, waiting: 0 });
  });

  it('an endpoint may be a URL, and a warning that throws harms nobody', async () => {
    const { kmq, sent } = open({
      endpoint: new URL('https://t.example.com/k/') as never,
      warn() {
        throw new Error('no log');
      },
    });
    kmq.record('', 'A');
    kmq.record('ada', 'A');
    await tick(2_000);
    expect(sent[0]!.url.pathname).toBe('/k/');
  });

  it('Retry-After of years is a day', async () => {
    const { kmq, sent, answer } = open();
    answer({ status: 503, headers: { 'retry-after': '99999999' } });
    kmq.record('ada', 'A');
    await tick(86_400_000);
    expect(sent).toHaveLength(1);
    await tick(10_000);
    expect(sent).toHaveLength(2);
  });
});

describe('memory (D7)', () => {
  it('holds so many hits: the oldest go first, aliases last, and are counted', async () => {
    const { kmq, names, sent } = open({ maxHits: 4 });
    kmq.alias('ada', 'ada@example.com');
    for (let n = 0; n < 6; n++) kmq.record('ada', `A${n}`);
    expect(await meanwhile(kmq.flush())).toMatchObject({ accepted: 4, dropped: 3 });
    expect(names()).toEqual(['ada', 'A3', 'A4', 'A5']);
    expect(sent[0]!.url.searchParams.get('_x')).toMatch(/^\w+:3$/);
  });

  it('holds so many bytes', async () => {
    const { kmq, sent } = open({ maxBytes: 5_000 });
    for (let n = 0; n < 20; n++) kmq.record('ada', 'A', { Long: 'x'.repeat(1_000) });
    await tick(MINUTE);
    expect(sent.flatMap(({ lines }) => lines)).toHaveLength(4);
  });

  it('never gives up what is in a request', async () => {
    const { kmq } = open({ maxHits: 2, flushAfter: 0 });
    kmq.record('ada', 'A');
    kmq.record('ada', 'B');
    await tick(10);
    kmq.record('ada', 'C');
    await tick(MINUTE);
    expect(await kmq.flush()).toMatchObject({ accepted: 2, dropped: 1 });
  });
});

describe('flush and close', () => {
  it('flush sends at once and resolves when the hits of before are settled', async () => {
    const { kmq, sent, answer } = open();
    answer({ status: 500 });
    kmq.record('ada', 'A');
    const flushed = vi.fn();
    kmq.flush().then(flushed);
    await tick(0);
    expect(sent).toHaveLength(1);
    await tick(900);
    expect(flushed).not.toHaveBeenCalled();
    await tick(200);
    expect(flushed).toHaveBeenCalledWith({ accepted: 1, rejected: 0, dropped: 0, waiting: 0 });
  });

  it('flush resolves when its signal is aborted; the hit stays and goes later', async () => {
    const { kmq, behave } = open();
    behave(() => 'lost');
    kmq.record('ada', 'A');
    const until = new AbortController();
    const flushed = kmq.flush(until.signal);
    await tick(5_000);
    until.abort();
    expect(await flushed).toMatchObject({ accepted: 0, waiting: 1 });
    behave(receipt);
    await tick(5 * MINUTE);
    expect(await kmq.flush()).toMatchObject({ accepted: 1, waiting: 0 });
  });

  it('flush resolves where the collector refuses the key', async () => {
    const { kmq, behave } = open();
    behave(() => ({ status: 401 }));
    kmq.record('ada', 'A');
    expect(await meanwhile(kmq.flush(), 100)).toMatchObject({ waiting: 1 });
  });

  it('close sends what waits, then nothing more', async () => {
    const { kmq, sent } = open();
    kmq.record('ada', 'A');
    expect(await meanwhile(kmq.close(), 100)).toMatchObject({ accepted: 1 });
    kmq.record('ada', 'B');
    await tick(10 * MINUTE);
    expect(sent).toHaveLength(1);
    expect(await kmq.flush()).toMatchObject({ accepted: 1, dropped: 1, waiting: 0 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('a signal of the settings ends it: requests are aborted, hits are told as waiting', async () => {
    const ending = new AbortController();
    const { kmq, sent } = open({ signal: ending.signal, flushAfter: 0 });
    kmq.record('ada', 'A');
    await tick(10);
    expect(sent[0]!.init.signal!.aborted).toBe(false);
    ending.abort();
    expect(sent[0]!.init.signal!.aborted).toBe(true);
    expect(await kmq.flush()).toMatchObject({ accepted: 0, waiting: 1 });
    await tick(10 * MINUTE);
    expect(sent).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('a request that is never answered fails after 30 seconds', async () => {
    const fetch = vi.fn(
      (_: unknown, init?: RequestInit) =>
        new Promise<Response>((_, failed) => {
          init!.signal!.addEventListener('abort', failed);
        }),
    );
    const { kmq } = open({ flushAfter: 0, fetch });
    kmq.record('ada', 'A');
    await tick(30_900);
    expect(fetch).toHaveBeenCalledTimes(1);
    await tick(200);
    expect(fetch).toHaveBeenCalledTimes(2);
    kmq.close(AbortSignal.abort());
  });
});
