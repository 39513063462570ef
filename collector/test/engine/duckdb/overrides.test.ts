import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { foldOverrides } from '../../../src/engine/duckdb/overrides.js';
import { readRows, transact } from '../../../src/engine/duckdb/rows.js';
import { makeFolder, openEngine, waitUntilLoaded } from '../../support/engine.js';
import { makeHistory } from '../../support/history.js';
import { readFrom } from '../../support/records.js';

it('folds overrides into the hits without anybody noticing (S11)', async () => {
  const records = makeHistory(31, 600, 40);
  const folder = await makeFolder();
  const ask = async (upTo: number) => {
    const engine = await openEngine(readFrom(records), folder);
    // In portions, so that most links arrive after hits that they change.
    const { seq: from } = await engine.status();
    for (let seq = from; seq <= upTo; seq += 60) await waitUntilLoaded(engine, seq);
    const people = await engine.people({ site: 'demo', limit: 1000 });
    await engine.close();
    return people;
  };
  const before = await ask(600);

  const instance = await DuckDBInstance.create(join(folder, 'kmq.duckdb'));
  const connection = await instance.connect();
  const count = async (table: string) =>
    Number((await readRows<{ n: bigint }>(connection, `SELECT count(*) AS n FROM ${table}`))[0]!.n);
  const stale =
    'resolved_hits JOIN hits USING (site, seq) WHERE resolved_hits.person <> hits.person';
  expect(await count('overrides')).toBeGreaterThan(20);
  expect(await count(stale)).toBeGreaterThan(20);
  expect(await transact(connection, () => foldOverrides(connection))).toBe(false);
  expect(await transact(connection, () => foldOverrides(connection, 1))).toBe(true);
  expect([await count('overrides'), await count(stale)]).toEqual([0, 0]);
  connection.closeSync();
  instance.closeSync();

  expect(await ask(600)).toEqual(before);
});
