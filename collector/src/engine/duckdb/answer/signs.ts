import type { DuckDBConnection } from '@duckdb/node-api';
import { NOBODY } from 'kmq/wire';
import { isPlaceholder } from '../../../people/identity.js';
import type { Property } from '../../../reports/plan.js';
import type { Merged, Signs } from '../../engine.js';
import { MISTAKES_SHOWN } from '../../limits.js';
import { EMAIL_IDENTITIES, LATE_SECONDS, SIGN_IN_EVENTS, SKEW_SECONDS } from '../../mistakes.js';
import { readAside } from '../load/set-aside.js';
import { openSite } from '../reports/scope.js';
import { toName, toProperty } from '../reports/sql.js';
import { readRows } from '../tables/rows.js';
import { LINK_STATE } from './explain-links.js';

/** The pattern of placeholders as DuckDB reads it, which has no name for quotation marks; some more are let through. */
const MAYBE_NOBODY = `regexp_matches(text, '(?is)${NOBODY.source
  .replaceAll('\\p{QMark}', '\\p{P}')
  .replaceAll("'", "''")}')`;

/** Counts what is wrong with a site's hits as far as the tables tell (S21). */
export const readSigns = async (
  connection: DuckDBConnection,
  {
    key,
    site,
    merged,
    revenue: names,
  }: { key: string; site: number; merged: Merged; revenue: Property },
): Promise<Signs> => {
  const scope = await openSite(connection, site);
  const ask = <Row>(sql: string) => readRows<Row>(connection, sql);
  const revenue = toProperty(names);
  const notNumeric = await ask<{ value: string; count: number }>(
    `SELECT value, count(*)::INTEGER AS count FROM (${scope.hits(
      `${revenue} AS value`,
      `kind = 'e' AND revenue IS NULL AND ${revenue} IS NOT NULL`,
    )}) GROUP BY value ORDER BY count DESC, value LIMIT ${MISTAKES_SHOWN}`,
  );
  const unidentified = await ask<{ name: string; people: number }>(
    `SELECT name, count(DISTINCT person)::INTEGER AS people FROM (${scope.hits(
      `${toName(merged)} AS name, person`,
      `kind = 'e' AND regexp_full_match(lower(trim(${toName(merged)})), '${SIGN_IN_EVENTS}')`,
    )}) WHERE person NOT IN (
      SELECT person FROM identities WHERE site = ${site} AND named AND first_seen IS NOT NULL
    ) GROUP BY name ORDER BY people DESC, name LIMIT ${MISTAKES_SHOWN}`,
  );
  const [identities] = await ask<Signs['identities']>(
    `SELECT count(*) FILTER (regexp_full_match(text, '${EMAIL_IDENTITIES}'))::INTEGER AS emails,
       count(*) FILTER (NOT regexp_full_match(text, '${EMAIL_IDENTITIES}'))::INTEGER AS others
     FROM identities WHERE site = ${site} AND named AND first_seen IS NOT NULL`,
  );
  const placeholders = await ask<{ identity: string; hits: number }>(
    `SELECT text AS identity, count(*)::INTEGER AS hits
     FROM identities JOIN hits USING (identity)
     WHERE identities.site = ${site}
       AND ${MAYBE_NOBODY}
     GROUP BY text ORDER BY hits DESC, text`,
  );
  const states = await ask<{ state: string; count: number }>(
    `SELECT ${LINK_STATE} AS state, count(*)::INTEGER AS count FROM links
     JOIN identities a ON a.identity = links.a JOIN identities b ON b.identity = links.b
     WHERE links.site = ${site} AND NOT tree GROUP BY ALL`,
  );
  const [times] = await ask<{ skewed: number; skew: number; late: number; timed: number }>(
    `SELECT count(*) FILTER (abs(skew) > ${SKEW_SECONDS})::DOUBLE AS skewed,
       coalesce(quantile_disc(abs(skew), 0.5) FILTER (abs(skew) > ${SKEW_SECONDS}), 0) AS skew,
       count(*) FILTER (late > ${LATE_SECONDS})::DOUBLE AS late, count(late)::DOUBLE AS timed
     FROM hits WHERE site = ${site}`,
  );
  const { skewed, skew, late, timed } = times!;
  const linksOf = (state: string) => states.find((one) => one.state === state)?.count ?? 0;
  return {
    notNumeric,
    unidentified,
    identities: identities!,
    placeholders: placeholders
      .filter(({ identity }) => isPlaceholder(identity))
      .slice(0, MISTAKES_SHOWN),
    skew: { hits: skewed, seconds: skew },
    late: { hits: late, of: timed },
    setAside: await readAside(connection, key, MISTAKES_SHOWN),
    links: {
      refused: linksOf('refused'),
      held: linksOf('held'),
      unproven: linksOf('unproven'),
      placeholder: linksOf('placeholder'),
    },
  };
};
