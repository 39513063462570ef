import type { CohortPlan, CohortRow } from '../../../reports/cohort/plan.js';
import { readRows } from '../tables/rows.js';
import type { Compiled } from './compiled.js';
import { toAmount, toRevenue } from './money.js';
import type { Scope } from './scope.js';
import { toDistance, toInSpan, toLocalDay, toMatch, toPeriod, toText } from './sql.js';
import { toChosen, toSegmented, toValues } from './values.js';

/** First over all history, then within the range: `SELECT person, t1, start, base, had`. */
const toFirsts = ({ hits, extent }: Scope, plan: CohortPlan): string => {
  const { first, span, cohortBy, returnBy, underWay, buckets, offsets } = plan;
  const day = toLocalDay('t1', offsets, extent);
  const had = toDistance('base', `CAST(${toText(underWay)} AS DATE)`, returnBy);
  return `SELECT *, CAST(least(greatest(${had}, 0), ${buckets}) AS INTEGER) AS had FROM (
    SELECT person, t1, ${toPeriod(day, cohortBy)} AS start, ${toPeriod(day, returnBy)} AS base
    FROM (SELECT person, min(ord) AS t1 FROM (${hits('person, ord', toMatch(first))}) GROUP BY person)
    WHERE ${toInSpan(span, 't1')})`;
};

/**
 * A row per person of a cohort, without a bucket, and one per person and bucket with a return, as far as the person
 * has had the whole bucket.
 */
const toFacts = (scope: Scope, plan: CohortPlan): string => {
  const { first, second, returnBy, offsets, segment, currency, span, measure } = plan;
  const period = toPeriod(toLocalDay('ord', offsets, scope.extent), returnBy);
  const isMoney = measure === 'revenue';
  const amount = isMoney ? `, ${toRevenue(currency)} AS amount` : '';
  const sum = isMoney ? 'coalesce(sum(amount), 0)' : '0';
  // A column that nobody asked for stays narrow: there are as many rows as people have periods.
  const nothing = isMoney ? '0::DECIMAL(38, 4)' : '0::TINYINT';
  const later = scope.hits(`person, ord${amount}`, toMatch(second));
  const facts = `
    WITH firsts AS MATERIALIZED (${toFirsts(scope, plan)})
    SELECT person, t1, start, NULL::INTEGER AS bucket, had, ${nothing} AS revenue FROM firsts
    UNION ALL
    SELECT person, NULL, any_value(start), bucket, NULL, ${sum} FROM (
      SELECT later.*, start, had, CAST(${toDistance('base', period, returnBy)} AS INTEGER) AS bucket
      FROM firsts JOIN (${later}) AS later USING (person) WHERE ord > t1
    ) WHERE bucket < had GROUP BY person, bucket`;
  if (!segment) return `SELECT * EXCLUDE (t1), NULL::VARCHAR AS segment FROM (${facts})`;
  const anchors = 'SELECT person, t1 FROM facts WHERE bucket IS NULL';
  const values =
    segment.of === 'step'
      ? toChosen(scope, segment.property, toMatch(first), anchors)
      : toValues(scope, segment, span, anchors);
  return toSegmented(
    `WITH facts AS MATERIALIZED (${facts})
     SELECT facts.* EXCLUDE (t1), value FROM facts LEFT JOIN (${values}) USING (person)`,
    'count(*) FILTER (bucket IS NULL)',
  );
};

/** Cohorts as DuckDB reads them. */
export const compileCohort = (scope: Scope, plan: CohortPlan): Compiled<CohortRow[]> => ({
  facts: toFacts(scope, plan),
  // The range binds the first time alone, so all hits are read.
  span: { from: null, to: null },
  read: () => {
    const columns = `start::VARCHAR AS start, bucket::INTEGER AS bucket, had, count(*)::INTEGER AS people,
      ${toAmount('sum(revenue)')} AS revenue`;
    const all = `SELECT NULL AS segment, ${columns} FROM facts GROUP BY start, bucket, had`;
    const each = `SELECT segment, ${columns} FROM facts GROUP BY segment, start, bucket, had`;
    return readRows(scope.connection, plan.segment ? `${all} UNION ALL ${each}` : all);
  },
  toCondition: ({ cohort, bucket, segment }) =>
    [
      bucket === undefined ? 'bucket IS NULL' : `bucket = ${bucket}`,
      ...(cohort === undefined ? [] : [`start::VARCHAR = ${toText(cohort)}`]),
      ...(segment === undefined ? [] : [`segment = ${toText(segment)}`]),
    ].join(' AND '),
});
