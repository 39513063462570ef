import { BIGINT, DuckDBInstance, INTEGER } from '@duckdb/node-api';
import { expect, it, onTestFinished } from 'vitest';
import { MEMORY } from '../../../src/engine/duckdb/memory.js';
import { createOrder } from '../../../src/engine/duckdb/order.js';
import { appendRows } from '../../../src/engine/duckdb/rows.js';
import { createRandom } from '../../support/history.js';

const AT = Date.UTC(2026, 10, 22);

it('orders hits by time, then by rank among the hits of the site in that millisecond (S12)', async () => {
  const instance = await DuckDBInstance.create();
  onTestFinished(() => instance.closeSync());
  const connection = await instance.connect();
  await connection.run('CREATE TABLE hits (site INTEGER, ord BIGINT)');
  let order = createOrder(connection);
  const write = async (moments: [site: number, millisecond: number][]): Promise<string[]> => {
    const ords = await order.toOrds(
      moments.map(([site, millisecond]) => ({ site, millisecond: AT + millisecond })),
    );
    const rows = ords.map((ord, at) => [moments[at]![0], ord]);
    await appendRows(connection, 'hits', [INTEGER, BIGINT], rows);
    return ords.map((ord) => String(ord - BigInt(AT) * 1000n));
  };

  expect(await write([])).toEqual([]);
  expect(
    await write([
      [1, 5],
      [1, 5],
      [2, 5],
      [1, 7],
      [1, 5],
    ]),
  ).toEqual(['5000', '5001', '5000', '7000', '5002']);
  expect(
    await write([
      [1, 6],
      [1, 5],
      [2, 5],
      [2, 7],
    ]),
  ).toEqual(['6000', '5003', '5001', '7000']);
  const many = await write(Array.from({ length: 1200 }, () => [1, 9] as [number, number]));
  expect(many.slice(996, 1002)).toEqual(['9996', '9997', '9998', '9999', '9999', '9999']);
  expect(
    await write([
      [1, 9],
      [1, 8],
    ]),
  ).toEqual(['9999', '8000']);
  // What was known by heart is read from the tables.
  order = createOrder(connection);
  expect(
    await write([
      [1, 8],
      [1, 5],
      [2, 9],
    ]),
  ).toEqual(['8001', '5004', '9000']);
});

it('ranks are exact with the smallest memory, after restarts and failures, too (S12)', async () => {
  const instance = await DuckDBInstance.create();
  onTestFinished(() => instance.closeSync());
  const connection = await instance.connect();
  await connection.run('CREATE TABLE hits (site INTEGER, ord BIGINT)');
  const random = createRandom(78);
  const below = (n: number) => Math.floor(random() * n);
  const memory = { ...MEMORY, milliseconds: 1 };
  let order = createOrder(connection, memory);
  const ranks = new Map<string, number>();
  for (let batch = 0; batch < 30; batch++) {
    const fate = random();
    if (fate < 0.1) order = createOrder(connection, memory);
    const moments = Array.from({ length: below(20) }, () => ({
      site: 1 + below(3),
      millisecond: AT + below(batch + 10),
    }));
    const ords = await order.toOrds(moments);
    if (fate > 0.9) {
      order.forget();
      continue;
    }
    const expected = moments.map(({ site, millisecond }) => {
      const rank = ranks.get(`${site} ${millisecond}`) ?? 0;
      ranks.set(`${site} ${millisecond}`, rank + 1);
      return BigInt(millisecond * 1000 + rank);
    });
    expect(ords).toEqual(expected);
    const rows = ords.map((ord, at) => [moments[at]!.site, ord]);
    await appendRows(connection, 'hits', [INTEGER, BIGINT], rows);
  }
});
