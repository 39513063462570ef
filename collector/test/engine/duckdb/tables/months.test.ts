import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { sortMonth } from '../../../../src/engine/duckdb/tables/months.js';
import { readRows, transact } from '../../../../src/engine/duckdb/tables/rows.js';
import { sqlMillisecond } from '../../../../src/engine/duckdb/tables/sql-ord.js';
import { makeFolder, openEngine, waitUntilLoaded } from '../../../support/engine.js';
import { readFrom, toLog, toRecord } from '../../../support/records.js';

const DAY = 86_400_000;
/** 1 December 2026, in days after the records' own time; a day later, November is at rest. */
const DECEMBER = (Date.UTC(2026, 11, 1) - Date.UTC(2026, 10, 22, 10)) / DAY;

/** Hits of October, November and December, in no order of names. */
const RECORDS = toLog(
  Array.from({ length: 300 }, (_, n) =>
    toRecord(
      'e',
      { _n: `Event ${(n * 7) % 5}`, _p: `p${n % 11}`, Revenue: '1.5' },
      (n / 5 - 40) * DAY,
    ),
  ),
);
const LATE = Array.from({ length: 40 }, (_, n) => ({
  ...toRecord('e', { _n: `Event ${n % 3}`, _p: 'late' }, -n * 1000),
  seq: 301 + n,
}));

/** Names of a month's hits as they lie in the table. */
const readNames = async (connection: DuckDBConnection, month: string): Promise<string[]> => {
  const rows = await readRows<{ name: string }>(
    connection,
    `SELECT name FROM hits WHERE strftime(make_timestamp_ms(${sqlMillisecond('ord')}), '%m') = '${month}' ORDER BY rowid`,
  );
  return rows.map(({ name }) => name);
};

it('sorts months that are over by event and time, once, and again after late hits', async () => {
  const folder = await makeFolder();
  const records = [...RECORDS, ...LATE];
  const ask = async (upTo: number) => {
    const engine = await openEngine(readFrom(records), folder);
    await waitUntilLoaded(engine, upTo);
    const people = await engine.people({ site: 'demo' });
    await engine.close();
    return people;
  };
  const sortAt = async (days: number) => {
    const instance = await DuckDBInstance.create(join(folder, 'kmq.duckdb'));
    const connection = await instance.connect();
    const now = Date.UTC(2026, 10, 22, 10) + days * DAY;
    let months = 0;
    while (await transact(connection, () => sortMonth(connection, now, 1))) months++;
    const names = [await readNames(connection, '10'), await readNames(connection, '11')];
    connection.closeSync();
    instance.closeSync();
    return { months, isSorted: names.map((month) => `${month}` === `${month.toSorted()}`) };
  };

  const people = await ask(300);
  expect(await sortAt(DECEMBER + 0.9)).toEqual({ months: 1, isSorted: [true, false] });
  expect(await sortAt(DECEMBER + 1)).toEqual({ months: 1, isSorted: [true, true] });
  expect(await sortAt(DECEMBER + 1)).toEqual({ months: 0, isSorted: [true, true] });
  expect(await ask(300)).toEqual(people);
  const all = await ask(340);
  expect(await sortAt(DECEMBER + 1)).toEqual({ months: 1, isSorted: [true, true] });
  expect(await ask(340)).toEqual(all);
});
