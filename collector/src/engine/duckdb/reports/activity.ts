import type { ActivityPlan } from '../../../reports/plan.js';
import type { ActivityRow } from '../../../reports/rows.js';
import { readRows } from '../rows.js';
import type { Compiled } from './compiled.js';
import type { Scope } from './scope.js';
import { toInSpan, toLocalDay, toMatch, toName, toPeriod, toProperty, toText } from './sql.js';
import { toSegmented, toValues } from './values.js';

/** The hits that count, once for each event that they are. */
const toHits = ({ hits }: Scope, { events, merged, span, segment }: ActivityPlan): string => {
  const own = segment?.of === 'hit' ? `, ${toProperty(segment.property)} AS value` : '';
  const inSpan = toInSpan(span);
  if (!events)
    return hits(`person, ord, ${toName(merged)} AS event${own}`, `kind = 'e' AND ${inSpan}`);
  return events
    .map((event) =>
      hits(`person, ord, ${toText(event.label)} AS event${own}`, `${toMatch(event)} AND ${inSpan}`),
    )
    .join(' UNION ALL ');
};

const toFacts = (scope: Scope, plan: ActivityPlan): string => {
  const { by, offsets, segment, span } = plan;
  const start = toPeriod(toLocalDay('ord', offsets, scope.extent), by);
  const facts = `SELECT person, event, ${start} AS start, count(*) AS hits
    ${segment?.of === 'hit' ? ', value' : ''} FROM (${toHits(scope, plan)}) GROUP BY ALL`;
  if (!segment) return `SELECT *, NULL::VARCHAR AS segment FROM (${facts})`;
  if (segment.of === 'hit') return toSegmented(facts);
  return toSegmented(`SELECT facts.*, value FROM (${facts}) AS facts
    LEFT JOIN (${toValues(scope, segment, span)}) USING (person)`);
};

/** Of all events of a site, the most frequent ones. */
const EVENTS_SHOWN = 100;

const MOST_FREQUENT = `event IN
  (SELECT event FROM facts GROUP BY event ORDER BY sum(hits) DESC, event LIMIT ${EVENTS_SHOWN})`;

// Each person once, then all of them: much faster than counting distinct people in one go.
const toCounts = (by: readonly string[], isAll: boolean): string => {
  const shown = ['event', 'segment', 'start'].map((name) =>
    by.includes(name) ? `${name}::VARCHAR AS ${name}` : `NULL AS ${name}`,
  );
  const condition = isAll && by.includes('event') ? MOST_FREQUENT : 'true';
  const grouping = by.length ? `GROUP BY ${by.join()}` : '';
  return `SELECT ${shown.join()}, sum(hits)::DOUBLE AS count, count(*)::INTEGER AS people
    FROM (SELECT ${[...by, 'person'].join()}, sum(hits) AS hits FROM facts WHERE ${condition} GROUP BY ALL)
    ${grouping}`;
};

/** Activity as DuckDB reads it. */
export const compileActivity = (scope: Scope, plan: ActivityPlan): Compiled<ActivityRow[]> => ({
  facts: toFacts(scope, plan),
  span: plan.span,
  read: () => {
    const sets = [[], ['start'], ['event'], ['event', 'start']];
    if (plan.segment) sets.push(['event', 'segment'], ['event', 'segment', 'start']);
    const counts = sets.map((by) => toCounts(by, plan.events === null));
    return readRows(scope.connection, counts.join(' UNION ALL '));
  },
  toCondition: ({ start, group, event }) =>
    [
      ...(start === undefined ? [] : [`start::VARCHAR = ${toText(start)}`]),
      ...(group === undefined ? [] : [`segment = ${toText(group)}`]),
      ...(event === undefined ? [] : [`event = ${toText(event)}`]),
    ].join(' AND ') || 'true',
});
