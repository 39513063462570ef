import type { Span } from '../../../reports/plan.js';
import type { RevenuePlan, RevenueRows } from '../../../reports/revenue/plan.js';
import { NOT_SET } from '../../../reports/rows.js';
import { readRows } from '../tables/rows.js';
import type { Compiled } from './compiled.js';
import { toAmount, toMoney } from './money.js';
import type { Scope } from './scope.js';
import { toInSpan, toLocalDay, toPeriod, toText } from './sql.js';
import { toSegmented, toValues } from './values.js';

/** A row per person of the range, without a period, and one per person and period with revenue. */
const toFacts = (scope: Scope, plan: RevenuePlan): string => {
  const { span, by, offsets, segment } = plan;
  const start = toPeriod(toLocalDay('ord', offsets, scope.extent), by);
  const facts = `
    SELECT person, NULL::DATE AS start, 0::DECIMAL(38, 4) AS revenue, false AS paid
    FROM (${scope.hits('person', toInSpan(span))}) GROUP BY person
    UNION ALL
    SELECT person, ${start} AS start, sum(revenue), bool_or(revenue > 0)
    FROM money WHERE currency IS NULL AND ${toInSpan(span)} GROUP BY ALL`;
  if (!segment) return `SELECT *, NULL::VARCHAR AS segment FROM (${facts})`;
  return toSegmented(
    `SELECT facts.*, value FROM (${facts}) AS facts
     LEFT JOIN (${toValues(scope, segment, span)}) USING (person)`,
    'count(*) FILTER (start IS NULL)',
  );
};

const SUM = `${toAmount('sum(revenue)')} AS revenue`;
// Everybody has one row without a period, and one in each period with revenue.
const WHOLE = `${SUM}, count(*) FILTER (start IS NULL)::INTEGER AS people,
  count(DISTINCT person) FILTER (paid)::INTEGER AS payers`;
const PERIOD = `${SUM}, count(*)::INTEGER AS people, count(*) FILTER (paid)::INTEGER AS payers`;

const toSums = ({ segment }: RevenuePlan): string =>
  [
    `SELECT NULL AS segment, NULL AS start, ${WHOLE} FROM facts`,
    `SELECT NULL, start::VARCHAR, ${PERIOD} FROM facts WHERE start IS NOT NULL GROUP BY start`,
    ...(segment ? [`SELECT segment, NULL, ${WHOLE} FROM facts GROUP BY segment`] : []),
  ].join(' UNION ALL ');

/** Whether a time in milliseconds lies in a span. */
const toSeenIn = ({ from, to }: Span): string =>
  [
    ...(from === null ? [] : [`min(first_seen) >= ${Math.ceil(from)}`]),
    ...(to === null ? [] : [`min(first_seen) < ${Math.ceil(to)}`]),
  ].join(' AND ') || 'true';

/** Everything that people paid who were first seen in the range, by the segments that they are in. */
const toLifetimes = ({ site }: Scope, { span, segment, population }: RevenuePlan): string => {
  const members = population ? 'AND person IN (SELECT person FROM members)' : '';
  const named = segment ? `coalesce(segment, '${NOT_SET}')` : 'NULL';
  const segments = segment
    ? 'LEFT JOIN (SELECT person, segment FROM facts WHERE start IS NULL) USING (person)'
    : '';
  const lives = `
    SELECT ${named} AS segment, amount FROM (
      SELECT person FROM identities WHERE site = ${site} AND first_seen IS NOT NULL ${members}
      GROUP BY person HAVING ${toSeenIn(span)}
    ) LEFT JOIN (
      SELECT person, sum(revenue) AS amount FROM money WHERE currency IS NULL GROUP BY person
    ) USING (person) ${segments}`;
  const columns = `count(*)::INTEGER AS people, ${toAmount('sum(amount)')} AS revenue`;
  return [
    `WITH lives AS MATERIALIZED (${lives}) SELECT NULL AS segment, ${columns} FROM lives`,
    ...(segment ? [`SELECT segment, ${columns} FROM lives GROUP BY segment`] : []),
  ].join(' UNION ALL ');
};

const toElsewhere = ({ span }: RevenuePlan): string =>
  `SELECT currency, ${SUM} FROM money WHERE currency IS NOT NULL AND ${toInSpan(span)}
   GROUP BY currency ORDER BY currency`;

/** Revenue as DuckDB reads it. */
export const compileRevenue = (scope: Scope, plan: RevenuePlan): Compiled<RevenueRows> => {
  const ask = <Row>(sql: string) => readRows<Row>(scope.connection, sql);
  return {
    before: [toMoney(scope, plan.currency)],
    facts: toFacts(scope, plan),
    span: plan.span,
    read: async () => ({
      sums: await ask(toSums(plan)),
      lifetimes: await ask(toLifetimes(scope, plan)),
      elsewhere: await ask(toElsewhere(plan)),
    }),
    // What a period shows of people are its payers.
    toCondition: ({ start, group, payers = start !== undefined }) =>
      [
        ...(start === undefined ? [] : [`start::VARCHAR = ${toText(start)}`]),
        ...(group === undefined ? [] : [`segment = ${toText(group)}`]),
        ...(payers ? ['paid'] : []),
      ].join(' AND ') || 'true',
  };
};
