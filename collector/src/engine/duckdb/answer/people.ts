import { type DuckDBConnection, INTEGER } from '@duckdb/node-api';
import { toMoney } from '../../../money.js';
import { fromCursor, toCursor } from '../../cursor.js';
import type { Merged, PeopleQuery, PersonRow } from '../../engine.js';
import { groupRows } from '../../group-rows.js';
import { toPublicId } from '../../hash.js';
import { IDENTITIES_IN_LIST, PEOPLE_PAGE } from '../../limits.js';
import { openScope, type ReadKeys } from '../reports/open-scope.js';
import { toName, toNameRank } from '../reports/sql.js';
import { list, type Parameters, readRows } from '../tables/rows.js';
import { sqlMillisecond } from '../tables/sql-ord.js';

const SORT_COLUMNS = {
  lastSeen: 'last_seen',
  firstSeen: 'first_seen',
  events: 'events',
  revenue: 'revenue',
} as const;

/** What hits and identities say of people, before anything is shown of them. */
export interface PersonSums {
  person: number;
  first_seen: bigint;
  last_seen: bigint;
  events: bigint;
  /** With all four decimals. */
  revenue: string;
}

/** One row per person of a site. */
const SUMS = `
  SELECT person, first_seen, coalesce(${sqlMillisecond('last_ord')}, first_seen) AS last_seen,
    coalesce(events, 0) AS events, coalesce(revenue, 0) AS revenue
  FROM (
    SELECT person, min(first_seen) AS first_seen FROM identities
    WHERE site = $site AND first_seen IS NOT NULL GROUP BY person
  ) LEFT JOIN (
    SELECT person, max(ord) AS last_ord, count(*) FILTER (kind = 'e') AS events,
      sum(revenue) AS revenue
    FROM resolved_hits WHERE site = $site GROUP BY person
  ) USING (person)`;

/** The latest value of each property of a person, of relations with `person`, `name`, `value` and `ord`. */
const toLatest = (merged: Merged): string =>
  `QUALIFY row_number() OVER (
     PARTITION BY person, ${toName(merged)} ORDER BY ord DESC, ${toNameRank(merged)}
   ) = 1`;

/** People of `$site` with `$q` in an identity or a property. */
// Only the latest value of a property counts, so whoever had a matching one is looked at twice.
export const toMatching = (merged: Merged): string => `
  SELECT person FROM identities WHERE site = $site AND contains(lower(text), lower($q))
  UNION
  SELECT person FROM (
    SELECT person, value FROM person_properties JOIN identities USING (identity)
    WHERE person IN (
      SELECT person FROM person_properties JOIN identities USING (identity)
      WHERE person_properties.site = $site AND contains(lower(value), lower($q))
    )
    ${toLatest(merged)}
  ) WHERE contains(lower(value), lower($q))`;

interface IdentityRow {
  person: number;
  key: bigint;
  text: string;
  named: boolean;
  first_seen: bigint;
}

// The first of each person is the one that its public id comes from: the earliest named, else the earliest (S11).
const IDENTITIES = `
  SELECT person, key, text, named, first_seen FROM identities
  WHERE person IN (SELECT unnest($people)) AND first_seen IS NOT NULL
  WINDOW per_person AS (PARTITION BY person ORDER BY named DESC, first_seen, text)
  QUALIFY row_number() OVER per_person <= $limit
  ORDER BY person, named DESC, first_seen, text`;

const toProperties = (merged: Merged): string => `
  SELECT person, ${toName(merged)} AS shown, value
  FROM person_properties JOIN identities USING (identity)
  WHERE person IN (SELECT unnest($people)) ${toLatest(merged)}
  ORDER BY person, shown`;

/** Unix milliseconds → ISO 8601 in UTC. */
export const toIso = (milliseconds: bigint | number): string =>
  new Date(Number(milliseconds)).toISOString();

interface Shown {
  merged?: Merged | undefined;
  identityLimit?: number;
}

/** What is shown of people, in the order of their sums. */
export const readPeople = async (
  connection: DuckDBConnection,
  sums: readonly PersonSums[],
  { merged = {}, identityLimit = IDENTITIES_IN_LIST }: Shown = {},
): Promise<PersonRow[]> => {
  const people = list(
    INTEGER,
    sums.map(({ person }) => person),
  );
  const identities = await readRows<IdentityRow>(connection, IDENTITIES, {
    people,
    limit: identityLimit,
  });
  const properties = await readRows<{ person: number; shown: string; value: string }>(
    connection,
    toProperties(merged),
    { people },
  );
  const identitiesOf = groupRows(identities, 'person');
  const propertiesOf = groupRows(properties, 'person');
  return sums.map((sum) => {
    const own = identitiesOf.get(sum.person)!;
    return {
      id: toPublicId(own[0]!.key),
      identities: own.map(({ text, named, first_seen }) => ({
        identity: text,
        kind: named ? 'named' : 'anonymous',
        firstSeen: toIso(first_seen),
      })),
      firstSeen: toIso(sum.first_seen),
      lastSeen: toIso(sum.last_seen),
      events: Number(sum.events),
      revenue: toMoney(BigInt(sum.revenue.replace('.', ''))),
      properties: Object.fromEntries(
        (propertiesOf.get(sum.person) ?? []).map(({ shown, value }) => [shown, value]),
      ),
    };
  });
};

/** A page of a site's people. */
export const listPeople = async (
  connection: DuckDBConnection,
  site: number,
  { q, sort = '-lastSeen', limit = PEOPLE_PAGE, cursor, population, merged = {} }: PeopleQuery,
  readKeys: ReadKeys,
): Promise<{ people: PersonRow[]; cursor: string | null }> => {
  const descending = sort.startsWith('-');
  const column = SORT_COLUMNS[sort.replace('-', '') as keyof typeof SORT_COLUMNS];
  const parameters: Parameters = { site, limit: limit + 1 };
  const conditions = ['true'];
  if (q) {
    conditions.push(`person IN (${toMatching(merged)})`);
    parameters.q = q;
  }
  if (population) {
    await openScope(connection, site, population, readKeys);
    conditions.push('person IN (SELECT person FROM members)');
  }
  if (cursor) {
    const [, value, person] = fromCursor(
      cursor,
      new RegExp(`^${sort}$`),
      /^-?\d+(\.\d+)?$/,
      /^\d+$/,
    );
    // Bound as text and cast: amounts are larger than a double holds.
    const place = '(CAST($value AS DECIMAL(38, 4)), $person)';
    conditions.push(`(${column}, person) ${descending ? '<' : '>'} ${place}`);
    parameters.value = value!;
    parameters.person = Number(person);
  }
  const direction = descending ? 'DESC' : 'ASC';
  const sums = await readRows<PersonSums>(
    connection,
    `SELECT person, first_seen, last_seen, events, CAST(revenue AS VARCHAR) AS revenue
     FROM (${SUMS}) AS sums WHERE ${conditions.join(' AND ')}
     ORDER BY sums.${column} ${direction}, person ${direction} LIMIT $limit`,
    parameters,
  );
  const page = sums.slice(0, limit);
  const last = sums.length > limit ? page.at(-1)! : undefined;
  return {
    people: await readPeople(connection, page, { merged }),
    cursor: last ? toCursor(sort, String(last[column]), String(last.person)) : null,
  };
};
