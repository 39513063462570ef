import { describe, expect, test } from 'vitest';
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
});
