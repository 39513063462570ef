import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDuckDb } from '../../../src/engine/duckdb/open-duckdb.js';
import type { Engine } from '../../../src/engine/engine.js';
import { createEngineProcess } from '../../../src/engine/process/host.js';
import { encodeRecords } from '../../../src/ingest/log/frame.js';
import { PLAIN_NAMES } from '../../../src/money.js';
import { makeFolder, openEngine, waitUntilLoaded } from '../../support/engine.js';
import { readFrom, toLog, toRecord } from '../../support/records.js';
import { buildWorker } from '../../support/worker.js';

const HITS = 6000;
/** Of a log that has hits of other sites between them: several steps of the work. */
const APART = 25;
const END = HITS * APART;
const NAMES = { ...PLAIN_NAMES, revenue: ['Revenue', 'sum', 'Billing Amount'] };

const records = toLog(
  Array.from({ length: HITS }, (_, n) =>
    toRecord(
      'e',
      { _n: 'Paid', _p: `p${n % 100}`, [n % 2 ? 'sum' : 'Revenue']: '1', _i: `${n}` },
      // Not in the order of arrival, in which rows need not lie either.
      (n * 7919) % HITS,
    ),
  ),
).map((record) => ({ ...record, seq: record.seq * APART }));

const revenueOf = async (engine: Engine) => {
  const { rows, recalculating } = await engine.report('demo', {
    ...{ report: 'revenue', span: { from: null, to: null }, asOf: Date.now(), population: null },
    ...{ by: 'month', offsets: [{ from: 0, ahead: 0 }], segment: null, currency: 'USD' },
  });
  return { total: Number(rows.sums[0]!.revenue) / 10_000, recalculating };
};

const settle = async (engine: Engine, total: number) => {
  await expect
    .poll(() => revenueOf(engine), { timeout: 60_000 })
    .toEqual({ total, recalculating: undefined });
};

describe('money of hits that were loaded before names were merged', () => {
  it('is read anew in steps, which go on after a restart, and back again', async () => {
    const folder = await makeFolder();
    const first = await openEngine(readFrom(records), folder);
    await waitUntilLoaded(first, END);
    expect(await revenueOf(first)).toEqual({ total: HITS / 2, recalculating: undefined });
    first.setNames({ demo: NAMES });
    await first.close();
    const second = await openEngine(readFrom(records), folder);
    second.setNames({ demo: NAMES });
    second.follow(END);
    await settle(second, HITS);
    second.setNames({});
    await settle(second, HITS / 2);
  });

  it('is told to be on its way by answers that do not wait for it', async () => {
    const engine = await openDuckDb({
      ...{ folder: await makeFolder(), read: readFrom(records), memoryMegabytes: 256, threads: 1 },
      settleMilliseconds: 0,
    });
    onTestFinished(() => engine.close());
    await waitUntilLoaded(engine, END);
    engine.setNames({ demo: NAMES });
    const [report, list, person] = await Promise.all([
      revenueOf(engine),
      engine.people({ site: 'demo' }),
      engine.person('demo', { identity: 'p1' }),
    ]);
    const told = [report, list, person].map((answer) => answer?.recalculating);
    expect(told).toEqual([true, true, true]);
    await settle(engine, HITS);
    expect((await engine.person('demo', { identity: 'p1' }))?.recalculating).toBeUndefined();
  });

  it('is read by the right names also after the engine’s process has ended', async () => {
    const folder = await makeFolder();
    const paid = (sum: string) => toRecord('e', { _p: 'ada', _n: 'Paid', sum });
    const log = join(folder, 'log');
    await mkdir(log);
    await writeFile(
      join(log, '0000000000000001.ndjson'),
      encodeRecords(toLog([paid('1'), paid('2')])),
    );
    const engine = createEngineProcess({
      ...{ folder: join(folder, 'engine'), log, memoryMegabytes: 256, threads: 1 },
      worker: await buildWorker(),
    });
    onTestFinished(() => engine.close());
    engine.setNames({ demo: NAMES });
    await waitUntilLoaded(engine, 1);
    process.kill(engine.pid()!, 'SIGKILL');
    await waitUntilLoaded(engine, 2);
    expect(await engine.person('demo', { identity: 'ada' })).toMatchObject({ revenue: '3.00' });
  });
});
