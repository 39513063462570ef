import type { DuckDBConnection } from '@duckdb/node-api';
import type { HitWriter } from '../../hit-store.js';
import { readRows, run } from '../tables/rows.js';

/** The table of sites that are late. */
export const createLateRows = (
  connection: DuckDBConnection,
): Pick<HitWriter, 'readLate' | 'setLate' | 'removeLate'> => ({
  async readLate() {
    const rows = await readRows<{ site: string; seq: bigint; received: number }>(
      connection,
      'SELECT site, seq, received FROM late_sites ORDER BY seq',
    );
    return rows.map(({ site, seq, received }) => ({ site, seq: Number(seq), received }));
  },
  async setLate({ site, seq, received }) {
    await run(connection, 'INSERT INTO late_sites VALUES ($site, $seq, $received)', {
      ...{ site, received },
      seq: BigInt(seq),
    });
  },
  async removeLate(site) {
    await run(connection, 'DELETE FROM late_sites WHERE site = $site', { site });
  },
});
