import { type DuckDBConnection, INTEGER } from '@duckdb/node-api';
import type { Override } from '../../hit.js';
import { appendRows, list, readRows, run } from './rows.js';

/** So many overrides cost a report little; more are folded as soon as the loader is through with a batch. */
const FOLD_FROM = 10_000;

/** Lets reports see the person that identities belong to now, before any hit is rewritten (S11). */
export const setOverrides = async (
  connection: DuckDBConnection,
  overrides: readonly Override[],
): Promise<void> => {
  if (!overrides.length) return;
  await run(connection, 'DELETE FROM overrides WHERE identity IN (SELECT unnest($identities))', {
    identities: list(
      INTEGER,
      overrides.map(({ identity }) => identity),
    ),
  });
  await appendRows(
    connection,
    'overrides',
    [INTEGER, INTEGER],
    overrides.map(({ identity, person }) => [identity, person]),
  );
};

/** Writes overrides into the hits themselves; answers whether it was worth it. For use inside a transaction. */
export const foldOverrides = async (
  connection: DuckDBConnection,
  from = FOLD_FROM,
): Promise<boolean> => {
  const [row] = await readRows<{ count: bigint }>(
    connection,
    'SELECT count(*) AS count FROM overrides',
  );
  if (Number(row!.count) < from) return false;
  await run(
    connection,
    `UPDATE hits SET person = overrides.person FROM overrides
     WHERE hits.identity = overrides.identity AND hits.person <> overrides.person`,
  );
  await run(connection, 'DELETE FROM overrides');
  return true;
};
