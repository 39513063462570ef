import type { DuckDBConnection } from '@duckdb/node-api';
import type { PopulationPlan } from '../../../reports/plan.js';
import { keepKeys, run } from '../tables/rows.js';
import { toMembers } from './population.js';
import { openSite, type Scope } from './scope.js';

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

/** Prepares a report about a population, or about everybody where there is none. */
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
