import { BIGINT, type DuckDBConnection, HUGEINT, INTEGER } from '@duckdb/node-api';
import type { RepeatStore } from '../../people-index/store.js';
import { appendColumns, keepColumn, list, readColumns, readRows, run } from './rows.js';

/** The table `known_hits`. Days stand as literals: only then DuckDB skips the blocks of other days without reading them. */
export const createRepeatStore = (connection: DuckDBConnection): RepeatStore => ({
  add: ({ days, keys, seqs }) =>
    appendColumns(
      connection,
      'known_hits',
      [INTEGER, HUGEINT, BIGINT],
      [days, keys, seqs.map(BigInt)],
    ),
  async find(days, keys) {
    const rows = await readRows<{ key: bigint }>(
      connection,
      `SELECT key FROM known_hits
       WHERE day IN (${days.join()}) AND key IN (SELECT unnest($keys))`,
      { keys: list(HUGEINT, keys) },
    );
    return new Set(rows.map(({ key }) => key));
  },
  async count(days) {
    const rows = await readRows<{ day: number; hits: bigint }>(
      connection,
      `SELECT day, count(*) AS hits FROM known_hits WHERE day IN (${days.join()}) GROUP BY day`,
    );
    return new Map(rows.map(({ day, hits }) => [day, Number(hits)]));
  },
  async *read(days) {
    const sql = `SELECT day, key FROM known_hits WHERE day IN (${days.join()})`;
    for await (const [found, keys] of readColumns<[number, bigint]>(connection, sql))
      yield { days: found, keys };
  },
  async remove(seqs) {
    await keepColumn(connection, 'asked', BIGINT, seqs.map(BigInt));
    await run(connection, 'DELETE FROM known_hits WHERE seq IN (FROM asked)');
    await run(connection, 'DROP TABLE asked');
  },
  async removeSite(site) {
    await run(
      connection,
      `DELETE FROM known_hits WHERE seq IN (SELECT seq FROM hits WHERE site = ${site})`,
    );
  },
});
