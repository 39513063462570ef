import { type DuckDBConnection, HUGEINT, INTEGER } from '@duckdb/node-api';
import type { ProjectedHit, Repeat } from '../hit.js';
import { appendRows, list, readRows } from './rows.js';

const findKnown = async (
  connection: DuckDBConnection,
  repeats: readonly Repeat[],
): Promise<Set<bigint>> => {
  if (!repeats.length) return new Set();
  const days = [...new Set(repeats.map(({ day }) => day))];
  const found = await readRows<{ key: bigint }>(
    connection,
    // Days as literals: only then DuckDB skips the blocks of other days without reading them.
    `SELECT key FROM known_hits
     WHERE day IN (${days.join()}) AND key IN (SELECT unnest($keys))`,
    {
      keys: list(
        HUGEINT,
        repeats.map(({ key }) => key),
      ),
    },
  );
  return new Set(found.map(({ key }) => key));
};

/**
 * The hits that are no repeat, neither of another one here nor of one that is in the tables (S7).
 * What they are known by is written down. Nothing of it is kept in memory, however long the history.
 */
export const dropRepeats = async (
  connection: DuckDBConnection,
  hits: readonly ProjectedHit[],
): Promise<ProjectedHit[]> => {
  const known = await findKnown(
    connection,
    hits.flatMap(({ repeat }) => repeat ?? []),
  );
  const fresh: Repeat[] = [];
  const firsts = hits.filter(({ repeat }) => {
    if (!repeat) return true;
    if (known.has(repeat.key)) return false;
    known.add(repeat.key);
    fresh.push(repeat);
    return true;
  });
  await appendRows(
    connection,
    'known_hits',
    [INTEGER, HUGEINT],
    fresh.map(({ day, key }) => [day, key]),
  );
  return firsts;
};
