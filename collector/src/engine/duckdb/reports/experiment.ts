import type { ExperimentPlan, ExperimentRow } from '../../../reports/experiment/plan.js';
import { toOrd } from '../../ord.js';
import { readRows } from '../tables/rows.js';
import { sqlUntil } from '../tables/sql-ord.js';
import type { Compiled } from './compiled.js';
import { toAmount, toRevenue } from './money.js';
import type { Scope } from './scope.js';
import { toInSpan, toMatch, toProperty, toText } from './sql.js';

/** A row per person who saw a variant: the first one, and what came after it. */
const toFacts = ({ hits }: Scope, plan: ExperimentPlan): string => {
  const { property, goal, windowSeconds, span, asOf, currency } = plan;
  // As in funnels: with a window the range's end binds the beginning alone.
  const until = windowSeconds === null ? toInSpan(span) : `ord <= ${sqlUntil('t1', windowSeconds)}`;
  const open =
    windowSeconds === null ? 'false' : `${sqlUntil('t1', windowSeconds)} >= ${toOrd(asOf)}`;
  const shown = hits(
    `person, ord, ${toProperty(property)} AS value`,
    `kind IN ('e', 's') AND ${toInSpan(span)}`,
  );
  const later = (columns: string, condition: string) =>
    `SELECT * FROM exposed JOIN (${hits(columns, condition)}) USING (person)
     WHERE ord > t1 AND ${until}`;
  return `
    WITH exposed AS MATERIALIZED (
      SELECT person, min(ord) AS t1, count(DISTINCT value) > 1 AS several,
        arg_min(value, ord) AS variant
      FROM (${shown}) WHERE value IS NOT NULL GROUP BY person
    )
    SELECT exposed.person AS person, variant, several, ${open} AS open,
      coalesce(converted, false) AS converted, coalesce(amount, 0) AS revenue
    FROM exposed
    LEFT JOIN (SELECT DISTINCT person, true AS converted FROM (${later('person, ord', toMatch(goal))}))
      USING (person)
    LEFT JOIN (SELECT person, sum(amount) AS amount FROM (${later(
      `person, ord, ${toRevenue(currency)} AS amount`,
      'revenue IS NOT NULL',
    )}) GROUP BY person) USING (person)`;
};

/** An experiment as DuckDB reads it. */
export const compileExperiment = (
  scope: Scope,
  plan: ExperimentPlan,
): Compiled<ExperimentRow[]> => ({
  facts: toFacts(scope, plan),
  span: plan.windowSeconds === null ? plan.span : { from: plan.span.from, to: null },
  read: () =>
    readRows(
      scope.connection,
      `SELECT variant, count(*) FILTER (NOT open)::INTEGER AS people,
         count(*) FILTER (open)::INTEGER AS open,
         count(*) FILTER (NOT open AND converted)::INTEGER AS conversions,
         count(*) FILTER (NOT open AND several)::INTEGER AS several,
         ${toAmount('sum(revenue) FILTER (NOT open)')} AS revenue,
         coalesce(avg(revenue::DOUBLE) FILTER (NOT open), 0) AS mean,
         coalesce(var_samp(revenue::DOUBLE) FILTER (NOT open), 0) AS variance
       FROM facts GROUP BY variant ORDER BY count(*) DESC, variant`,
    ),
  toCondition: ({ variant, converted, outcome }) =>
    [
      outcome === 'open' ? 'open' : 'NOT open',
      ...(variant === undefined ? [] : [`variant = ${toText(variant)}`]),
      ...(converted === undefined ? [] : [converted ? 'converted' : 'NOT converted']),
    ].join(' AND '),
});
