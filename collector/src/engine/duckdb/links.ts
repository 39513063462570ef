import { BIGINT, DOUBLE, type DuckDBConnection, INTEGER, VARCHAR } from '@duckdb/node-api';
import { isPlaceholder } from '../../people/identity.js';
import type { Link } from '../../people/link.js';
import { appendRows, list, readRows, run } from './rows.js';
import type { Site } from './sites.js';

/** A link of a batch, between the numbers of its identities. */
export interface NewLink {
  seq: number;
  site: Site;
  a: number;
  b: number;
  link: Link;
}

const TYPES = [BIGINT, INTEGER, INTEGER, INTEGER, VARCHAR, DOUBLE, VARCHAR, VARCHAR, VARCHAR];

/** Writes links down and connects what they touch; people are resolved afterwards. */
export const addLinks = async (
  connection: DuckDBConnection,
  links: readonly NewLink[],
): Promise<void> => {
  await appendRows(
    connection,
    'links',
    TYPES,
    links.map(({ seq, site, a, b, link }) => [
      BigInt(seq),
      site.site,
      a,
      b,
      link.source,
      link.time,
      link.id ?? null,
      link.fields,
      null,
    ]),
  );
  const edges = links.filter(
    ({ a, b, link }) => a !== b && !isPlaceholder(link.a) && !isPlaceholder(link.b),
  );
  await connect(
    connection,
    edges.map(({ a, b }) => [a, b]),
  );
};

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

/** Makes one component of those that edges connect; it keeps the smallest number. */
const connect = async (
  connection: DuckDBConnection,
  edges: readonly [number, number][],
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
    const [x, y] = [find(components.get(a)!), find(components.get(b)!)];
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
