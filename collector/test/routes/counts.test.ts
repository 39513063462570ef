import { describe, expect, onTestFinished, test } from 'vitest';
import { createRateLimit } from '../../src/store/rate-limit.js';
import { watchSpace } from '../../src/store/space.js';
import { createTestApp, TOKEN } from '../support/app.js';
import { NOW } from '../support/hits.js';

const GOOGLE = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

describe('what came of hits (S21, S27)', () => {
  test('is counted by site and reason, what clients dropped included', async () => {
    const { app, ask } = await createTestApp();
    const send = (query: string, payload: string, agent = 'node') =>
      app.inject({
        method: 'POST',
        url: `/?_k=demo${query}`,
        payload,
        headers: { 'user-agent': agent },
      });
    await send('', 'e?_p=ada&_n=A\ne?_p=ada&_n=B\ne?_n=C');
    await send('&_x=page-0001:3', 'e?_p=bot&_n=A', GOOGLE);
    await send('&_x=page-0001:3', 'e?_p=ada&_n=D');
    await app.inject('/e?_k=demo&_n=A');
    await app.inject('/e?_k=nobody&_p=ada&_n=A');

    expect((await ask('GET', '/api/sites/demo/health/ingest')).json()).toEqual({
      since: '2026-11-22T12:00:00.000Z',
      accepted: 4,
      leftOut: 1,
      rejected: { missing_person: 2 },
      replaced: {},
      dropped: { hits: 3, pages: 1 },
    });
    expect((await ask('GET', '/api/sites/demo/health/drops')).json()).toEqual({
      hits: 3,
      pages: 1,
    });

    const metrics = (await ask('GET', '/metrics')).body;
    for (const line of [
      'kmq_hits_accepted_total{site="demo"} 4',
      'kmq_hits_left_out_total{site="demo"} 1',
      'kmq_hits_rejected_total{site="demo",reason="missing_person"} 2',
      'kmq_hits_rejected_total{site="",reason="unknown_key"} 1',
      'kmq_log_waiting_records 0',
      'kmq_log_healthy 1',
      'kmq_log_synced_position 4',
      'kmq_log_segments 1',
      'kmq_reports_ready 1',
      'kmq_reports_lag_records 0',
      'kmq_reports_lag_seconds 0',
      '# TYPE kmq_log_sync_seconds histogram',
    ])
      expect(metrics.split('\n')).toContain(line);
    expect(metrics).toMatch(/^kmq_log_bytes [1-9]\d+$/m);
  });

  test('times that were replaced are counted, by reason, and Health tells of them (W13)', async () => {
    const { app, ask } = await createTestApp();
    const now = NOW / 1000;
    const day = 86_400;
    for (const time of [
      `${Date.UTC(2008, 0) / 1000}&_d=1`,
      `${now + 30 * day}&_d=1`,
      `${now - 60}&_d=1`,
      '1',
    ])
      await app.inject(`/e?_k=demo&_p=ada&_n=A&_t=${time}`);
    const payload = [now - 40 * day, now - day, now + 7200].map((at) => `e?_p=ada&_n=B&_t=${at}`);
    await app.inject({ method: 'POST', url: '/?_k=demo', payload: payload.join('\n') });
    const replaced = { before_2009: 1, ahead: 2, late: 1 };
    expect((await ask('GET', '/api/sites/demo/health/ingest')).json()).toMatchObject({ replaced });
    const metrics = (await ask('GET', '/metrics')).body.split('\n');
    for (const [reason, hits] of Object.entries(replaced))
      expect(metrics).toContain(`kmq_times_replaced_total{site="demo",reason="${reason}"} ${hits}`);
    const { findings } = (await ask('GET', '/api/sites/demo/health/findings')).json();
    expect(findings.find(({ code }: { code: string }) => code === 'replaced_times')).toMatchObject({
      severity: 'warning',
      evidence: [
        { reason: 'before_2009', hits: 1 },
        { reason: 'ahead', hits: 2 },
        { reason: 'late', hits: 1 },
      ],
    });
  });

  test('metrics are for those who may read', async () => {
    const { app } = await createTestApp();
    expect((await app.inject('/metrics')).statusCode).toBe(401);
    const headers = { authorization: `Bearer ${TOKEN}` };
    const answer = await app.inject({ url: '/metrics', headers });
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([
      200,
      expect.stringContaining('text/plain'),
    ]);
  });

  test('a robot’s hits are acknowledged, and in no export', async () => {
    const { app, exported } = await createTestApp();
    const send = (agent: string, name: string) =>
      app.inject({
        method: 'POST',
        url: '/?_k=demo',
        payload: `e?_p=ada&_n=${name}`,
        headers: { 'user-agent': agent },
      });
    expect((await send(GOOGLE, 'crawled')).json()).toEqual({ accepted: 1, rejected: [] });
    await send('Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0', 'seen');
    expect((await exported()).map(({ _n }) => _n)).toEqual(['seen']);
    const single = `/e?_k=demo&_p=ada&_n=single`;
    await app.inject({ url: single, headers: { 'user-agent': GOOGLE } });
    expect((await exported()).map(({ _n }) => _n)).toEqual(['seen', 'single']);
  });
});

test('what a program drove through a browser is left out where the site wants that (S26)', async () => {
  const { app, ask, exported } = await createTestApp();
  await ask('PATCH', '/api/sites/demo', { leaveOutHeadless: true });
  for (const query of ['_w=1', '_w=0', ''])
    await app.inject({
      method: 'POST',
      url: `/?_k=demo&${query}`,
      payload: `e?_p=ada&_n=by${encodeURIComponent(query)}`,
      headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' },
    });
  expect((await exported()).map(({ _n }) => _n)).toEqual(['by_w=0', 'by']);
});

describe('a site that may send so many hits per second (S23)', () => {
  test('answers each protocol in its own words, and takes hits again later', async () => {
    const { app, ask, pass, exported } = await createTestApp();
    await ask('PATCH', '/api/sites/demo', { hitsPerSecond: 1 });
    const lines = Array.from({ length: 10 }, (_, index) => `e?_p=ada&_n=${index}`).join('\n');
    const send = () => app.inject({ method: 'POST', url: '/?_k=demo', payload: lines });
    expect((await send()).statusCode).toBe(200);

    const batch = await send();
    expect([batch.statusCode, batch.json().error.code]).toEqual([429, 'too_many_hits']);
    expect(batch.headers).toMatchObject({
      'retry-after': '10',
      'access-control-allow-origin': '*',
    });
    const single = await app.inject('/e?_k=demo&_p=ada&_n=single');
    expect(single.statusCode).toBe(503);
    expect(single.headers).toMatchObject({
      'retry-after': '1',
      'access-control-allow-origin': '*',
    });

    pass(10_000);
    expect((await send()).statusCode).toBe(200);
    expect(await exported()).toHaveLength(20);
  });

  test('a batch that is larger than it ever may send is refused as a whole, to be sent in parts', async () => {
    const { app, ask, exported } = await createTestApp();
    await ask('PATCH', '/api/sites/demo', { hitsPerSecond: 10 });
    const send = (hits: number) => {
      const lines = Array.from({ length: hits }, (_, index) => `e?_p=ada&_n=${index}`).join('\n');
      return app.inject({ method: 'POST', url: '/?_k=demo', payload: lines });
    };
    const refused = await send(20_000);
    expect([refused.statusCode, refused.json().error]).toEqual([
      413,
      {
        code: 'batch_above_limit',
        message: 'The site accepts at most 100 hits at once; send the batch in parts.',
      },
    ]);
    expect(refused.headers['retry-after']).toBeUndefined();
    // It has cost the honest ones nothing.
    expect((await send(100)).statusCode).toBe(200);
    expect((await send(1)).headers['retry-after']).toBe('1');
    expect(await exported()).toHaveLength(100);
  });

  test('one address that floods it leaves room for the others', async () => {
    const { app, ask, pass } = await createTestApp({ settings: { trustProxy: true } });
    await ask('PATCH', '/api/sites/demo', { hitsPerSecond: 10 });
    const send = (from: string, hits: number) =>
      app.inject({
        method: 'POST',
        url: '/?_k=demo',
        headers: { 'x-forwarded-for': from },
        payload: Array.from({ length: hits }, () => 'e?_p=ada&_n=A').join('\n'),
      });
    let taken = 0;
    for (let second = 0; second < 60; second++) {
      pass(1000);
      for (let host = 1; host <= 3; host++) {
        const { statusCode, headers } = await send(`2001:db8::${host}`, 50);
        if (statusCode !== 200) expect(Number(headers['retry-after'])).toBeLessThanOrEqual(30);
      }
      if ((await send('203.0.113.7', 1)).statusCode === 200) taken++;
    }
    expect(taken).toBeGreaterThan(50);
  });
});

describe('bytes of hits (S6)', () => {
  test('an address that sends without end is told to wait, and another one is not', async () => {
    const { app, pass } = await createTestApp({
      settings: { trustProxy: true },
      parts: { rateLimit: createRateLimit(() => now, { site: 0, sender: 1_000 }) },
    });
    let now = 0;
    const send = (from: string, bytes: number) =>
      app.inject({
        method: 'POST',
        url: '/?_k=demo',
        headers: { 'x-forwarded-for': from },
        payload: `e?_p=ada&_n=A&x=${'x'.repeat(bytes)}`,
      });
    expect((await send('2001:db8::1', 9_000)).statusCode).toBe(200);
    const refused = await send('2001:db8::2', 9_000);
    expect([refused.statusCode, refused.json().error.code]).toEqual([429, 'too_many_hits']);
    expect(refused.headers['retry-after']).toBe('9');
    expect((await send('2001:db8:1::1', 9_000)).statusCode).toBe(200);
    pass(9_000);
    now += 9_000;
    expect((await send('2001:db8::2', 9_000)).statusCode).toBe(200);
  });

  test('a disk that is nearly full: the loudest site waits, then all do, and probes are told', async () => {
    const disk = { free: 1_000_000_000, size: 1_000_000_000 };
    const space = await watchSpace({
      folder: '/',
      floor: { bytes: 1_000_000, part: 1 },
      now: Date.now,
      report: () => undefined,
      read: async () => ({ ...disk }),
    });
    onTestFinished(() => space.close());
    const { app, ask, exported } = await createTestApp({ parts: { space } });
    await ask('POST', '/api/sites', { key: 'quiet' });
    const send = (key: string, hits: number) =>
      app.inject({
        method: 'POST',
        url: `/?_k=${key}`,
        payload: Array.from({ length: hits }, () => 'e?_p=ada&_n=A').join('\n'),
      });
    const single = (key: string) => app.inject(`/e?_k=${key}&_p=ada&_n=A`);
    await send('demo', 100);
    await send('quiet', 1);
    disk.free = 900_000;
    await expect.poll(() => space.free(), { timeout: 5_000 }).toBe(disk.free);
    const refused = await send('demo', 1);
    expect([refused.statusCode, refused.json().error.code]).toEqual([503, 'disk_nearly_full']);
    expect(refused.headers['retry-after']).toBe('30');
    expect((await single('demo')).statusCode).toBe(503);
    expect((await single('quiet')).statusCode).toBe(200);
    expect((await app.inject('/healthz')).statusCode).toBe(200);
    disk.free = 400_000;
    await expect.poll(() => space.free(), { timeout: 5_000 }).toBe(disk.free);
    expect((await single('quiet')).statusCode).toBe(503);
    expect((await app.inject('/healthz')).statusCode).toBe(503);
    disk.free = 2_000_000;
    await expect.poll(async () => (await send('demo', 1)).statusCode).toBe(200);
    expect((await app.inject('/healthz')).statusCode).toBe(200);
    expect(await exported()).toHaveLength(101);
  });
});
