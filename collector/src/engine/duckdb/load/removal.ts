import { BIGINT, type DuckDBConnection, INTEGER } from '@duckdb/node-api';
import { isPlaceholder } from '../../../people/identity.js';
import { createPeople } from '../../../people/people.js';
import { groupRows } from '../../group-rows.js';
import { toMillisecond } from '../../ord.js';
import { readNamed } from '../../people-index/decisions.js';
import { tellNeeds } from '../../people-index/read-people.js';
import { keepPeople, toRules, writeVerdicts } from '../../people-index/resolve.js';
import { takeAllAgain } from '../../people-index/settings.js';
import type { Site } from '../../people-index/sites.js';
import { list, readRows, run, updateRows } from '../tables/rows.js';
import type { Loaded } from './batch.js';

/** People are found anew so many identities at a time. */
const REGROUP_IDENTITIES = 1_000;

/** Tables whose rows tell the record that they come from. */
const BY_RECORD = ['hits', 'links', 'decisions', 'known_hits'];
/** Tables whose rows tell the place of their hit, which no other hit of the site has. */
const BY_PLACE = ['person_properties', 'event_values'];

interface Kept {
  identity: number;
  text: string;
  first_seen: bigint | null;
  own: bigint | null;
  named: bigint | null;
}

/** Keeps whose records go, and in `parted` whose links do. */
const findTouched = async (
  connection: DuckDBConnection,
  seqs: readonly number[],
): Promise<void> => {
  await run(connection, 'CREATE OR REPLACE TEMP TABLE removed AS SELECT unnest($seqs) AS seq', {
    seqs: list(BIGINT, seqs.map(BigInt)),
  });
  const ends = 'FROM links WHERE seq IN (FROM removed)';
  await run(
    connection,
    `CREATE OR REPLACE TEMP TABLE parted AS SELECT a AS identity ${ends} UNION SELECT b ${ends}`,
  );
  await run(
    connection,
    `CREATE OR REPLACE TEMP TABLE touched AS
     SELECT identity FROM hits WHERE seq IN (FROM removed) UNION FROM parted`,
  );
};

/** An identity is there for as long as a hit is its own, or a link names it. */
const removeIdentities = async (connection: DuckDBConnection): Promise<void> => {
  await run(
    connection,
    `CREATE OR REPLACE TEMP TABLE gone AS
     SELECT identity FROM touched
     EXCEPT SELECT identity FROM hits WHERE identity IN (FROM touched)
     EXCEPT SELECT a FROM links WHERE a IN (FROM touched)`,
  );
  for (const table of ['identities', 'overrides'])
    await run(connection, `DELETE FROM ${table} WHERE identity IN (FROM gone)`);
};

/** Those who stay may have been seen first by what is gone. */
const renewFirstSeen = async (connection: DuckDBConnection): Promise<void> => {
  const kept = await readRows<Kept>(
    connection,
    `WITH own AS (
       SELECT identity, min(ord) AS ord FROM hits WHERE identity IN (FROM touched) GROUP BY identity
     ), named AS (
       SELECT a AS identity, min(ord) AS ord FROM links JOIN hits USING (seq)
       WHERE a IN (FROM touched) GROUP BY a
     )
     SELECT identity, text, first_seen, own.ord AS own, named.ord AS named
     FROM identities LEFT JOIN own USING (identity) LEFT JOIN named USING (identity)
     WHERE identity IN (FROM touched)`,
  );
  const changed = kept.flatMap(({ identity, text, first_seen, own, named }) => {
    // A placeholder that a link names is nobody.
    const seen = [own, isPlaceholder(text) ? null : named].filter((ord) => ord !== null);
    const first = seen.length
      ? BigInt(toMillisecond(seen.reduce((a, b) => (a < b ? a : b))))
      : null;
    return first === first_seen ? [] : [[identity, first]];
  });
  await updateRows(
    connection,
    'identities',
    [
      ['identity', INTEGER],
      ['first_seen', BIGINT],
    ],
    changed,
  );
};

/** Whether links wait for room, which there may be now. */
const hasHeld = async (connection: DuckDBConnection, { site }: Site): Promise<boolean> => {
  const sql = `SELECT 1 FROM links WHERE site = $site AND state = 'held' LIMIT 1`;
  return (await readRows(connection, sql, { site })).length > 0;
};

/** Finds the people of some identities anew, of whom links are gone. */
const regroupSome = async (
  { identities, store }: Loaded,
  site: Site,
  some: readonly { identity: number; text: string }[],
): Promise<void> => {
  const own = some.map(({ identity }) => identity);
  const texts = new Map(some.map(({ identity, text }) => [identity, text]));
  const people = createPeople(toRules(site));
  const before = await tellNeeds(store, people, () => people.needsAll(own));
  const named = await readNamed(store.links, people.rules, texts, []);
  people.takeAway(own, { seqs: [], named });
  keepPeople(identities, site, people, before);
  await identities.write();
  await writeVerdicts(store.links, people, people.changed());
};

const regroupParted = async (connection: DuckDBConnection, loaded: Loaded): Promise<void> => {
  const { identities, sites } = loaded;
  const left = await readRows<{ identity: number; site: number; text: string }>(
    connection,
    `SELECT identity, site, text FROM identities WHERE identity IN (FROM parted)
     ORDER BY site, identity`,
  );
  for (const [number, own] of groupRows(left, 'site')) {
    const site = [...sites.list()].find((each) => each.site === number) as Site;
    // What is gone is known by heart.
    identities.forget();
    await identities.take([]);
    if (await hasHeld(connection, site)) await takeAllAgain(loaded.store, identities, site);
    else
      for (let at = 0; at < own.length; at += REGROUP_IDENTITIES)
        await regroupSome(loaded, site, own.slice(at, at + REGROUP_IDENTITIES));
  }
};

/** Where names that differ in case count as one, how often each spelling came is counted anew, in the background. */
const recountNames = async (
  connection: DuckDBConnection,
  { sites }: Loaded,
  key: string,
): Promise<void> => {
  const site = sites.find(key);
  if (!site?.names.foldNames) return;
  const [progress] = await readRows<{ seq: bigint }>(connection, 'SELECT seq FROM progress');
  await sites.setNames(site, site.names, Number(progress!.seq));
};

/**
 * Takes records out of the tables, as if the log had never had them: what is left is what a rebuild from the rest of
 * the log makes. For use inside a transaction, after which nothing that was known by heart holds.
 */
export const removeRecords = async (
  connection: DuckDBConnection,
  loaded: Loaded,
  { key, seqs }: { key: string; seqs: readonly number[] },
): Promise<void> => {
  await findTouched(connection, seqs);
  for (const table of BY_PLACE)
    await run(
      connection,
      `DELETE FROM ${table} USING (SELECT site, ord FROM hits WHERE seq IN (FROM removed)) AS goes
       WHERE ${table}.site = goes.site AND ${table}.ord = goes.ord`,
    );
  for (const table of BY_RECORD)
    await run(connection, `DELETE FROM ${table} WHERE seq IN (FROM removed)`);
  await loaded.sites.reload();
  await removeIdentities(connection);
  await renewFirstSeen(connection);
  await regroupParted(connection, loaded);
  await recountNames(connection, loaded, key);
  for (const table of ['removed', 'touched', 'parted', 'gone'])
    await run(connection, `DROP TABLE ${table}`);
};

/** Takes all that a site ever sent out of the tables. For use as above. */
export const removeSite = async (
  connection: DuckDBConnection,
  { sites }: Loaded,
  key: string,
): Promise<void> => {
  const site = sites.find(key);
  if (!site) return;
  const own = `WHERE site = ${site.site}`;
  await run(connection, `DELETE FROM known_hits WHERE seq IN (SELECT seq FROM hits ${own})`);
  await run(
    connection,
    `DELETE FROM overrides WHERE identity IN (SELECT identity FROM identities ${own})`,
  );
  for (const table of [...BY_PLACE, 'hits', 'links', 'decisions', 'identities'])
    await run(connection, `DELETE FROM ${table} ${own}`);
  await sites.remove(site);
};
