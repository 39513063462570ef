import type { DuckDBConnection } from '@duckdb/node-api';
import type { CatalogueAnswer, CatalogueQuery, Merged } from '../../engine.js';
import { EVENTS_LISTED, PROPERTIES_LISTED, VALUES_LISTED } from '../../limits.js';
import { toMillisecond } from '../../ord.js';
import { openSite, type Scope } from '../reports/scope.js';
import { toName, toProperty, toText, toTexts } from '../reports/sql.js';
import { readRows } from '../tables/rows.js';
import { toIso } from './people.js';

interface Row {
  name: string;
  first: bigint;
  last: bigint;
}

const SEEN = 'count(*)::DOUBLE AS count, min(ord) AS first, max(ord) AS last';

const toEvents = ({ hits }: Scope, merged: Merged): string =>
  `SELECT event AS name, ${SEEN}, count(DISTINCT person)::INTEGER AS people
   FROM (${hits(`${toName(merged)} AS event, person, ord`, `kind = 'e'`)})
   GROUP BY event ORDER BY count DESC, event LIMIT ${EVENTS_LISTED}`;

const toProperties = ({ hits }: Scope, merged: Merged): string =>
  `SELECT ${toName(merged)} AS name, ${SEEN}, bool_or(kind = 'e') AS event, bool_or(kind = 's') AS person,
     approx_count_distinct(value)::INTEGER AS "values"
   FROM (${hits(
     `kind, ord, unnest(json_keys(properties)) AS name,
      unnest(json_extract_string(properties, '$.*')) AS value`,
     `kind IN ('e', 's')`,
   )})
   GROUP BY 1 ORDER BY count DESC, 1 LIMIT ${PROPERTIES_LISTED}`;

const toPeople = ({ site }: Scope, merged: Merged): string =>
  `SELECT ${toName(merged)} AS name, ${SEEN} FROM person_properties WHERE site = ${site}
   GROUP BY 1 ORDER BY count DESC, 1 LIMIT ${PROPERTIES_LISTED}`;

const toValues = (
  { hits }: Scope,
  { property, events, q }: Extract<CatalogueQuery, { of: 'values' }>,
): string => {
  const match =
    events === undefined ? `kind IN ('e', 's')` : `kind = 'e' AND name IN (${toTexts(events)})`;
  const part = q ? ` AND contains(lower(value), lower(${toText(q)}))` : '';
  return `SELECT value AS name, ${SEEN}, count(DISTINCT person)::INTEGER AS people
    FROM (${hits(`${toProperty(property)} AS value, person, ord`, match)})
    WHERE value IS NOT NULL${part}
    GROUP BY value ORDER BY count DESC, value LIMIT ${VALUES_LISTED}`;
};

const toSeen = (
  { hits }: Scope,
  { kind, names }: Extract<CatalogueQuery, { of: 'seen' }>,
): string =>
  `SELECT name, 1::DOUBLE AS count, ord AS first, ord AS last FROM (${
    kind === 'events'
      ? hits('name, ord', `kind = 'e' AND name IN (${toTexts(names)})`)
      : hits(
          `${toText(names[0]!)} AS name, ord`,
          `kind IN ('e', 's') AND ${toProperty(names)} IS NOT NULL`,
        )
  }) LIMIT 1`;

const toQuery = (scope: Scope, query: CatalogueQuery): string => {
  if (query.of === 'seen') return toSeen(scope, query);
  if (query.of === 'events') return toEvents(scope, query.merged);
  if (query.of === 'people') return toPeople(scope, query.merged);
  return query.of === 'properties' ? toProperties(scope, query.merged) : toValues(scope, query);
};

/** Names of a site, and values of its properties: how often, and when first and last. */
export const readCatalogue = async (
  connection: DuckDBConnection,
  site: number,
  query: CatalogueQuery,
): Promise<CatalogueAnswer[]> => {
  const scope = await openSite(connection, site);
  const rows = await readRows<Row & Omit<CatalogueAnswer, 'firstSeen' | 'lastSeen'>>(
    connection,
    toQuery(scope, query),
  );
  return rows.map(({ first, last, ...row }) => ({
    ...row,
    firstSeen: toIso(toMillisecond(first)),
    lastSeen: toIso(toMillisecond(last)),
  }));
};
