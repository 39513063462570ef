import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { COLUMNS } from '../../src/destinations/files/columns.js';
import { writeParquet } from '../../src/destinations/files/parquet.js';
import { createFolder } from '../support/folder.js';

const EMPTY = Object.fromEntries(Object.keys(COLUMNS).map((name) => [name, null]));

async function* parts(count: number) {
  for (let from = 0; from < count; from += 1000)
    yield Array.from({ length: Math.min(1000, count - from) }, (_, at) => ({
      ...EMPTY,
      position: String(from + at + 1),
      time: '2026-11-22T12:00:00.123Z',
      name: 'a "quoted", name\nof two lines',
      revenue: '49.9900',
      properties: '{"é":"\\u0000x"}',
    }));
}

it.each([0, 1, 250_000])('writes %d rows as they are', async (count) => {
  const folder = join(createFolder(), "it's");
  await mkdir(folder);
  const path = await writeParquet(folder, COLUMNS, {
    rows: parts(count),
    ending: new AbortController().signal,
  });
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const read = await connection.runAndReadAll(
    `SELECT count(*)::INT AS count, sum(position)::BIGINT AS positions, min(time)::VARCHAR AS time, sum(revenue)::VARCHAR AS revenue, min(name) AS name, min(properties) AS properties
     FROM read_parquet('${path.replaceAll("'", "''")}')`,
  );
  const [row] = read.getRowObjects();
  expect(row!.count).toBe(count);
  if (!count) return;
  expect(row).toMatchObject({
    ...{ positions: BigInt((count * (count + 1)) / 2), time: '2026-11-22 12:00:00.123' },
    ...{ name: 'a "quoted", name\nof two lines', properties: '{"é":"\\u0000x"}' },
    revenue: (count * 49.99).toFixed(4),
  });
});
