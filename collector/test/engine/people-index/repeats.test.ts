import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it, onTestFinished } from 'vitest';
import { createRepeatStore } from '../../../src/engine/duckdb/tables/known-hits.js';
import { readRows } from '../../../src/engine/duckdb/tables/rows.js';
import { toKey } from '../../../src/engine/hash.js';
import type { ProjectedHit } from '../../../src/engine/hit.js';
import { MEMORY } from '../../../src/engine/people-index/memory.js';
import { createRepeats } from '../../../src/engine/people-index/repeats.js';
import { createRandom } from '../../support/history.js';

const DAYS = 40;

const openTable = async () => {
  const instance = await DuckDBInstance.create();
  onTestFinished(() => instance.closeSync());
  const connection = await instance.connect();
  await connection.run('CREATE TABLE known_hits (day INTEGER, key HUGEINT, seq BIGINT)');
  return connection;
};

const toHit = (n: number) =>
  ({ seq: n, ...(n % 13 && { repeat: { day: n % DAYS, key: toKey(`${n}`) } }) }) as ProjectedHit;

it.each([
  ['all it needs', MEMORY],
  ['room for a few days', { ...MEMORY, filterBytes: 20_000 }],
  ['no room', { ...MEMORY, filterBytes: 0 }],
])('tells repeats from hits with %s (S7)', async (_, memory) => {
  const connection = await openTable();
  let repeats = createRepeats(createRepeatStore(connection), memory);
  const random = createRandom(12);
  const seen = new Set<number>();
  for (let batch = 0; batch < 30; batch++) {
    // What it knows by heart is gone now and then.
    if (batch % 10 === 9) repeats = createRepeats(createRepeatStore(connection), memory);
    const numbers = Array.from({ length: 200 }, () => Math.floor(random() * 6000));
    const hits = numbers.map(toHit);
    const found = await repeats.find(hits);
    const kept = hits.filter(({ repeat }) => !(repeat && found.has(repeat)));
    const expected = numbers.filter((n) => n % 13 === 0 || (!seen.has(n) && seen.add(n)));
    expect(kept.map(({ seq }) => seq)).toEqual(expected);
  }
  const [row] = await readRows<{ hits: bigint; keys: bigint }>(
    connection,
    'SELECT count(*) AS hits, count(DISTINCT key) AS keys FROM known_hits',
  );
  expect([Number(row!.hits), Number(row!.keys)]).toEqual([seen.size, seen.size]);
});
