import { describe, expect, test } from 'vitest';
import { disk } from '../../src/ingest/log/disk.js';
import { createTestApp, emptyEngine } from '../support/app.js';
import { NOW, toDraft } from '../support/hits.js';

describe('/healthz: hits can be put on disk (S6)', () => {
  test('tells a failure, and recovers without a hit', async () => {
    let broken = false;
    const create: typeof disk.create = async (path) => {
      if (broken) throw new Error('disk full');
      const file = await disk.create(path);
      return {
        ...file,
        sync: () => (broken ? Promise.reject(new Error('disk full')) : file.sync()),
      };
    };
    const { app, log } = await createTestApp({ log: { disk: { ...disk, create } } });
    expect((await app.inject('/healthz')).json()).toEqual({ status: 'ok' });
    broken = true;
    await log.append([toDraft()]).catch(() => undefined);
    const failing = await app.inject('/healthz');
    expect([failing.statusCode, failing.json().error.code]).toEqual([503, 'log_unavailable']);
    broken = false;
    expect((await app.inject('/healthz')).statusCode).toBe(200);
  });
});

describe('/readyz: reports answer, and how far behind they are', () => {
  test.each([
    ['nothing waits', { ready: true, seq: 1, waitingSince: null }, 0],
    ['a hit waits since 1.5 s', { ready: true, seq: 0, waitingSince: NOW - 1500 }, 1.5],
    [
      'a hit that the engine has not noticed yet',
      { ready: true, seq: 0, waitingSince: null },
      0.001,
    ],
  ])('%s', async (_, status, lagSeconds) => {
    const { app, log } = await createTestApp({
      parts: { engine: { ...emptyEngine(() => log), status: async () => status } },
    });
    await log.append([toDraft()]);
    expect((await app.inject('/readyz')).json()).toEqual({ status: 'ok', lagSeconds });
  });

  test.each([
    ['is not open', async () => ({ ready: false, seq: 0, waitingSince: null })],
    ['has gone away', () => Promise.reject(new Error('gone'))],
  ])('an engine that %s', async (_, status) => {
    const { app, log } = await createTestApp({
      parts: { engine: { ...emptyEngine(() => log), status } },
    });
    const answer = await app.inject('/readyz');
    expect([answer.statusCode, answer.json().error.code]).toEqual([503, 'reports_not_ready']);
    expect((await app.inject('/e?_k=demo&_p=ada&_n=A')).headers['x-rejected']).toBeUndefined();
  });
});
