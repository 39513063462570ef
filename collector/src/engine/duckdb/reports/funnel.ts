import type { FunnelPlan, FunnelRow } from '../../../reports/funnel/plan.js';
import { TIME_BOUNDS } from '../../../reports/rows.js';
import { toOrd } from '../../ord.js';
import { readRows } from '../tables/rows.js';
import { sqlMillisecond, sqlUntil } from '../tables/sql-ord.js';
import type { Compiled } from './compiled.js';
import type { Scope } from './scope.js';
import { toInSpan, toMatch, toText } from './sql.js';
import { toChosen, toSegmented, toValues } from './values.js';

const times = (count: number): string[] =>
  Array.from({ length: count }, (_, step) => `t${step + 1}`);

/** Without a window: each step's earliest possible hit. */
const toEarliest = ({ hits }: Scope, { steps, span }: FunnelPlan): string => {
  const inSpan = toInSpan(span);
  const parts = steps.map((step, index) => {
    const matching = hits('person, ord', `${toMatch(step)} AND ${inSpan}`);
    if (index === 0)
      return `s1 AS MATERIALIZED (SELECT person, min(ord) AS t1 FROM (${matching}) GROUP BY person)`;
    return `s${index + 1} AS MATERIALIZED (
      SELECT s${index}.person AS person, min(ord) AS t${index + 1}
      FROM s${index} JOIN (${matching}) AS next ON next.person = s${index}.person AND ord > t${index}
      GROUP BY s${index}.person)`;
  });
  const joins = steps.slice(1).map((_, index) => `LEFT JOIN s${index + 2} USING (person)`);
  const depth = times(steps.length).map((time) => `(${time} IS NOT NULL)::INTEGER`);
  return `WITH ${parts.join(',\n')}
    SELECT person, ${times(steps.length).join()}, ${depth.join(' + ')} AS depth, false AS open
    FROM s1 ${joins.join(' ')}`;
};

/**
 * With a window: from each start the earliest hits, as far as they lie in the window; of a person's starts the
 * earliest one of those that come furthest. Only inner ASOF joins: left ones match wrongly in DuckDB 1.5.6.
 */
const toWindowed = ({ hits }: Scope, { steps, span, windowSeconds, asOf }: FunnelPlan): string => {
  const until = (start: string) => sqlUntil(start, windowSeconds!);
  const parts = steps.map((step, index) => {
    if (index === 0)
      return `s1 AS MATERIALIZED (${hits('person, ord AS t1', `${toMatch(step)} AND ${toInSpan(span)}`)})`;
    const from = `s${index}`;
    // Nothing before the first possible start can be a later step.
    const matching = hits(
      'person, ord',
      `${toMatch(step)} AND ${toInSpan({ from: span.from, to: null })}`,
    );
    return `s${index + 1} AS MATERIALIZED (
      SELECT ${from}.*, next.ord AS t${index + 1}
      FROM ${from} ASOF JOIN (${matching}) AS next
        ON ${from}.person = next.person AND ${from}.t${index} < next.ord
      WHERE next.ord <= ${until(`${from}.t1`)})`;
  });
  // Of each person those that come furthest.
  const chains = steps.map((_, index) => {
    const columns = times(steps.length).map((time, at) => (at <= index ? time : `NULL AS ${time}`));
    const furthest =
      index + 1 < steps.length ? `WHERE person NOT IN (SELECT person FROM s${index + 2})` : '';
    return `SELECT person, ${columns.join()}, ${index + 1} AS depth FROM s${index + 1} ${furthest}`;
  });
  return `WITH ${parts.join(',\n')},
    chains AS MATERIALIZED (${chains.join(' UNION ALL ')}),
    best AS MATERIALIZED (SELECT person, min(t1) AS t1 FROM chains GROUP BY person),
    latest AS (SELECT person, ${until('max(t1)')} >= ${toOrd(asOf)} AS open FROM s1 GROUP BY person)
    SELECT chains.*, open
    FROM chains JOIN best USING (person, t1) JOIN latest USING (person)`;
};

const toPeople = (scope: Scope, plan: FunnelPlan): string => {
  const { steps, segment, windowSeconds, span } = plan;
  const chains = windowSeconds === null ? toEarliest(scope, plan) : toWindowed(scope, plan);
  if (!segment) return chains;
  const chosen = segment.of === 'step' ? segment.step : 1;
  const anchors = `SELECT person, t${chosen} AS t1 FROM chains`;
  const values =
    segment.of === 'step'
      ? toChosen(scope, segment.property, toMatch(steps[chosen - 1]!), anchors)
      : toValues(scope, segment, span, anchors);
  return toSegmented(
    `WITH chains AS MATERIALIZED (${chains})
     SELECT chains.*, value FROM chains LEFT JOIN (${values}) USING (person)`,
    'count(*)',
  );
};

const toStepQuery = (plan: FunnelPlan, step: number): string => {
  const isLast = step === plan.steps.length;
  const took =
    step === 1
      ? 'NULL::DOUBLE'
      : `(${sqlMillisecond(`t${step}`)} - ${sqlMillisecond(`t${step - 1}`)}) / 1000`;
  const bounds = [...TIME_BOUNDS, Infinity];
  const parts = bounds.map((bound, index) => {
    const above = index ? `took > ${bounds[index - 1]}` : 'true';
    return `count(*) FILTER (${above}${bound === Infinity ? '' : ` AND took <= ${bound}`})::INTEGER`;
  });
  const grouped = plan.segment ? 'GROUP BY GROUPING SETS ((), (segment))' : '';
  return `SELECT ${plan.segment ? 'segment' : 'NULL AS segment'}, ${step} AS step,
      count(*)::INTEGER AS people,
      count(*) FILTER (${!isLast} AND depth = ${step} AND NOT open)::INTEGER AS dropped,
      count(*) FILTER (${!isLast} AND depth = ${step} AND open)::INTEGER AS open,
      median(took) AS "medianSeconds", avg(took) AS "meanSeconds",
      ${step === 1 ? '[]::INTEGER[]' : `[${parts.join()}]`} AS times
    FROM (SELECT *, ${took} AS took FROM facts WHERE depth >= ${step}) ${grouped}`;
};

const OUTCOMES = { dropped: 'NOT open', open: 'open' } as const;

/** A funnel as DuckDB reads it. */
export const compileFunnel = (scope: Scope, plan: FunnelPlan): Compiled<FunnelRow[]> => ({
  facts: toPeople(scope, plan),
  span: plan.windowSeconds === null ? plan.span : { from: plan.span.from, to: null },
  async read() {
    const queries = plan.steps.map((_, index) => toStepQuery(plan, index + 1));
    return readRows<FunnelRow>(scope.connection, queries.join(' UNION ALL '));
  },
  toCondition({ step = 1, outcome, segment }) {
    const reached =
      outcome === 'dropped' || outcome === 'open'
        ? `depth = ${step} AND ${step < plan.steps.length} AND ${OUTCOMES[outcome]}`
        : `depth >= ${step}`;
    if (segment === undefined) return reached;
    return plan.segment ? `${reached} AND segment = ${toText(segment)}` : 'false';
  },
});
