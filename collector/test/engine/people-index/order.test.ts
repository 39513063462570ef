import { BIGINT, type DuckDBConnection, DuckDBInstance, INTEGER } from '@duckdb/node-api';
import { expect, it, onTestFinished } from 'vitest';
import { createOrderStore } from '../../../src/engine/duckdb/tables/places.js';
import { appendRows, readRows } from '../../../src/engine/duckdb/tables/rows.js';
import { sqlMillisecond, sqlUntil } from '../../../src/engine/duckdb/tables/sql-ord.js';
import { RANKS, toMillisecond, toOrd, toRank } from '../../../src/engine/ord.js';
import { MEMORY } from '../../../src/engine/people-index/memory.js';
import { createOrder } from '../../../src/engine/people-index/order.js';
import { createRandom } from '../../support/history.js';

const AT = Date.UTC(2026, 10, 22);

const connect = async (): Promise<DuckDBConnection> => {
  const instance = await DuckDBInstance.create();
  onTestFinished(() => instance.closeSync());
  const connection = await instance.connect();
  await connection.run('CREATE TABLE hits (site INTEGER, ord BIGINT)');
  return connection;
};

/** Milliseconds after `AT` and rank, of each place. */
const toPlaces = (ords: readonly bigint[]) =>
  ords.map((ord) => [toMillisecond(ord) - AT, toRank(ord)]);

it('orders hits by time, then by rank among the hits of the site in that millisecond (S12)', async () => {
  const connection = await connect();
  let order = createOrder(createOrderStore(connection));
  const write = async (moments: [site: number, millisecond: number][]) => {
    const ords = await order.toOrds(
      moments.map(([site, millisecond]) => ({ site, millisecond: AT + millisecond })),
    );
    const rows = ords.map((ord, at) => [moments[at]![0], ord]);
    await appendRows(connection, 'hits', [INTEGER, BIGINT], rows);
    return toPlaces(ords);
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
  ).toEqual([
    [5, 0],
    [5, 1],
    [5, 0],
    [7, 0],
    [5, 2],
  ]);
  expect(
    await write([
      [1, 6],
      [1, 5],
      [2, 5],
      [2, 7],
    ]),
  ).toEqual([
    [6, 0],
    [5, 3],
    [5, 1],
    [7, 0],
  ]);
  const many = Array.from({ length: 5000 }, (_, rank) => [9, rank]);
  expect(await write(many.map(() => [1, 9]))).toEqual(many);
  expect(
    await write([
      [1, 9],
      [1, 8],
    ]),
  ).toEqual([
    [9, 5000],
    [8, 0],
  ]);
  // What was known by heart is read from the tables.
  order = createOrder(createOrderStore(connection));
  expect(
    await write([
      [1, 8],
      [1, 9],
      [1, 5],
      [2, 9],
    ]),
  ).toEqual([
    [8, 1],
    [9, 5001],
    [5, 4],
    [9, 0],
  ]);
});

it('ranks are exact with the smallest memory, after restarts and failures, too (S12)', async () => {
  const connection = await connect();
  const random = createRandom(78);
  const below = (n: number) => Math.floor(random() * n);
  const memory = { ...MEMORY, milliseconds: 1 };
  let order = createOrder(createOrderStore(connection), memory);
  const ranks = new Map<string, number>();
  for (let batch = 0; batch < 30; batch++) {
    const fate = random();
    if (fate < 0.1) order = createOrder(createOrderStore(connection), memory);
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
      return toOrd(millisecond, rank);
    });
    expect(ords).toEqual(expected);
    const rows = ords.map((ord, at) => [moments[at]!.site, ord]);
    await appendRows(connection, 'hits', [INTEGER, BIGINT], rows);
  }
});

it.each([
  ['by heart', MEMORY.milliseconds],
  ['from the tables', 1],
])(
  'hits beyond a full millisecond take the next free places, known %s (S12)',
  async (_, milliseconds) => {
    const connection = await connect();
    // Full, full, all but one; of another site nothing.
    await appendRows(
      connection,
      'hits',
      [INTEGER, BIGINT],
      [
        [1, toOrd(AT, RANKS - 1)],
        [1, toOrd(AT + 1, RANKS - 1)],
        [1, toOrd(AT + 2, RANKS - 2)],
        [1, toOrd(AT + 90, 0)],
      ],
    );
    const moments = [
      { site: 1, millisecond: AT },
      { site: 2, millisecond: AT },
      { site: 1, millisecond: AT },
      { site: 1, millisecond: AT + 1 },
      { site: 1, millisecond: AT + 3 },
    ];
    const places = [
      [2, RANKS - 1],
      [0, 0],
      [3, 0],
      [3, 1],
      [3, 2],
    ];
    const atOnce = createOrder(createOrderStore(connection), { ...MEMORY, milliseconds });
    expect(toPlaces(await atOnce.toOrds(moments))).toEqual(places);
    // The same one at a time.
    const oneByOne = createOrder(createOrderStore(connection), { ...MEMORY, milliseconds });
    for (const [at, moment] of moments.entries()) {
      const [ord] = await oneByOne.toOrds([moment]);
      expect(toPlaces([ord!])).toEqual([places[at]]);
      await appendRows(connection, 'hits', [INTEGER, BIGINT], [[moment.site, ord!]]);
    }
  },
);

it('an ord is read the same here and in SQL, and until counts milliseconds, not ranks', async () => {
  const connection = await connect();
  const moments = [0, 1, Date.UTC(2009, 0, 1) - 1, Date.UTC(2009, 0, 1), AT, Date.UTC(2100, 0, 1)];
  const ranks = [0, 1, RANKS - 1];
  const ords = moments.flatMap((moment) => ranks.map((rank) => toOrd(moment, rank)));
  expect(ords).toEqual(ords.toSorted((a, b) => (a < b ? -1 : 1)));
  expect(ords.map(toMillisecond)).toEqual(moments.flatMap((moment) => ranks.map(() => moment)));
  const YEARS = 10 * 366 * 86_400;
  for (const ord of ords) {
    const [row] = await readRows(
      connection,
      `SELECT ${sqlMillisecond('ord')} AS millisecond, ${sqlUntil('ord', 1)} AS second,
         ${sqlUntil('ord', YEARS)} AS years FROM (SELECT ${ord}::BIGINT AS ord)`,
    );
    const millisecond = toMillisecond(ord);
    expect(row).toEqual({
      millisecond: BigInt(millisecond),
      second: toOrd(millisecond + 1000, RANKS - 1),
      years: toOrd(millisecond + YEARS * 1000, RANKS - 1),
    });
  }
});

it('a moment of which there are no hits is a bound that a BIGINT holds', async () => {
  const connection = await connect();
  await appendRows(
    connection,
    'hits',
    [INTEGER, BIGINT],
    [
      [1, toOrd(0)],
      [1, toOrd(AT)],
    ],
  );
  const count = async (from: number, to: number) => {
    const [row] = await readRows<{ hits: number }>(
      connection,
      `SELECT count(*)::INTEGER AS hits FROM hits WHERE ord >= ${toOrd(from)} AND ord < ${toOrd(to)}`,
    );
    return row!.hits;
  };
  expect(await count(Date.UTC(-5000, 0, 1), Date.UTC(9999, 0, 1))).toBe(2);
  expect(await count(Date.UTC(9998, 0, 1), Date.UTC(9999, 0, 1))).toBe(0);
  // Part of a millisecond is no bound before its hits.
  expect(await count(AT - 0.5, AT + 0.5)).toBe(1);
  expect(await count(AT + 0.5, Date.UTC(9999, 0, 1))).toBe(0);
});
