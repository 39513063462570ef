import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { foldOverrides } from '../../../../src/engine/duckdb/tables/overrides.js';
import { readRows, transact } from '../../../../src/engine/duckdb/tables/rows.js';
import { makeFolder, openEngine, waitUntilLoaded } from '../../../support/engine.js';
import { makeHistory } from '../../../support/history.js';
import { readFrom } from '../../../support/records.js';

/** Loads a history in portions, so that most links arrive after hits that they change; `now` says when. */
const loadIn = async (folder: string, now: () => number) => {
  const engine = await openEngine(readFrom(RECORDS), folder, now);
  const { seq: from } = await engine.status();
  for (let seq = from; seq <= RECORDS.length; seq += 60) await waitUntilLoaded(engine, seq);
  const people = await engine.people({ site: 'demo', limit: 1000 });
  await engine.close();
  return people;
};
const RECORDS = makeHistory(31, 600, 40);

/** The tables of an engine that is closed, and how many rows they have. */
const openTables = async (folder: string) => {
  const instance = await DuckDBInstance.create(join(folder, 'kmq.duckdb'));
  const connection = await instance.connect();
  const count = async (table: string) =>
    Number((await readRows<{ n: bigint }>(connection, `SELECT count(*) AS n FROM ${table}`))[0]!.n);
  const close = () => {
    connection.closeSync();
    instance.closeSync();
  };
  return { connection, count, close };
};

it('folds overrides into the hits without anybody noticing (S11)', async () => {
  const folder = await makeFolder();
  const before = await loadIn(folder, () => 0);
  const { connection, count, close } = await openTables(folder);
  const stale =
    'resolved_hits JOIN hits USING (site, seq) WHERE resolved_hits.person <> hits.person';
  expect(await count('overrides')).toBeGreaterThan(20);
  expect(await count(stale)).toBeGreaterThan(20);
  expect(await transact(connection, () => foldOverrides(connection))).toBe(false);
  expect(await transact(connection, () => foldOverrides(connection, 1))).toBe(true);
  expect([await count('overrides'), await count(stale)]).toEqual([0, 0]);
  close();
  expect(await loadIn(folder, () => 0)).toEqual(before);
});

it('folds them when the loader has caught up, now and then', async () => {
  const folder = await makeFolder();
  let now = 0;
  await loadIn(folder, () => {
    now += 20_000;
    return now;
  });
  const { count, close } = await openTables(folder);
  expect(await count('overrides')).toBe(0);
  close();
});
