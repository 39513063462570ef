import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it, onTestFinished } from 'vitest';
import { createRuns } from '../../../../src/engine/duckdb/reports/runs.js';
import { TABLES } from '../../../../src/engine/duckdb/tables/schema.js';
import { RANKS } from '../../../../src/engine/ord.js';
import type { FunnelPlan } from '../../../../src/reports/funnel/plan.js';

const SITE = { key: 'demo', number: 1 };

/** A database with hits of so many people, each with as many hits. */
const createLarge = async (people: number, hitsEach: number, now = () => 0) => {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  await connection.run(TABLES);
  await connection.run(
    `INSERT INTO identities SELECT n, 1, n, 'p' || n, true, 0, n FROM range(1, ${people + 1}) AS r(n)`,
  );
  await connection.run(
    `INSERT INTO hits SELECT 1, n, n * ${RANKS}, 'e', 'A', 1 + n % ${people}, 1 + n % ${people}, NULL, NULL, NULL, 0, 0, '{}'
     FROM range(${people * hitsEach}) AS r(n)`,
  );
  const runs = createRuns(instance, now, async () => []);
  onTestFinished(() => {
    runs.close();
    connection.closeSync();
    instance.closeSync();
  });
  return runs;
};

const anything = { label: 'anything', names: null, where: [] };
const toPlan = (steps: number): FunnelPlan => ({
  report: 'funnel',
  steps: Array.from({ length: steps }, () => anything),
  span: { from: null, to: null },
  asOf: 0,
  population: null,
  segment: null,
  windowSeconds: 10_000_000,
});

it('a report is stopped in the middle of its work', async () => {
  const runs = await createLarge(50, 20_000);
  const stop = new AbortController();
  const started = performance.now();
  setTimeout(() => stop.abort(), 100);
  const stopped = runs.run(SITE, toPlan(10), stop.signal);
  await expect(stopped).rejects.toMatchObject({ code: 'report_stopped' });
  expect(performance.now() - started).toBeLessThan(2000);
  // What comes next finds everything in order.
  expect((await runs.run(SITE, { ...toPlan(2), windowSeconds: null })).rows[0]).toMatchObject({
    people: 50,
  });
});

it('people of a report are listed for fifteen minutes, and only by those who may see its site', async () => {
  let now = 0;
  const runs = await createLarge(7, 3, () => now);
  const { reportId } = await runs.run(SITE, toPlan(2));
  const list = (site: string) => runs.people({ site, reportId, pick: { step: 1 } });
  expect((await list('demo')).people).toHaveLength(7);
  await expect(list('other')).rejects.toMatchObject({ code: 'unknown_report' });
  now = 14 * 60_000;
  expect((await list('demo')).people).toHaveLength(7);
  now = 15 * 60_000 + 1;
  await expect(list('demo')).rejects.toMatchObject({ code: 'unknown_report' });
});

it('of many reports the latest are kept', async () => {
  const runs = await createLarge(2, 2);
  const ids: string[] = [];
  for (let n = 0; n < 26; n++) ids.push((await runs.run(SITE, toPlan(2))).reportId);
  const list = (reportId: string) => runs.people({ site: 'demo', reportId, pick: {} });
  await expect(list(ids[0]!)).rejects.toMatchObject({ code: 'unknown_report' });
  expect((await list(ids.at(-1)!)).people).toHaveLength(2);
});
