import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createLive, type LiveChunk } from '../../src/live/live.js';
import { createTestApp, type TestApp, TOKEN } from '../support/app.js';
import { NOW } from '../support/hits.js';

interface Heard {
  event: string;
  id?: string;
  data: Record<string, unknown>;
}

const ADMIN = { authorization: `Bearer ${TOKEN}` };

/** Watches a site over a real connection; `next` answers the next event. */
const watch = async ({ app }: TestApp, query = '', headers: Record<string, string> = ADMIN) => {
  if (!app.server.listening) await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const request = get({
    port,
    host: '127.0.0.1',
    path: `/api/sites/demo/live${query}`,
    headers,
  });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  answer.setEncoding('utf8');
  const chunks = answer[Symbol.asyncIterator]() as AsyncIterator<string>;
  let text = '';
  const next = async (): Promise<Heard | undefined> => {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end < 0) {
        const { value, done } = await chunks.next();
        if (done) return undefined;
        text += value;
        continue;
      }
      const lines = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      const fields = Object.fromEntries(lines.map((line) => line.split(/: (.*)/s)));
      if (fields.data) return { ...fields, data: JSON.parse(fields.data) } as unknown as Heard;
    }
  };
  return { answer, next, stop: () => request.destroy() };
};

describe('a stream ends with what has let its reader in (S23)', () => {
  const make = async (test: TestApp, more: object = {}) =>
    (await test.ask('POST', '/api/tokens', { name: 'x', scope: 'admin', ...more })).json();
  const byCookie = async ({ app }: TestApp, token: string) => {
    const answer = await app.inject({ method: 'POST', url: '/api/session', payload: { token } });
    return { cookie: String(answer.headers['set-cookie']).split(';')[0]! };
  };

  test.each([
    ['the token, when it is revoked', false, '/api/tokens/:id'],
    ['the session of a token that is revoked', true, '/api/tokens/:id'],
    ['a session, when all are signed out', true, '/api/sessions'],
  ])('%s', async (_, isSession, path) => {
    const test = await createTestApp();
    const { id, token } = await make(test);
    const headers = isSession ? await byCookie(test, token) : { authorization: `Bearer ${token}` };
    const { next } = await watch(test, '', headers);
    const other = await watch(test);
    await test.ask('DELETE', path.replace(':id', id));
    expect(await next()).toBeUndefined();
    await test.app.inject('/e?_k=demo&_p=ada&_n=A');
    expect((await other.next())?.event).toBe('hit');
    other.stop();
  });

  test('a token that expires: nothing more is told', async () => {
    const test = await createTestApp();
    const { token } = await make(test, { expires: '2026-11-22T13:00:00Z' });
    const { next } = await watch(test, '', { authorization: `Bearer ${token}` });
    test.pass(60 * 60 * 1000);
    await test.app.inject('/e?_k=demo&_p=ada&_n=A');
    expect(await next()).toBeUndefined();
  });
});

describe('live (S13)', () => {
  test('tells each hit that is on disk, and each that was not taken with the reason', async () => {
    const test = await createTestApp();
    const { answer, next, stop } = await watch(test);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    await test.app.inject('/e?_k=demo&_p=ada&_n=Signed+Up&Plan=Pro&_t=1795336083&_d=1');
    await test.app.inject('/e?_k=demo&_n=Nobody');
    await test.app.inject({
      method: 'POST',
      url: '/?_k=demo',
      payload: `a?_n=ada%40example.com&_p=ada&_t=${NOW / 1000}\ns?_p=ada&Plan=Pro\ne?_n=B`,
    });
    const received = new Date(NOW).toISOString();
    expect([await next(), await next(), await next(), await next(), await next()]).toEqual([
      {
        event: 'hit',
        id: '1',
        data: {
          seq: 1,
          time: '2026-11-22T08:28:03.000Z',
          received,
          kind: 'event',
          name: 'Signed Up',
          identity: 'ada',
          properties: { Plan: 'Pro' },
        },
      },
      {
        event: 'rejected',
        data: {
          time: received,
          received,
          reason: 'missing_person',
          message: expect.any(String),
          line: 'e?_k=demo&_n=Nobody',
        },
      },
      {
        event: 'hit',
        id: '2',
        data: expect.objectContaining({ kind: 'alias', name: 'ada@example.com', identity: 'ada' }),
      },
      {
        event: 'hit',
        id: '3',
        data: expect.objectContaining({ kind: 'set', properties: { Plan: 'Pro' } }),
      },
      {
        event: 'rejected',
        data: expect.objectContaining({ reason: 'missing_person', line: 'e?_n=B' }),
      },
    ]);
    stop();
  });

  test('of other sites tells nothing, and what was there before only when asked', async () => {
    const test = await createTestApp();
    await test.ask('POST', '/api/sites', { key: 'other' });
    for (const name of ['A', 'B', 'C']) await test.app.inject(`/e?_k=demo&_p=ada&_n=${name}`);
    const silent = await watch(test);
    const asking = await watch(test, '?recent=2');
    await test.app.inject('/e?_k=other&_p=ada&_n=Elsewhere');
    await test.app.inject('/e?_k=demo&_p=ada&_n=D');
    expect((await silent.next())?.data.name).toBe('D');
    const names = [];
    for (let times = 0; times < 3; times++) names.push((await asking.next())?.data.name);
    expect(names).toEqual(['B', 'C', 'D']);
    silent.stop();
    asking.stop();
  });

  test('ends when the collector stops', async () => {
    const test = await createTestApp();
    const { next } = await watch(test);
    const closed = test.app.close();
    expect(await next()).toBeUndefined();
    await closed;
  });

  test('a watcher that is gone is forgotten', async () => {
    const test = await createTestApp();
    const { stop } = await watch(test);
    stop();
    await expect.poll(() => test.live.watchers('demo')).toBe(0);
  });

  test('a watcher that does not read loses hits, is told how many, and costs no memory', async () => {
    const test = await createTestApp();
    const { answer, next, stop } = await watch(test);
    answer.pause();
    const line = `e?_p=ada&_n=A&x=${'x'.repeat(2000)}`;
    const payload = Array(400).fill(line).join('\n');
    for (let times = 0; times < 20; times++)
      await test.app.inject({ method: 'POST', url: '/?_k=demo', payload });
    answer.resume();
    let heard = 0;
    for (let entry = await next(); entry?.event !== 'lost'; entry = await next()) {
      heard++;
      // A new hit makes room for the count to be told.
      if (heard % 100 === 0) await test.app.inject('/e?_k=demo&_p=ada&_n=B');
    }
    expect(heard).toBeLessThan(8000);
    stop();
  });

  test('a watcher that reads nothing for a minute is gone', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const test = await createTestApp();
    const { answer } = await watch(test);
    answer.pause();
    const payload = Array(400)
      .fill(`e?_p=ada&_n=A&x=${'x'.repeat(2000)}`)
      .join('\n');
    for (let times = 0; times < 20; times++)
      await test.app.inject({ method: 'POST', url: '/?_k=demo', payload });
    await expect
      .poll(() => {
        vi.advanceTimersByTime(15_000);
        return test.live.watchers('demo');
      })
      .toBe(0);
  });

  test('so many watch at once, and the next one is told', async () => {
    const live = createLive({ site: 2, all: 3 });
    const test = await createTestApp({ parts: { live } });
    await test.ask('POST', '/api/sites', { key: 'other' });
    const open = [await watch(test), await watch(test)];
    const refused = await test.ask('GET', '/api/sites/demo/live');
    expect([refused.statusCode, refused.json().error.code]).toEqual([503, 'too_many_streams']);
    expect(refused.headers['retry-after']).toBe('30');
    const stop = live.listen('other', { take: () => undefined, end: () => undefined });
    expect((await test.ask('GET', '/api/sites/other/live')).statusCode).toBe(503);
    stop!();
    open[0]!.stop();
    await expect.poll(() => live.watchers('demo')).toBe(1);
    open.push(await watch(test));
    for (const { stop } of open) stop();
  });

  test('what happens is written once for all who watch', () => {
    const live = createLive();
    const chunks: LiveChunk[] = [];
    const take = (chunk: LiveChunk) => void chunks.push(chunk);
    for (let times = 0; times < 3; times++) live.listen('demo', { take, end: () => undefined });
    const hit = { time: '', received: '', kind: 'event', identity: 'ada', properties: {} } as const;
    const made: number[] = [];
    live.publish('demo', 500, (seq) => {
      made.push(seq);
      return { ...hit, seq };
    });
    expect(made).toHaveLength(500);
    expect(new Set(chunks.map(({ bytes }) => bytes)).size).toBe(chunks.length / 3);
    const total = chunks.reduce((sum, { count }) => sum + count, 0);
    const events = chunks.flatMap(({ bytes }) => String(bytes).match(/^event: hit$/gm) ?? []);
    expect([total, events.length]).toEqual([1500, 1500]);
  });

  test('HEAD opens no stream', async () => {
    const { ask, live } = await createTestApp();
    expect((await ask('HEAD', '/api/sites/demo/live')).statusCode).toBe(404);
    expect(live.watchers('demo')).toBe(0);
  });

  test.each(['x', '-1', '100000'])('recent=%s is refused', async (recent) => {
    const { ask } = await createTestApp();
    const answer = await ask('GET', `/api/sites/demo/live?recent=${recent}`);
    expect([answer.statusCode, answer.json().error.field]).toEqual([400, 'recent']);
  });
});
