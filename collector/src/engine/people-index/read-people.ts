import { type DuckDBConnection, INTEGER } from '@duckdb/node-api';
import type { LinkSource } from 'kmq/wire';
import type { Edge } from '../../people/forest.js';
import type { Needs, People, Placed } from '../../people/people.js';
import { groupRows, list, readRows } from '../duckdb/tables/rows.js';

/** A row of `links` as it is read. */
export interface LinkRow {
  seq: bigint;
  a: number;
  b: number;
  source: LinkSource;
  time: number;
  id: string | null;
  fields: string;
  proven: boolean;
  tree: boolean;
}

export const LINK_COLUMNS = 'seq, a, b, source, time, id, fields, proven, tree';

/** The texts of identities. */
export const readTexts = async (
  connection: DuckDBConnection,
  identities: Iterable<number>,
): Promise<Map<number, string>> => {
  const rows = await readRows<{ identity: number; text: string }>(
    connection,
    'SELECT identity, text FROM identities WHERE identity IN (SELECT unnest($identities))',
    { identities: list(INTEGER, new Set(identities)) },
  );
  return new Map(rows.map(({ identity, text }) => [identity, text]));
};

/** A row as an edge; the texts of its ends are known. */
export const toEdge = (
  { seq, a, b, id, tree, ...rest }: LinkRow,
  texts: ReadonlyMap<number, string>,
): Edge => ({
  seq: Number(seq),
  x: a,
  y: b,
  link: { ...rest, a: texts.get(a)!, b: texts.get(b)!, id: id ?? undefined },
  tree,
});

const readPeople = (connection: DuckDBConnection, identities: readonly number[]) =>
  readRows<Placed>(
    connection,
    `SELECT identity, text, named, person FROM identities WHERE person IN
       (SELECT person FROM identities WHERE identity IN (SELECT unnest($identities)))`,
    { identities: list(INTEGER, identities) },
  );

/** Tells people what the tables have of them; answers how they are there. */
export const tellPeople = async (
  connection: DuckDBConnection,
  people: People,
  identities: readonly number[],
): Promise<Placed[]> => {
  const members = await readPeople(connection, identities);
  const together = groupRows(members, 'person');
  const large = [...together.values()].filter(({ length }) => length > 1).flat();
  const rows = large.length
    ? await readRows<LinkRow>(
        connection,
        `SELECT ${LINK_COLUMNS} FROM links WHERE tree AND a IN (SELECT unnest($members))`,
        {
          members: list(
            INTEGER,
            large.map(({ identity }) => identity),
          ),
        },
      )
    : [];
  const texts = new Map(large.map(({ identity, text }) => [identity, text]));
  const personOf = new Map(large.map(({ identity, person }) => [identity, person]));
  const edges = groupRows(
    rows.map((row) => ({ person: personOf.get(row.a)!, edge: toEdge(row, texts) })),
    'person',
  );
  for (const [person, own] of together)
    people.addPerson(
      own,
      (edges.get(person) ?? []).map(({ edge }) => edge),
    );
  return members;
};

const tellEdges = async (
  connection: DuckDBConnection,
  people: People,
  identities: readonly number[],
): Promise<void> => {
  const own = { identities: list(INTEGER, identities) };
  const select = (end: string) => `
    SELECT ${LINK_COLUMNS} FROM links
    WHERE state = 'counted' AND ${end} IN (SELECT unnest($identities))`;
  const rows = await readRows<LinkRow>(connection, `${select('a')} UNION ${select('b')}`, own);
  const texts = await readTexts(
    connection,
    rows.flatMap(({ a, b }) => [a, b]),
  );
  people.addEdges(
    identities,
    rows.map((row) => toEdge(row, texts)),
  );
};

/** Tells people what they need until they need no more; answers how those are in the tables who were not known before. */
export const tellNeeds = async (
  connection: DuckDBConnection,
  people: People,
  ask: () => Needs,
): Promise<Placed[]> => {
  const members: Placed[] = [];
  for (;;) {
    const { unknown, edges } = ask();
    if (unknown.length) members.push(...(await tellPeople(connection, people, unknown)));
    else if (edges.length) await tellEdges(connection, people, edges);
    else return members;
  }
};
