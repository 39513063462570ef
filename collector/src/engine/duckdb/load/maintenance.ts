import type { DuckDBConnection } from '@duckdb/node-api';
import type { HitWriter } from '../../hit-store.js';
import { sortMonth } from '../tables/months.js';
import { foldOverrides } from '../tables/overrides.js';
import { transact } from '../tables/rows.js';

/** Folding reads the identities of all hits; until then, reports have a join more. */
const FOLD_MILLISECONDS = 10_000;
/** Looking for a month to sort reads the times of all hits. */
const SORT_MILLISECONDS = 10 * 60 * 1000;

/** Folds what merges have left, and sorts months as reports read them. */
export const createMaintenance = (
  connection: DuckDBConnection,
  started: number,
): Pick<HitWriter, 'settle' | 'tidy'> => {
  let foldAfter = started + FOLD_MILLISECONDS;
  let sortAfter = 0;
  return {
    async settle() {
      await transact(connection, () => foldOverrides(connection));
    },
    async tidy(now) {
      if (now >= foldAfter) {
        foldAfter = now + FOLD_MILLISECONDS;
        await transact(connection, () => foldOverrides(connection, 1));
      }
      if (now < sortAfter) return false;
      sortAfter = now + SORT_MILLISECONDS;
      const sorted = await transact(connection, () => sortMonth(connection, now));
      if (sorted) sortAfter = 0;
      return sorted;
    },
  };
};
