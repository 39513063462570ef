import type { DuckDBConnection } from '@duckdb/node-api';
import type { RetentionPreview } from '../../engine.js';
import { toMillisecond, toOrd } from '../../ord.js';
import { openSite } from '../reports/scope.js';
import { readRows } from '../tables/rows.js';
import { toIso } from './people.js';

interface Row {
  hits: number;
  people: number;
  shortened: number;
  first: bigint | null;
  last: bigint | null;
}

/**
 * Counts what retention takes from a site whose hits from before a moment (Unix milliseconds) go: all of them but
 * links of which one identity was seen since.
 */
export const previewRetention = async (
  connection: DuckDBConnection,
  site: number,
  before: number,
): Promise<RetentionPreview> => {
  const { hits } = await openSite(connection, site);
  const bound = toOrd(before);
  const [row] = await readRows<Row>(
    connection,
    `WITH since AS (
       SELECT identity FROM hits WHERE site = ${site} AND ord >= ${bound}
       UNION SELECT a FROM links WHERE site = ${site} AND time >= ${before}
     ), kept AS (
       SELECT seq FROM links
       WHERE site = ${site} AND (a IN (SELECT identity FROM since) OR b IN (SELECT identity FROM since))
     ), told AS (
       SELECT person, ord, ord < ${bound} AND (kind <> 'a' OR seq NOT IN (SELECT seq FROM kept)) AS goes
       FROM (${hits('person, ord, kind, seq', 'true')})
     ), named AS (
       -- A link makes a person of whom it names, too, whose hit it is not.
       SELECT person, NULL AS ord, time < ${before} AND seq NOT IN (SELECT seq FROM kept) AS goes
       FROM links JOIN identities ON identities.identity = a
       WHERE links.site = ${site} AND state <> 'placeholder'
     ), people AS (
       SELECT count(ord) FILTER (goes) AS hits, bool_and(goes) AS whole,
         min(ord) FILTER (goes) AS first, max(ord) FILTER (goes) AS last
       FROM (FROM told UNION ALL FROM named) GROUP BY person HAVING bool_or(goes)
     )
     SELECT coalesce(sum(hits), 0)::DOUBLE AS hits, count(*) FILTER (whole)::DOUBLE AS people,
       count(*) FILTER (NOT whole AND hits > 0)::DOUBLE AS shortened,
       min(first) AS first, max(last) AS last FROM people`,
  );
  const { first, last, ...counted } = row!;
  return {
    ...counted,
    first: first === null ? null : toIso(toMillisecond(first)),
    last: last === null ? null : toIso(toMillisecond(last)),
  };
};
