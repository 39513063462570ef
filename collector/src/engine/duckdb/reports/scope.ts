import type { DuckDBConnection } from '@duckdb/node-api';
import type { PopulationPlan, Span } from '../../../reports/plan.js';
import { keepKeys, readRows, run } from '../tables/rows.js';
import { toMembers } from './members.js';
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

/** Keys of the identities of a list. */
export type ReadKeys = (list: string) => Promise<bigint[]>;

/** Makes the table of a population's people. */
const keepMembers = async (
  scope: Scope,
  { asOf, members }: PopulationPlan,
  readKeys: ReadKeys,
): Promise<void> => {
  const { connection, site } = scope;
  if (!('list' in members)) {
    await run(connection, `CREATE TEMP TABLE members AS ${toMembers(scope, { asOf, members })}`);
    return;
  }
  await keepKeys(connection, 'listed', await readKeys(members.list));
  await run(
    connection,
    `CREATE TEMP TABLE members AS SELECT DISTINCT person FROM identities
     WHERE site = ${site} AND first_seen IS NOT NULL AND key IN (SELECT key FROM listed)`,
  );
  await run(connection, 'DROP TABLE listed');
};

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

/** The same about a population, where there is one. */
export const openScope = async (
  connection: DuckDBConnection,
  site: number,
  population: PopulationPlan | null,
  readKeys: ReadKeys,
): Promise<Scope> => {
  const scope = await openSite(connection, site);
  if (!population) return scope;
  await keepMembers(scope, population, readKeys);
  const hits: Scope['hits'] = (columns, condition) =>
    scope.hits(columns, `${condition} AND person IN (SELECT person FROM members)`);
  return { ...scope, hits, count: (condition) => hits('count(*) AS count', condition) };
};

/** How many hits of the site lie in a span. */
export const countHits = async ({ connection, count }: Scope, span: Span): Promise<number> => {
  const [row] = await readRows<{ count: bigint }>(connection, count(toInSpan(span)));
  return Number(row!.count);
};
