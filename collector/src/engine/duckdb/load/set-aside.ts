import type { DuckDBConnection } from '@duckdb/node-api';
import type { SetAside } from '../../hit-store.js';
import { readRows, run } from '../tables/rows.js';

const MESSAGE_LENGTH = 500;

/** Keeps what is set aside. For use inside a transaction (S5). */
export const setAside = async (
  connection: DuckDBConnection,
  { seq, site, time, message }: SetAside,
): Promise<void> => {
  await run(connection, 'INSERT INTO set_aside VALUES ($seq, $site, $time, $message)', {
    seq: BigInt(seq),
    site,
    time,
    message: message.slice(0, MESSAGE_LENGTH),
  });
};

/** How many records of all sites are set aside. */
export const countAside = async (connection: DuckDBConnection): Promise<number> => {
  const [row] = await readRows<{ count: bigint }>(
    connection,
    'SELECT count(*) AS count FROM set_aside',
  );
  return Number(row!.count);
};

/** Those of a site, the first ones of them, and how many there are. */
export const readAside = async (
  connection: DuckDBConnection,
  site: string,
  most: number,
): Promise<{ count: number; records: { position: number; message: string }[] }> => {
  const rows = await readRows<{ seq: bigint; message: string }>(
    connection,
    'SELECT seq, message FROM set_aside WHERE site = $site ORDER BY seq',
    { site },
  );
  return {
    count: rows.length,
    records: rows.slice(0, most).map(({ seq, message }) => ({ position: Number(seq), message })),
  };
};
