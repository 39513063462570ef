import type { DuckDBConnection } from '@duckdb/node-api';
import { fromCursor, toCursor } from '../../cursor.js';
import type { Merged, PersonPage, PersonQuery, TimelineEntry } from '../../engine.js';
import { TIMELINE_PAGE } from '../../limits.js';
import { toMillisecond } from '../../ord.js';
import { type Parameters, readRows } from '../tables/rows.js';
import { sqlMillisecond } from '../tables/sql-ord.js';
import { readLinksOf } from './explain-links.js';
import { type PersonSums, readPeople, toIso } from './people.js';

/** More than any person has without a human's word. */
const ALL_IDENTITIES = 1_000_000;

const KINDS = { e: 'event', s: 'set', a: 'alias' } as const;

interface HitRow {
  ord: bigint;
  kind: keyof typeof KINDS;
  name: string | null;
  identity: string;
  properties: string;
}

/** One page of what the identities of a person did, newest first. */
const readTimeline = async (
  connection: DuckDBConnection,
  identities: readonly number[],
  cursor: string | undefined,
): Promise<{ timeline: TimelineEntry[]; cursor: string | null }> => {
  const parameters: Parameters = { limit: TIMELINE_PAGE + 1 };
  // Numbers as literals: the hits are read once, and no other identity is looked at.
  const own = `identity IN (${identities.join()})`;
  let place = '';
  if (cursor) {
    const [ord] = fromCursor(cursor, /^-?\d{1,19}$/);
    place = 'AND ord < $ord';
    parameters.ord = BigInt.asIntN(64, BigInt(ord!));
  }
  const rows = await readRows<HitRow>(
    connection,
    `SELECT ord, kind, name, coalesce(sent_as, text) AS identity, properties
     FROM hits JOIN (SELECT identity, text FROM identities WHERE ${own}) USING (identity)
     WHERE ${own} ${place}
     ORDER BY ord DESC LIMIT $limit`,
    parameters,
  );
  const page = rows.slice(0, TIMELINE_PAGE);
  const last = rows.length > TIMELINE_PAGE ? page.at(-1)! : undefined;
  return {
    timeline: page.map(({ ord, kind, name, identity, properties }) => ({
      time: toIso(toMillisecond(ord)),
      kind: KINDS[kind],
      ...(name === null ? {} : { name }),
      identity,
      properties: JSON.parse(properties),
    })),
    cursor: last ? toCursor(String(last.ord)) : null,
  };
};

/** Properties under the names that they count under; of several in one hit the name's own comes first. */
const renameProperties = (
  properties: Readonly<Record<string, string>>,
  merged: Merged,
): Record<string, string> => {
  const sources = Object.keys(merged).filter((name) => Object.hasOwn(properties, name));
  if (!sources.length) return properties;
  const own = Object.entries(properties).filter(([name]) => !Object.hasOwn(merged, name));
  const shown = new Map(own);
  for (const name of sources) {
    const into = merged[name]!;
    if (!shown.has(into)) shown.set(into, properties[name]!);
  }
  return Object.fromEntries(shown);
};

const renameEntry = (
  { name, ...entry }: TimelineEntry,
  events: Merged,
  properties: Merged,
): TimelineEntry => {
  // On an alias it is an identity.
  const shown =
    entry.kind === 'event' && name !== undefined && Object.hasOwn(events, name)
      ? events[name]
      : name;
  return {
    ...entry,
    ...(shown === undefined ? {} : { name: shown }),
    properties: renameProperties(entry.properties, properties),
  };
};

const toSums = (identities: readonly number[]): string => `
  SELECT $person AS person, first_seen, coalesce(${sqlMillisecond('last_ord')}, first_seen) AS last_seen, events,
    CAST(coalesce(revenue, 0) AS VARCHAR) AS revenue
  FROM (SELECT min(first_seen) AS first_seen FROM identities WHERE person = $person), (
    SELECT max(ord) AS last_ord, count(*) FILTER (kind = 'e') AS events, sum(revenue) AS revenue
    FROM hits WHERE identity IN (${identities.join()})
  )`;

/** A person of a site by the key of any of its identities, or null where nobody has it. */
export const readPerson = async (
  connection: DuckDBConnection,
  site: number,
  key: bigint,
  { cursor, events = {}, properties = {} }: PersonQuery = {},
): Promise<PersonPage | null> => {
  const members = await readRows<{ identity: number; person: number }>(
    connection,
    `SELECT identity, person FROM identities WHERE person =
       (SELECT person FROM identities WHERE site = $site AND key = $key AND first_seen IS NOT NULL)`,
    { site, key },
  );
  if (!members.length) return null;
  const identities = members.map(({ identity }) => identity);
  const sums = await readRows<PersonSums>(connection, toSums(identities), {
    person: members[0]!.person,
  });
  const [person] = await readPeople(connection, sums, {
    merged: properties,
    identityLimit: ALL_IDENTITIES,
  });
  const { timeline, ...page } = await readTimeline(connection, identities, cursor);
  return {
    ...person!,
    ...page,
    timeline: timeline.map((entry) => renameEntry(entry, events, properties)),
    links: await readLinksOf(connection, identities),
  };
};
