import type { DuckDBConnection } from '@duckdb/node-api';
import type { LinkSource } from 'kmq/wire';
import { findChain } from '../../../people/chain.js';
import type { LinkState } from '../../../people/rules.js';
import { fromCursor, toCursor } from '../../cursor.js';
import type { Between, PersonLink, WaitingPage } from '../../engine.js';
import { LINKS_SHOWN, WAITING_PAGE } from '../../limits.js';
import { type Parameters, readRows } from '../tables/rows.js';
import { toIso } from './people.js';

interface LinkRow {
  seq: bigint;
  a: string;
  b: string;
  source: LinkSource;
  time: number;
  state: LinkState;
  proven: boolean | null;
}

/** What became of a link between the identities `a` and `b`: whether one that counts joins follows from who is who. */
export const LINK_STATE = `
  CASE WHEN state IN ('placeholder', 'unlinked') THEN state WHEN a.person = b.person THEN 'joined'
    WHEN state = 'counted' THEN 'refused' ELSE state END`;

const readLinks = async (
  connection: DuckDBConnection,
  condition: string,
  parameters: Parameters,
): Promise<PersonLink[]> => {
  const rows = await readRows<LinkRow>(
    connection,
    `SELECT seq, a.text AS a, b.text AS b, source, time, ${LINK_STATE} AS state, proven
     FROM links JOIN identities a ON a.identity = links.a JOIN identities b ON b.identity = links.b
     WHERE ${condition}`,
    parameters,
  );
  return rows.map(({ seq, time, ...link }) => ({
    id: String(seq),
    ...link,
    time: toIso(Math.floor(time)),
  }));
};

/** Why these identities are one person, and why others are not part of it. */
export const readLinksOf = (
  connection: DuckDBConnection,
  identities: readonly number[],
): Promise<PersonLink[]> =>
  readLinks(
    connection,
    // Numbers as literals: an OR of two joins would read all links five times as slowly. Whatever is repeated, it
    // pushes none of those out that tell why the identities belong together.
    `seq IN (
       SELECT seq FROM links WHERE a IN (${identities.join()}) OR b IN (${identities.join()})
       ORDER BY tree DESC, time, seq LIMIT ${LINKS_SHOWN}
     ) ORDER BY time, seq`,
    {},
  );

/** One link of a site by its id. */
export const readLink = async (
  connection: DuckDBConnection,
  site: number,
  id: string,
): Promise<PersonLink | null> => {
  if (!/^\d{1,18}$/.test(id)) return null;
  const condition = 'links.site = $site AND seq = $seq';
  const [link] = await readLinks(connection, condition, { site, seq: BigInt(id) });
  return link ?? null;
};

/** Links of a site that wait for a human's word, each two identities once. */
export const readWaiting = async (
  connection: DuckDBConnection,
  site: number,
  cursor: string | undefined,
): Promise<WaitingPage> => {
  const [after] = cursor ? fromCursor(cursor, /^\d{1,18}$/) : ['0'];
  const rows = await readRows<LinkRow & { times: number }>(
    connection,
    `SELECT min(seq) AS seq, a.text AS a, b.text AS b, arg_min(source, seq) AS source,
       arg_min(time, seq) AS time, arg_min(state, seq) AS state, arg_min(proven, seq) AS proven,
       count(*)::INTEGER AS times
     FROM links JOIN identities a ON a.identity = links.a JOIN identities b ON b.identity = links.b
     WHERE links.site = $site AND state IN ('held', 'unproven') AND a.person <> b.person
     GROUP BY a.text, b.text HAVING min(seq) > $after ORDER BY 1 LIMIT ${WAITING_PAGE + 1}`,
    { site, after: BigInt(after!) },
  );
  const links = rows.slice(0, WAITING_PAGE).map(({ seq, time, ...link }) => ({
    id: String(seq),
    ...link,
    time: toIso(Math.floor(time)),
  }));
  return {
    links,
    cursor: rows.length > WAITING_PAGE ? toCursor(links.at(-1)!.id) : null,
  };
};

/** What links say of two identities of a site, spelled as they are compared. */
export const readBetween = async (
  connection: DuckDBConnection,
  site: number,
  [a, b]: readonly [string, string],
): Promise<Between> => {
  const links = await readLinks(
    connection,
    `links.site = $site AND (a.text, b.text) IN (($a, $b), ($b, $a)) ORDER BY time, seq`,
    { site, a, b },
  );
  const joined = await readLinks(
    connection,
    `tree AND a.person = (SELECT person FROM identities WHERE site = $site AND text = $a)
     ORDER BY time, seq`,
    { site, a },
  );
  return { links, chain: findChain(joined, a, b) };
};
