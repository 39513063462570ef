import { BIGINT, type DuckDBConnection, VARCHAR } from '@duckdb/node-api';
import { toAmount } from '../../../money.js';
import type { HitMoney, HitRange, HitWriter } from '../../hit-store.js';
import { toTexts } from '../reports/sql.js';
import { list, readRows, run } from '../tables/rows.js';
import { REVENUE_TYPE, toRevenueValue } from './append-hits.js';

const sqlRange = ({ site, from, to }: HitRange): string =>
  `hits.site = ${site} AND hits.seq BETWEEN ${from} AND ${to}`;

interface NameRow {
  name: string;
  hits: bigint;
}

interface MoneyRow {
  seq: bigint;
  revenue: string | null;
  currency: string | null;
  properties: string;
}

/** How hits are read by other names than those they were loaded by. */
export const createMoneyReader = (
  connection: DuckDBConnection,
): Pick<HitWriter, 'findNext' | 'countNames' | 'readMoney' | 'setMoney'> => ({
  async findNext({ site, from, to }) {
    const [next] = await readRows<{ seq: bigint | null }>(
      connection,
      `SELECT min(seq) AS seq FROM hits WHERE site = ${site} AND seq > ${from} AND seq <= ${to}`,
    );
    return next!.seq === null ? null : Number(next!.seq);
  },
  async countNames(range) {
    const read = async (sql: string) =>
      (await readRows<NameRow>(connection, sql)).map(
        ({ name, hits }) => [name, Number(hits)] as const,
      );
    return {
      events: await read(
        `SELECT name, count(*) AS hits FROM hits WHERE ${sqlRange(range)} AND kind = 'e' GROUP BY name`,
      ),
      properties: await read(
        `SELECT name, count(*) AS hits FROM (
           SELECT unnest(json_keys(properties)) AS name FROM hits
           WHERE ${sqlRange(range)} AND kind IN ('e', 's')
         ) GROUP BY name`,
      ),
    };
  },
  async readMoney(range, names) {
    const rows = await readRows<MoneyRow>(
      connection,
      `SELECT seq, CAST(revenue AS VARCHAR) AS revenue, currency, properties FROM hits
       WHERE ${sqlRange(range)} AND kind = 'e'
         AND (revenue IS NOT NULL OR list_has_any(json_keys(properties), [${toTexts(names)}]))`,
    );
    return rows.map(({ seq, revenue, ...row }) => ({
      ...row,
      seq: Number(seq),
      revenue: revenue === null ? null : (toAmount(revenue) ?? null),
    }));
  },
  async setMoney(range: HitRange, money: readonly HitMoney[]) {
    await run(
      connection,
      `UPDATE hits SET revenue = changed.revenue, currency = changed.currency
       FROM (SELECT unnest($seqs) AS seq, unnest($revenues) AS revenue, unnest($currencies) AS currency) AS changed
       WHERE ${sqlRange(range)} AND hits.seq = changed.seq`,
      {
        seqs: list(
          BIGINT,
          money.map(({ seq }) => BigInt(seq)),
        ),
        revenues: list(
          REVENUE_TYPE,
          money.map(({ revenue }) => toRevenueValue(revenue)),
        ),
        currencies: list(
          VARCHAR,
          money.map(({ currency }) => currency),
        ),
      },
    );
  },
});
