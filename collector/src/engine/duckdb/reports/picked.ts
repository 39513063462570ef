import type { DuckDBConnection } from '@duckdb/node-api';
import { fromCursor, toCursor } from '../../cursor.js';
import type { Merged, PersonRow } from '../../engine.js';
import { sqlMillisecond } from '../ord.js';
import { type PersonSums, readPeople, toMatching } from '../people.js';
import { type Parameters, readRows } from '../rows.js';

const DEFAULT_LIMIT = 50;

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
interface PickedPage {
  site: number;
  reportId: string;
  q?: string;
  cursor?: string;
  limit?: number;
  merged?: Merged;
}

/** Narrows people of the facts down to those whom a search finds now. */
const toFound = (merged: Merged): string =>
  `person IN (SELECT identity FROM identities WHERE person IN (${toMatching(merged)}))`;

/** A page of the people behind a number. */
export const listPicked = async (
  connection: DuckDBConnection,
  picked: string,
  { site, reportId, q, cursor, limit = DEFAULT_LIMIT, merged = {} }: PickedPage,
): Promise<{ people: PersonRow[]; total: number; cursor: string | null }> => {
  const after = cursor
    ? Number(fromCursor(cursor, new RegExp(`^${reportId}$`), /^\d{1,10}$/)[1])
    : 0;
  const condition = q ? `(${picked}) AND ${toFound(merged)}` : `(${picked})`;
  const parameters: Parameters = q ? { site, q } : {};
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
