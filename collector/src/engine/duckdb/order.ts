import { BIGINT, type DuckDBConnection, INTEGER } from '@duckdb/node-api';
import { list, readRows } from './rows.js';

/** Three digits of `ord` tell hits of one millisecond apart; what comes later ties (S12). */
const RANKS = 1000;

/** When a hit of a site was. */
export interface Moment {
  site: number;
  millisecond: number;
}

/** The millisecond of an `ord`. */
export const toMillisecond = (ord: bigint): number => Number(ord / BigInt(RANKS));

/**
 * One `ord` for each moment, in log order: microseconds, the last three digits the rank among the site's hits
 * of that millisecond.
 */
export const toOrds = async (
  connection: DuckDBConnection,
  moments: readonly Moment[],
): Promise<bigint[]> => {
  if (!moments.length) return [];
  const milliseconds = moments.map(({ millisecond }) => millisecond);
  const wanted = new Set(milliseconds);
  const last = await readRows<{ site: number; millisecond: bigint; ord: bigint }>(
    connection,
    `SELECT site, ord // ${RANKS} AS millisecond, max(ord) AS ord FROM hits
     WHERE ord >= $from AND ord < $to AND site IN (SELECT unnest($sites))
       AND ord // ${RANKS} IN (SELECT unnest($milliseconds))
     GROUP BY ALL`,
    {
      from: BigInt(milliseconds.reduce((a, b) => Math.min(a, b))) * BigInt(RANKS),
      to: BigInt(milliseconds.reduce((a, b) => Math.max(a, b)) + 1) * BigInt(RANKS),
      sites: list(INTEGER, new Set(moments.map(({ site }) => site))),
      milliseconds: list(BIGINT, [...wanted].map(BigInt)),
    },
  );
  const next = new Map<string, number>();
  for (const { site, millisecond, ord } of last)
    next.set(`${site} ${millisecond}`, Number(ord % BigInt(RANKS)) + 1);
  return moments.map(({ site, millisecond }) => {
    const moment = `${site} ${millisecond}`;
    const rank = next.get(moment) ?? 0;
    next.set(moment, rank + 1);
    return BigInt(millisecond) * BigInt(RANKS) + BigInt(Math.min(rank, RANKS - 1));
  });
};
