import { BIGINT, DOUBLE, type DuckDBConnection, INTEGER, VARCHAR } from '@duckdb/node-api';
import type { Link } from '../../people/link.js';
import type { LinkState } from '../../people/resolve.js';
import type { Identities } from './identities.js';
import { appendRows, list, readRows, run } from './rows.js';
import type { Site } from './sites.js';

/** A link of a batch, between the places of its identities. */
export interface NewLink {
  seq: number;
  site: Site;
  a: number;
  b: number;
  link: Link;
  /** Null until people are resolved. */
  state: LinkState | null;
}

const TYPES = [BIGINT, INTEGER, INTEGER, INTEGER, VARCHAR, DOUBLE, VARCHAR, VARCHAR, VARCHAR];

/** Writes links down. */
export const addLinks = (
  connection: DuckDBConnection,
  { identity }: Identities,
  links: readonly NewLink[],
): Promise<void> =>
  appendRows(
    connection,
    'links',
    TYPES,
    links.map(({ seq, site, a, b, link, state }) => [
      BigInt(seq),
      site.site,
      identity(a),
      identity(b),
      link.source,
      link.time,
      link.id ?? null,
      link.fields,
      state,
    ]),
  );

const readComponents = async (
  connection: DuckDBConnection,
  identities: Iterable<number>,
): Promise<Map<number, number>> => {
  const rows = await readRows<{ identity: number; component: number }>(
    connection,
    'SELECT identity, component FROM identities WHERE identity IN (SELECT unnest($identities))',
    { identities: list(INTEGER, new Set(identities)) },
  );
  return new Map(rows.map(({ identity, component }) => [identity, component]));
};

/** Makes one component of those identities that edges connect; it keeps the smallest number. */
export const connect = async (
  connection: DuckDBConnection,
  edges: readonly (readonly number[])[],
): Promise<void> => {
  if (!edges.length) return;
  const components = await readComponents(connection, edges.flat());
  const into = new Map<number, number>();
  const find = (component: number): number => {
    const up = into.get(component);
    if (up === undefined) return component;
    const root = find(up);
    into.set(component, root);
    return root;
  };
  for (const [a, b] of edges) {
    const [x, y] = [find(components.get(a!)!), find(components.get(b!)!)];
    if (x !== y) into.set(Math.max(x, y), Math.min(x, y));
  }
  if (!into.size) return;
  await run(
    connection,
    `UPDATE identities SET component = merged.target
     FROM (SELECT unnest($from) AS source, unnest($into) AS target) AS merged
     WHERE component = merged.source`,
    {
      from: list(INTEGER, into.keys()),
      into: list(INTEGER, [...into.keys()].map(find)),
    },
  );
};
