import { BIGINT, type DuckDBConnection, INTEGER } from '@duckdb/node-api';
import { toMillisecond } from '../../ord.js';
import { keepColumn, readRows, run } from '../tables/rows.js';

/** Tables whose rows tell the place of their hit, which no other hit of the site has. */
const BY_PLACE = ['person_properties', 'event_values'];

/** Removes hits by their positions; answers the identities whose hits they were. */
export const eraseHits = async (
  connection: DuckDBConnection,
  seqs: readonly number[],
): Promise<number[]> => {
  await keepColumn(connection, 'erased', BIGINT, seqs.map(BigInt));
  const owners = await readRows<{ identity: number }>(
    connection,
    'SELECT DISTINCT identity FROM hits WHERE seq IN (FROM erased)',
  );
  for (const table of BY_PLACE)
    await run(
      connection,
      `DELETE FROM ${table} USING (SELECT site, ord FROM hits WHERE seq IN (FROM erased)) AS goes
       WHERE ${table}.site = goes.site AND ${table}.ord = goes.ord`,
    );
  await run(connection, 'DELETE FROM hits WHERE seq IN (FROM erased)');
  await run(connection, 'DROP TABLE erased');
  return owners.map(({ identity }) => identity);
};

/** Removes all hits of a site. */
export const eraseSiteHits = async (connection: DuckDBConnection, site: number): Promise<void> => {
  for (const table of [...BY_PLACE, 'hits'])
    await run(connection, `DELETE FROM ${table} WHERE site = ${site}`);
};

/** The millisecond of the first hit of each identity that has one. */
export const readFirstHits = async (
  connection: DuckDBConnection,
  identities: readonly number[],
): Promise<Map<number, number>> => {
  await keepColumn(connection, 'asked', INTEGER, identities);
  const rows = await readRows<{ identity: number; ord: bigint }>(
    connection,
    'SELECT identity, min(ord) AS ord FROM hits WHERE identity IN (FROM asked) GROUP BY identity',
  );
  await run(connection, 'DROP TABLE asked');
  return new Map(rows.map(({ identity, ord }) => [identity, toMillisecond(ord)]));
};
