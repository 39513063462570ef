import { BIGINT, BOOLEAN, type DuckDBConnection, INTEGER, VARCHAR } from '@duckdb/node-api';
import type { LinkSource } from 'kmq/wire';
import {
  type LinkRules,
  type LinkState,
  type People,
  resolvePeople,
} from '../../people/resolve.js';
import type { Identities } from './identities.js';
import { setOverrides } from './overrides.js';
import { list, readRows, updateRows } from './rows.js';
import type { Site } from './sites.js';

interface MemberRow {
  identity: number;
  text: string;
  named: boolean;
  person: number;
}

interface LinkRow {
  seq: bigint;
  a: string;
  b: string;
  source: LinkSource;
  time: number;
  id: string | null;
  fields: string;
  state: LinkState | null;
}

const LINK_COLUMNS = [
  ['seq', BIGINT],
  ['state', VARCHAR],
] as const;
const MEMBER_COLUMNS = [
  ['identity', INTEGER],
  ['person', INTEGER],
  ['named', BOOLEAN],
] as const;

const MEMBERS = `
  SELECT identity, text, named, person FROM identities WHERE component IN
    (SELECT component FROM identities WHERE identity IN (SELECT unnest($touched)))`;

/** Links that touch any of the members, in log order. */
const readLinks = async (
  connection: DuckDBConnection,
  members: readonly MemberRow[],
): Promise<LinkRow[]> => {
  // Numbers as literals: DuckDB then reads the links once, and joins nothing.
  const numbers = members.map(({ identity }) => identity).join();
  const rows = await readRows<Omit<LinkRow, 'a' | 'b'> & { a: number; b: number }>(
    connection,
    `SELECT seq, a, b, source, time, id, fields, state FROM links
     WHERE a IN (${numbers}) OR b IN (${numbers}) ORDER BY seq`,
  );
  const texts = new Map(members.map(({ identity, text }) => [identity, text]));
  // A link to a placeholder connects nothing, so one of its sides may lie elsewhere.
  const outside = rows.flatMap(({ a, b }) => [a, b]).filter((identity) => !texts.has(identity));
  if (outside.length)
    for (const { identity, text } of await readRows<MemberRow>(
      connection,
      `SELECT identity, text FROM identities WHERE identity IN (${outside.join()})`,
    ))
      texts.set(identity, text);
  return rows.map((row) => ({ ...row, a: texts.get(row.a)!, b: texts.get(row.b)! }));
};

/** The rules that a site's links are read with. */
export const toRules = ({ settings, unlinked, approved }: Site): LinkRules => ({
  anonymousShape: settings.anonymousShape,
  linkNamed: settings.linkNamed,
  unlinked,
  approved,
});

/** Members whose person, or kind, is another one now. A person's number is the smallest of its identities'. */
const toChanged = (members: readonly MemberRow[], { people, named }: People): MemberRow[] => {
  const byText = new Map(members.map((member) => [member.text, member]));
  return people.flatMap((texts) => {
    // A placeholder's partner from elsewhere is in the links, but it is no member.
    const inside = texts.flatMap((text) => byText.get(text) ?? []);
    const person = inside.reduce((least, { identity }) => Math.min(least, identity), Infinity);
    return inside
      .map((member) => ({ ...member, person, named: named.has(member.text) }))
      .filter((member) => {
        const before = byText.get(member.text)!;
        return before.person !== member.person || before.named !== member.named;
      });
  });
};

/** What became of a link, and what it was before. */
export interface StateChange {
  from: LinkState | null;
  to: LinkState;
}

const toStateChanges = (
  links: readonly LinkRow[],
  states: readonly LinkState[],
): Map<number, StateChange> =>
  new Map(
    links.flatMap(({ seq, state }, at) =>
      state === states[at] ? [] : [[Number(seq), { from: state, to: states[at]! }]],
    ),
  );

const writeStates = (connection: DuckDBConnection, changes: ReadonlyMap<number, StateChange>) =>
  updateRows(
    connection,
    'links',
    LINK_COLUMNS,
    [...changes].map(([seq, { to }]) => [BigInt(seq), to]),
  );

const writeMembers = (connection: DuckDBConnection, changed: readonly MemberRow[]) =>
  updateRows(
    connection,
    'identities',
    MEMBER_COLUMNS,
    changed.map(({ identity, person, named }) => [identity, person, named]),
  );

/**
 * Resolves anew the components that hold any of the touched identities of a site, and nothing else (S9). Answers what
 * became of links, by position, where that changed.
 */
export const regroup = async (
  connection: DuckDBConnection,
  identities: Identities,
  site: Site,
  touched: Iterable<number>,
): Promise<Map<number, StateChange>> => {
  const members = await readRows<MemberRow>(connection, MEMBERS, {
    touched: list(INTEGER, new Set(touched)),
  });
  const links = members.length ? await readLinks(connection, members) : [];
  const people = resolvePeople(
    links.map((link) => ({ ...link, id: link.id ?? undefined })),
    toRules(site),
  );
  const changes = toStateChanges(links, people.states);
  await writeStates(connection, changes);
  const changed = toChanged(members, people);
  await writeMembers(connection, changed);
  for (const { text, person } of changed) identities.assign(site, text, person);
  await setOverrides(
    connection,
    changed.filter(({ identity }) => !identities.isFresh(identity)),
  );
  return changes;
};
