import { BIGINT, type DuckDBConnection, INTEGER } from '@duckdb/node-api';
import { toOrd } from '../../ord.js';
import type { OrderStore } from '../../people-index/store.js';
import { list, readRows } from './rows.js';
import { sqlMillisecond } from './sql-ord.js';

/** Places that hits of the table `hits` have taken. */
export const createOrderStore = (connection: DuckDBConnection): OrderStore => ({
  readLast(moments) {
    const milliseconds = moments.map(({ millisecond }) => millisecond);
    return readRows(
      connection,
      `SELECT site, max(ord) AS ord FROM hits
       WHERE ord >= $from AND ord < $to AND site IN (SELECT unnest($sites))
         AND ${sqlMillisecond('ord')} IN (SELECT unnest($milliseconds))
       GROUP BY site, ${sqlMillisecond('ord')}`,
      {
        from: toOrd(milliseconds.reduce((a, b) => Math.min(a, b))),
        to: toOrd(milliseconds.reduce((a, b) => Math.max(a, b)) + 1),
        sites: list(INTEGER, new Set(moments.map(({ site }) => site))),
        milliseconds: list(BIGINT, [...new Set(milliseconds)].map(BigInt)),
      },
    );
  },
  readLatest: (most) =>
    readRows(connection, `SELECT site, ord FROM hits ORDER BY ord DESC LIMIT ${most}`),
});
