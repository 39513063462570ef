import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createEngineProcess, type EngineProcess } from '../../../src/engine/process/host.js';
import { encodeRecords } from '../../../src/ingest/log/frame.js';
import type { LogRecord } from '../../../src/ingest/record.js';
import { toMembersPlan } from '../../../src/reports/members.js';
import { makeFolder, waitUntilLoaded } from '../../support/engine.js';
import { makeHistory } from '../../support/history.js';
import { naiveHistory } from '../../support/naiveHistory.js';
import { T0, toLog, toRecord } from '../../support/records.js';
import { buildWorker } from '../../support/worker.js';

let worker: URL;
beforeAll(async () => {
  worker = await buildWorker();
});

const writeLog = async (folder: string, records: readonly LogRecord[]): Promise<void> => {
  await mkdir(join(folder, 'log'), { recursive: true });
  const file = join(folder, 'log', '0000000000000001.ndjson');
  await appendFile(file, encodeRecords(records));
};

const startEngine = (folder: string): EngineProcess & { reports: string[] } => {
  const reports: string[] = [];
  const engine = createEngineProcess({
    folder: join(folder, 'engine'),
    log: join(folder, 'log'),
    memoryMegabytes: 256,
    threads: 1,
    worker,
    report: (message) => reports.push(message),
  });
  onTestFinished(() => engine.close());
  return { ...engine, reports };
};

describe('the engine in a process of its own', () => {
  it('is there at once, not ready until it is open, and answers what it was asked meanwhile', async () => {
    const folder = await makeFolder();
    await writeLog(folder, toLog([toRecord('e', { _p: 'ada', _n: 'Signed Up' })]));
    const engine = startEngine(folder);
    expect(await engine.status()).toEqual({ ready: false, seq: 0, waitingSince: null });
    expect(await engine.person('demo', { identity: 'ada' })).toBeNull();
    await waitUntilLoaded(engine, 1);
    expect(await engine.status()).toEqual({ ready: true, seq: 1, waitingSince: null });
    expect(await engine.person('demo', { identity: 'ada' })).toMatchObject({ events: 1 });
    await expect(engine.people({ site: 'demo', cursor: 'mine' })).rejects.toMatchObject({
      code: 'invalid_cursor',
    });
  });

  it('killed again and again while it loads, has everything once in the end', async () => {
    const folder = await makeFolder();
    const records = makeHistory(11, 3000, 150);
    const engine = startEngine(folder);
    for (let from = 0; from < records.length; from += 300) {
      await writeLog(folder, records.slice(from, from + 300));
      engine.follow(from + 300);
      await wait(from % 900 ? 30 : 5);
      const pid = engine.pid();
      if (pid && from % 600 === 0) process.kill(pid, 'SIGKILL');
    }
    await waitUntilLoaded(engine, records.length);
    const { people } = await engine.people({ site: 'demo', limit: 1000 });
    const told = people.map(({ id, events, revenue }) => [id, events, revenue]).sort();
    const expected = naiveHistory(records, 'demo').map(({ id, events, revenue }) => [
      id,
      events,
      revenue,
    ]);
    expect(told).toEqual(expected.sort());
    expect(engine.reports.some((report) => report.includes('SIGKILL'))).toBe(true);
  });

  it('that ends while it works on an answer, says so', async () => {
    const engine = startEngine(await makeFolder());
    while (!(await engine.status()).ready) await wait(5);
    process.kill(engine.pid()!, 'SIGSTOP');
    const answer = engine.people({ site: 'demo' });
    process.kill(engine.pid()!, 'SIGKILL');
    await expect(answer).rejects.toMatchObject({ code: 'engine_unavailable' });
    expect(await engine.people({ site: 'demo' })).toEqual({ people: [], cursor: null });
  });

  it('that hangs is not ready, and still where it was', async () => {
    const folder = await makeFolder();
    await writeLog(folder, toLog([toRecord('e', { _p: 'ada', _n: 'Signed Up' })]));
    const engine = startEngine(folder);
    await waitUntilLoaded(engine, 1);
    process.kill(engine.pid()!, 'SIGSTOP');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const status = engine.status();
    await vi.advanceTimersByTimeAsync(5000);
    vi.useRealTimers();
    expect(await status).toEqual({ ready: false, seq: 1, waitingSince: null });
    process.kill(engine.pid()!, 'SIGCONT');
    expect(await engine.status()).toEqual({ ready: true, seq: 1, waitingSince: null });
  });

  it('runs reports, and stops one for which nobody waits', async () => {
    const folder = await makeFolder();
    await writeLog(folder, toLog([toRecord('e', { _p: 'ada', _n: 'Signed Up' })]));
    const engine = startEngine(folder);
    await waitUntilLoaded(engine, 1);
    const plan = { ...toMembersPlan({ not: { any: [] } }, T0 + 1), population: null };
    const { reportId, rows } = await engine.report('demo', plan);
    expect(rows).toEqual([{ people: 1 }]);
    expect(await engine.reportPeople({ site: 'demo', reportId, pick: {} })).toMatchObject({
      people: [{ events: 1 }],
      total: 1,
    });
    // Both messages lie before the process when it goes on.
    process.kill(engine.pid()!, 'SIGSTOP');
    const leaving = new AbortController();
    const stopped = engine.report('demo', plan, leaving.signal);
    leaving.abort();
    process.kill(engine.pid()!, 'SIGCONT');
    await expect(stopped).rejects.toMatchObject({ code: 'report_stopped' });
    expect((await engine.report('demo', plan)).rows).toEqual([{ people: 1 }]);
  });

  it('that cannot start says why, is tried again, and holds up nobody', async () => {
    const folder = await makeFolder();
    await writeFile(join(folder, 'engine'), 'a file where a folder should be');
    const engine = startEngine(folder);
    while (engine.reports.length < 4) await wait(5);
    expect(engine.reports[0]).toMatch(/cannot start: .*engine/);
    expect(engine.reports[1]).toBe('the engine ended (1); it starts again in 50 ms');
    expect(await engine.status()).toEqual({ ready: false, seq: 0, waitingSince: null });
  });
});
