import { BIGINT, BOOLEAN, DOUBLE, type DuckDBConnection, INTEGER, VARCHAR } from '@duckdb/node-api';
import type { LinkSource } from 'kmq/wire';
import type { LinkStore, StoredLink } from '../../people-index/store.js';
import {
  appendRows,
  keepColumn,
  list,
  type Parameters,
  readRows,
  run,
  updateRows,
} from './rows.js';

interface LinkRow {
  seq: bigint;
  a: number;
  b: number;
  source: LinkSource;
  time: number;
  id: string | null;
  fields: string;
  proven: boolean | null;
  tree: boolean;
}

const COLUMNS = 'seq, a, b, source, time, id, fields, proven, tree';

const TYPES = [
  ...[BIGINT, INTEGER, INTEGER, INTEGER, VARCHAR, DOUBLE],
  ...[VARCHAR, VARCHAR, BOOLEAN, VARCHAR, BOOLEAN],
];

const VERDICT_COLUMNS = [
  ['seq', BIGINT],
  ['state', VARCHAR],
  ['tree', BOOLEAN],
] as const;

const toLink = ({ seq, a, b, id, proven, ...rest }: LinkRow): StoredLink => ({
  ...rest,
  seq: Number(seq),
  x: a,
  y: b,
  id: id ?? undefined,
  proven: proven ?? undefined,
});

/** The table `links`. */
export const createLinkStore = (connection: DuckDBConnection): LinkStore => {
  const read = async (sql: string, parameters: Parameters = {}): Promise<StoredLink[]> =>
    (await readRows<LinkRow>(connection, sql, parameters)).map(toLink);
  return {
    add: (links) =>
      appendRows(
        connection,
        'links',
        TYPES,
        links.map(({ seq, site, x, y, source, time, id, fields, proven, verdict, tree }) => [
          ...[BigInt(seq), site, x, y, source, time],
          ...[id ?? null, fields, proven ?? null, verdict, tree],
        ]),
      ),
    async setVerdicts(changed) {
      const rows = changed.map(({ seq, verdict, tree }) => [BigInt(seq), verdict, tree]);
      await updateRows(connection, 'links', VERDICT_COLUMNS, rows);
    },
    async clearVerdicts(site) {
      await run(connection, 'UPDATE links SET tree = false, state = NULL WHERE site = $site', {
        site,
      });
    },
    readTrees: (identities) =>
      read(`SELECT ${COLUMNS} FROM links WHERE tree AND a IN (SELECT unnest($identities))`, {
        identities: list(INTEGER, identities),
      }),
    readCounted(identities) {
      const select = (end: string) => `
        SELECT ${COLUMNS} FROM links
        WHERE state = 'counted' AND ${end} IN (SELECT unnest($identities))`;
      const own = { identities: list(INTEGER, identities) };
      return read(`${select('a')} UNION ${select('b')}`, own);
    },
    readBetween(identities) {
      const numbers = identities.join();
      return read(
        `SELECT ${COLUMNS} FROM links
         WHERE a IN (${numbers}) AND b IN (${numbers}) AND (a <> b OR ${identities.length} = 1)
           AND state <> 'placeholder'
         ORDER BY seq`,
      );
    },
    readAfter: (site, seq, most) =>
      read(
        `SELECT ${COLUMNS} FROM links WHERE site = $site AND seq > $seq ORDER BY seq LIMIT ${most}`,
        { site, seq: BigInt(seq) },
      ),
    async readNames(identities, except) {
      const rows = await readRows<{ a: number }>(
        connection,
        `SELECT DISTINCT a FROM links WHERE a IN (${identities.join()}) AND source = 'i'
           AND state <> 'unlinked' AND seq NOT IN (${[-1, ...except].join()})`,
      );
      return rows.map(({ a }) => a);
    },
    async readFirstNamed(identities) {
      await keepColumn(connection, 'asked', INTEGER, identities);
      const rows = await readRows<{ a: number; time: number }>(
        connection,
        'SELECT a, min(time) AS time FROM links WHERE a IN (FROM asked) GROUP BY a',
      );
      await run(connection, 'DROP TABLE asked');
      return new Map(rows.map(({ a, time }) => [a, time]));
    },
    async hasHeld(site) {
      const sql = `SELECT 1 FROM links WHERE site = $site AND state = 'held' LIMIT 1`;
      return (await readRows(connection, sql, { site })).length > 0;
    },
    async remove(seqs) {
      await keepColumn(connection, 'asked', BIGINT, seqs.map(BigInt));
      const ends = 'FROM links WHERE seq IN (FROM asked)';
      const rows = await readRows<{ identity: number }>(
        connection,
        `SELECT a AS identity ${ends} UNION SELECT b ${ends}`,
      );
      await run(connection, `DELETE ${ends}`);
      await run(connection, 'DROP TABLE asked');
      return rows.map(({ identity }) => identity);
    },
    async removeSite(site) {
      await run(connection, `DELETE FROM links WHERE site = ${site}`);
    },
  };
};
