import {
  BIGINT,
  BOOLEAN,
  type DuckDBConnection,
  HUGEINT,
  INTEGER,
  VARCHAR,
} from '@duckdb/node-api';
import type { Placed } from '../../../people/people.js';
import type { IdentityStore } from '../../people-index/store.js';
import { appendRows, keepColumn, list, readColumns, readRows, run, updateRows } from './rows.js';

const TYPES = [INTEGER, INTEGER, HUGEINT, VARCHAR, BOOLEAN, BIGINT, INTEGER];
const SEEN_COLUMNS = [
  ['identity', INTEGER],
  ['first_seen', BIGINT],
] as const;
const GROUP_COLUMNS = [
  ['identity', INTEGER],
  ['person', INTEGER],
  ['named', BOOLEAN],
] as const;

const toSeen = (firstSeen: bigint | null): number | null =>
  firstSeen === null ? null : Number(firstSeen);
const fromSeen = (millisecond: number | null): bigint | null =>
  millisecond === null ? null : BigInt(millisecond);

/** The table `identities`. */
export const createIdentityStore = (connection: DuckDBConnection): IdentityStore => ({
  async last() {
    const [row] = await readRows<{ last: number | null }>(
      connection,
      'SELECT max(identity) AS last FROM identities',
    );
    return row?.last ?? 0;
  },
  async *readAbove(identity) {
    const parts = readColumns<[bigint, number, number, bigint | null, boolean]>(
      connection,
      `SELECT key, identity, person, first_seen,
         identity IN (SELECT a FROM links UNION ALL SELECT b FROM links)
       FROM identities WHERE identity > ${identity}`,
    );
    for await (const [keys, identities, people, firstSeen, linked] of parts)
      yield { keys, identities, people, firstSeen: firstSeen.map(toSeen), linked };
  },
  async find(keys) {
    const rows = await readRows<{
      key: bigint;
      identity: number;
      text: string;
      person: number;
      first_seen: bigint | null;
    }>(
      connection,
      `SELECT key, identity, text, person, first_seen FROM identities
       WHERE key IN (SELECT unnest($keys))`,
      { keys: list(HUGEINT, keys) },
    );
    return rows.map(({ first_seen, ...row }) => ({ ...row, firstSeen: toSeen(first_seen) }));
  },
  add: (identities) =>
    appendRows(
      connection,
      'identities',
      TYPES,
      identities.map(({ identity, site, key, text, named, firstSeen, person }) => [
        ...[identity, site, key, text, named],
        ...[fromSeen(firstSeen), person],
      ]),
    ),
  async setFirstSeen(changed) {
    const rows = changed.map(([identity, seen]) => [identity, fromSeen(seen)]);
    await updateRows(connection, 'identities', SEEN_COLUMNS, rows);
  },
  async setPeople(changed) {
    const rows = changed.map(({ identity, person, named }) => [identity, person, named]);
    await updateRows(connection, 'identities', GROUP_COLUMNS, rows);
  },
  async setNamed(identities, named) {
    await run(
      connection,
      'UPDATE identities SET named = $named WHERE identity IN (SELECT unnest($identities))',
      { named, identities: list(INTEGER, identities) },
    );
  },
  readPeople: (identities) =>
    readRows<Placed>(
      connection,
      `SELECT identity, text, named, person FROM identities WHERE person IN
         (SELECT person FROM identities WHERE identity IN (SELECT unnest($identities)))`,
      { identities: list(INTEGER, identities) },
    ),
  async readTexts(identities) {
    const rows = await readRows<{ identity: number; text: string }>(
      connection,
      'SELECT identity, text FROM identities WHERE identity IN (SELECT unnest($identities))',
      { identities: list(INTEGER, new Set(identities)) },
    );
    return new Map(rows.map(({ identity, text }) => [identity, text]));
  },
  readOfLength: (site, characters) =>
    readRows(
      connection,
      'SELECT identity, text FROM identities WHERE site = $site AND length(text) = $characters',
      { site, characters },
    ),
  async separate(site) {
    const joined = await readRows<{ identity: number }>(
      connection,
      'SELECT identity FROM identities WHERE site = $site AND person <> identity',
      { site },
    );
    await run(connection, 'UPDATE identities SET person = identity WHERE site = $site', { site });
    return joined.map(({ identity }) => identity);
  },
  async read(identities) {
    await keepColumn(connection, 'asked', INTEGER, identities);
    const rows = await readRows<{
      identity: number;
      site: number;
      text: string;
      first_seen: bigint | null;
    }>(
      connection,
      `SELECT identity, site, text, first_seen FROM identities WHERE identity IN (FROM asked)
       ORDER BY site, identity`,
    );
    await run(connection, 'DROP TABLE asked');
    return rows.map(({ first_seen, ...row }) => ({ ...row, firstSeen: toSeen(first_seen) }));
  },
  async remove(identities) {
    await keepColumn(connection, 'asked', INTEGER, identities);
    await run(connection, 'DELETE FROM identities WHERE identity IN (FROM asked)');
    await run(connection, 'DROP TABLE asked');
  },
  async removeSite(site) {
    const rows = await readRows<{ identity: number }>(
      connection,
      `DELETE FROM identities WHERE site = ${site} RETURNING identity`,
    );
    return rows.map(({ identity }) => identity);
  },
});
