import type { DuckDBConnection } from '@duckdb/node-api';
import type { ConditionPlan } from '../../../reports/plan.js';
import { fromCursor, toCursor } from '../../cursor.js';
import type { Merged, PersonRow } from '../../engine.js';
import { PEOPLE_PAGE } from '../../limits.js';
import { toMembers } from '../reports/population.js';
import { openSite } from '../reports/scope.js';
import { type Parameters, readRows } from '../tables/rows.js';
import { sqlMillisecond } from '../tables/sql-ord.js';
import { type PersonSums, readPeople, toMatching } from './people.js';

// A person of the facts is the smallest number of its identities then; now it may be part of another person.
const toSums = (people: readonly number[]): string => `
  WITH picked AS (SELECT identity AS picked, person FROM identities WHERE identity IN (${people.join()})),
  members AS (
    SELECT person, identity, first_seen FROM identities
    WHERE person IN (SELECT person FROM picked)
  ),
  did AS (
    SELECT person, max(ord) AS last_ord, count(*) FILTER (kind = 'e') AS events, sum(revenue) AS revenue
    FROM (SELECT members.person AS person, ord, kind, revenue FROM hits JOIN members USING (identity))
    GROUP BY person
  )
  SELECT picked.person AS person, min(first_seen) AS first_seen,
    coalesce(${sqlMillisecond('any_value(last_ord)')}, min(first_seen)) AS last_seen,
    coalesce(any_value(events), 0) AS events,
    CAST(coalesce(any_value(did.revenue), 0) AS VARCHAR) AS revenue
  FROM picked JOIN members USING (person) LEFT JOIN did ON did.person = picked.person
  GROUP BY picked.picked, picked.person ORDER BY picked.picked`;

/** Which people of those behind a number. */
interface Search {
  site: number;
  q?: string;
  merged?: Merged;
}

/** So many of them. */
interface PickedPage extends Search {
  reportId: string;
  cursor?: string;
  limit?: number;
}

/** Narrows people of the facts down to those whom a search finds now. */
const toFound = (merged: Merged): string =>
  `person IN (SELECT identity FROM identities WHERE person IN (${toMatching(merged)}))`;

/** Whose facts are meant, and what that asks for. */
const toSearched = (
  picked: string,
  { site, q, merged = {} }: Search,
): { condition: string; parameters: Parameters } =>
  q
    ? { condition: `(${picked}) AND ${toFound(merged)}`, parameters: { site, q } }
    : { condition: `(${picked})`, parameters: {} };

/** The people of facts as they are now, as `SELECT person`. */
const toPeople = (condition: string): string =>
  `SELECT DISTINCT person FROM identities
   WHERE identity IN (SELECT person FROM facts WHERE ${condition})`;

/** One identity of each person behind a number, at most so many, and how many people there are. */
export const listIdentities = async (
  connection: DuckDBConnection,
  picked: string,
  search: Search,
  most: number,
): Promise<{ identities: string[]; people: number }> => {
  const { condition, parameters } = toSearched(picked, search);
  const [count] = await readRows<{ people: number }>(
    connection,
    `SELECT count(*)::INTEGER AS people FROM (${toPeople(condition)})`,
    parameters,
  );
  const rows = await readRows<{ text: string }>(
    connection,
    `SELECT text FROM identities
     WHERE person IN (${toPeople(condition)}) AND first_seen IS NOT NULL
     QUALIFY row_number() OVER (PARTITION BY person ORDER BY named DESC, first_seen, text) = 1
     ORDER BY person LIMIT ${most}`,
    parameters,
  );
  return { identities: rows.map(({ text }) => text), people: count!.people };
};

/** Whether the people behind a number are those of a population now, and how many these are. */
export const comparePicked = async (
  connection: DuckDBConnection,
  picked: string,
  search: Search,
  population: ConditionPlan,
): Promise<{ people: number; same: boolean }> => {
  const { condition, parameters } = toSearched(picked, search);
  const meet = toMembers(await openSite(connection, search.site), population);
  const [row] = await readRows<{ people: number; same: boolean }>(
    connection,
    `WITH meet AS MATERIALIZED (SELECT person FROM (${meet})),
       behind AS MATERIALIZED (${toPeople(condition)})
     SELECT (SELECT count(*)::INTEGER FROM meet) AS people,
       NOT EXISTS (FROM meet EXCEPT FROM behind) AND NOT EXISTS (FROM behind EXCEPT FROM meet) AS same`,
    parameters,
  );
  return row!;
};

/** A page of the people behind a number. */
export const listPicked = async (
  connection: DuckDBConnection,
  picked: string,
  { site, reportId, q, cursor, limit = PEOPLE_PAGE, merged = {} }: PickedPage,
): Promise<{ people: PersonRow[]; total: number; cursor: string | null }> => {
  const after = cursor
    ? Number(fromCursor(cursor, new RegExp(`^${reportId}$`), /^\d{1,10}$/)[1])
    : 0;
  const { condition, parameters } = toSearched(picked, { site, merged, ...(q && { q }) });
  const rows = await readRows<{ person: number }>(
    connection,
    `SELECT DISTINCT person FROM facts WHERE ${condition} AND person > ${after}
     ORDER BY person LIMIT ${limit + 1}`,
    parameters,
  );
  const [count] = await readRows<{ total: number }>(
    connection,
    `SELECT count(DISTINCT person)::INTEGER AS total FROM facts WHERE ${condition}`,
    parameters,
  );
  const page = rows.slice(0, limit).map(({ person }) => person);
  const sums = page.length ? await readRows<PersonSums>(connection, toSums(page)) : [];
  return {
    people: page.length ? await readPeople(connection, sums, { merged }) : [],
    total: count!.total,
    cursor: rows.length > limit ? toCursor(reportId, String(page.at(-1))) : null,
  };
};
