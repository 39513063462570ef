import { BIGINT, BOOLEAN, type DuckDBConnection, INTEGER } from '@duckdb/node-api';
import { isAnonymousShape } from 'kmq/wire';
import { isPlaceholder } from '../../people/identity.js';
import type { Loaded } from './batch.js';
import { toMillisecond } from './ord.js';
import { setOverrides } from './overrides.js';
import { regroup } from './regroup.js';
import { groupRows, list, readRows, run, updateRows } from './rows.js';
import type { Site } from './sites.js';

/** People are resolved anew so many identities at a time, whole components at least. */
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

interface Member {
  identity: number;
  site: number;
  text: string;
  named: boolean;
  person: number;
  component: number;
}

/** What is still connected, by the smallest number of each component. */
const toComponents = (links: readonly { a: number; b: number }[]): Map<number, number> => {
  const up = new Map<number, number>();
  const find = (identity: number): number => {
    let root = identity;
    for (let next = up.get(root); next !== undefined && next !== root; next = up.get(root))
      root = next;
    up.set(identity, root);
    return root;
  };
  for (const { a, b } of links) {
    const [x, y] = [find(a), find(b)];
    if (x !== y) up.set(Math.max(x, y), Math.min(x, y));
  }
  return new Map([...up.keys()].map((identity) => [identity, find(identity)]));
};

/** Takes a few components apart where no link holds them any more, and resolves their people anew. */
const regroupSome = async (
  connection: DuckDBConnection,
  { identities, sites }: Loaded,
  members: readonly Member[],
): Promise<void> => {
  const site = [...sites.list()].find((each) => each.site === members[0]!.site) as Site;
  const numbers = members.map(({ identity }) => identity).join();
  const links = await readRows<{ a: number; b: number }>(
    connection,
    `SELECT a, b FROM links WHERE a IN (${numbers}) OR b IN (${numbers})`,
  );
  const placeholders = new Set(
    members.filter(({ text }) => isPlaceholder(text)).map(({ identity }) => identity),
  );
  const inside = new Set(members.map(({ identity }) => identity));
  const connecting = links.filter(
    ({ a, b }) => inside.has(a) && inside.has(b) && !placeholders.has(a) && !placeholders.has(b),
  );
  const components = toComponents(connecting);
  const linked = new Set(links.flatMap(({ a, b }) => [a, b]));
  const renewed = members.map((member) => {
    const component = components.get(member.identity) ?? member.identity;
    if (linked.has(member.identity)) return { ...member, component };
    const named = !(site.settings.anonymousShape && isAnonymousShape(member.text));
    return { ...member, component, named, person: member.identity };
  });
  await updateRows(
    connection,
    'identities',
    [
      ['identity', INTEGER],
      ['component', INTEGER],
      ['person', INTEGER],
      ['named', BOOLEAN],
    ],
    renewed.map(({ identity, component, person, named }) => [identity, component, person, named]),
  );
  await setOverrides(
    connection,
    renewed.filter(({ person }, at) => person !== members[at]!.person),
  );
  await regroup(
    connection,
    identities,
    site,
    members.flatMap(({ identity }) => (linked.has(identity) ? [identity] : [])),
  );
};

const regroupParted = async (connection: DuckDBConnection, loaded: Loaded): Promise<void> => {
  const members = await readRows<Member>(
    connection,
    `SELECT identity, site, text, named, person, component FROM identities
     WHERE component IN (FROM parted_components) ORDER BY site, component`,
  );
  for (const [, own] of groupRows(members, 'site')) {
    let some: Member[] = [];
    for (const [, component] of groupRows(own, 'component')) {
      some.push(...component);
      if (some.length < REGROUP_IDENTITIES) continue;
      await regroupSome(connection, loaded, some);
      some = [];
    }
    if (some.length) await regroupSome(connection, loaded, some);
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
  await run(
    connection,
    `CREATE OR REPLACE TEMP TABLE parted_components AS
     SELECT DISTINCT component FROM identities WHERE identity IN (FROM parted)`,
  );
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
  for (const table of ['removed', 'touched', 'parted', 'parted_components', 'gone'])
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
