import type { DuckDBConnection } from '@duckdb/node-api';
import type { Span } from '../../../reports/plan.js';
import { readRows } from '../tables/rows.js';
import { toInSpan } from './sql.js';

/** What the queries of one report read from. */
export interface Scope {
  connection: DuckDBConnection;
  site: number;
  /** Hits of the site's people that count, as `SELECT … FROM ${hits}`. */
  hits: (columns: string, condition: string) => string;
  /** How many hits there are to read. */
  count: (condition: string) => string;
  /** First and last `ord` of the site. */
  extent: readonly [bigint, bigint];
}

/** Prepares a report about everybody: whose hits it reads, and how many there are in its range. */
export const openSite = async (connection: DuckDBConnection, site: number): Promise<Scope> => {
  const [overrides] = await readRows<{ count: bigint }>(
    connection,
    'SELECT count(*) AS count FROM overrides',
  );
  const [extent] = await readRows<{ first: bigint | null; last: bigint | null }>(
    connection,
    `SELECT min(ord) AS first, max(ord) AS last FROM hits WHERE site = ${site}`,
  );
  // Without merges that are not yet folded, a join less.
  const table = overrides!.count ? 'resolved_hits' : 'hits';
  const all: Scope['hits'] = (columns, condition) =>
    `SELECT ${columns} FROM ${table} WHERE site = ${site} AND ${condition}`;
  return {
    connection,
    site,
    hits: all,
    // Whose they are changes nothing.
    count: (condition) =>
      `SELECT count(*) AS count FROM hits WHERE site = ${site} AND ${condition}`,
    extent: [extent!.first ?? 0n, extent!.last ?? 0n],
  };
};

/** How many hits of the site lie in a span. */
export const countHits = async ({ connection, count }: Scope, span: Span): Promise<number> => {
  const [row] = await readRows<{ count: bigint }>(connection, count(toInSpan(span)));
  return Number(row!.count);
};
