import type { DuckDBConnection } from '@duckdb/node-api';
import { toOrd } from '../../ord.js';
import { readRows, run } from './rows.js';
import { sqlMillisecond } from './sql-ord.js';

/** Fewer hits than this are read so fast that their order does not show. */
const LEAST_HITS = 100_000;
/** A month is sorted again when late hits make up this part of it. */
const LATE_PART = 0.1;
/** A month is left alone for a day after its end: most late hits are no later. */
const REST_MILLISECONDS = 24 * 60 * 60 * 1000;

interface MonthRow {
  /** First millisecond of the month, and of the next. */
  starts: number;
  ends: number;
}

// Of hits that are in their month's order, `months` knows how many there are.
const UNSORTED = `
  WITH found AS (
    SELECT date_trunc('month', make_timestamp_ms(${sqlMillisecond('ord')})) AS month, count(*) AS hits FROM hits GROUP BY month
  )
  SELECT epoch_ms(month)::DOUBLE AS starts, epoch_ms(month + INTERVAL 1 MONTH)::DOUBLE AS ends
  FROM found LEFT JOIN months ON months.starts = epoch_ms(month)
  WHERE epoch_ms(month + INTERVAL 1 MONTH) <= $closed
    AND found.hits - coalesce(months.hits, 0) >= greatest($least, found.hits * ${LATE_PART})
  ORDER BY month LIMIT 1`;

/**
 * Sorts one month that is over by event and order, as funnels read it; answers whether there was one to
 * sort. For use inside a transaction.
 */
export const sortMonth = async (
  connection: DuckDBConnection,
  now: number,
  least = LEAST_HITS,
): Promise<boolean> => {
  const [month] = await readRows<MonthRow>(connection, UNSORTED, {
    closed: BigInt(now - REST_MILLISECONDS),
    least,
  });
  if (!month) return false;
  const { starts, ends } = month;
  const inMonth = `ord >= ${toOrd(starts)} AND ord < ${toOrd(ends)}`;
  await run(
    connection,
    `CREATE OR REPLACE TEMP TABLE sorted_hits AS
     SELECT * FROM hits WHERE ${inMonth} ORDER BY site, name, ord`,
  );
  await run(connection, `DELETE FROM hits WHERE ${inMonth}`);
  const hits = await run(connection, 'INSERT INTO hits SELECT * FROM sorted_hits');
  await run(connection, 'DROP TABLE sorted_hits');
  await run(connection, `DELETE FROM months WHERE starts = ${starts}`);
  await run(connection, `INSERT INTO months VALUES (${starts}, ${hits})`);
  return true;
};
