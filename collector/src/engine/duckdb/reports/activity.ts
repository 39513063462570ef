import type { ActivityPlan, ActivityRow } from '../../../reports/activity/plan.js';
import { toEventLabel } from '../../../reports/event-label.js';
import type { EventMatch } from '../../../reports/plan.js';
import { engineFailure } from '../../failure.js';
import { EVENTS_REPORTED } from '../../limits.js';
import { readRows } from '../tables/rows.js';
import type { Compiled } from './compiled.js';
import type { Scope } from './scope.js';
import { toInSpan, toLocalDay, toMatch, toName, toPeriod, toProperty, toText } from './sql.js';
import { toSegmented, toValues } from './values.js';

/** Whether a hit may be both. */
const mayBeOne = ({ names }: EventMatch, other: EventMatch): boolean =>
  !names || !other.names || names.some((name) => other.names!.includes(name));

/** The hits that count, once for each event that they are; `fresh` at the first of these. */
const toHits = ({ hits }: Scope, { events, merged, span, segment }: ActivityPlan): string => {
  const own = segment?.of === 'hit' ? `, ${toProperty(segment.property)} AS value` : '';
  const inSpan = toInSpan(span);
  if (!events) {
    const columns = `person, ord, ${toName(merged)} AS event, true AS fresh${own}`;
    return hits(columns, `kind = 'e' AND ${inSpan}`);
  }
  return events
    .map((event, position) => {
      const told = events.slice(0, position).filter((other) => mayBeOne(event, other));
      const fresh = told.length
        ? `NOT (${told.map((other) => `(${toMatch(other)})`).join(' OR ')})`
        : 'true';
      const columns = `person, ord, ${position} AS event, ${fresh} AS fresh${own}`;
      return hits(columns, `${toMatch(event)} AND ${inSpan}`);
    })
    .join(' UNION ALL ');
};

const toFacts = (scope: Scope, plan: ActivityPlan): string => {
  const { by, offsets, segment, span } = plan;
  const start = toPeriod(toLocalDay('ord', offsets, scope.extent), by);
  const facts = `SELECT person, event, ${start} AS start, count(*) AS hits,
      count(*) FILTER (fresh) AS fresh
    ${segment?.of === 'hit' ? ', value' : ''} FROM (${toHits(scope, plan)}) GROUP BY ALL`;
  if (!segment) return `SELECT *, NULL::VARCHAR AS segment FROM (${facts})`;
  if (segment.of === 'hit') return toSegmented(facts);
  return toSegmented(`SELECT facts.*, value FROM (${facts}) AS facts
    LEFT JOIN (${toValues(scope, segment, span)}) USING (person)`);
};

/** Of all events of a site, the most frequent ones. */

const MOST_FREQUENT = 'SELECT event FROM facts GROUP BY event ORDER BY sum(hits) DESC, event';

// Each person once, then all of them: much faster than counting distinct people in one go.
const toCounts = (by: readonly string[], isAll: boolean): string => {
  const shown = ['event', 'segment', 'start'].map((name) =>
    by.includes(name)
      ? `${name === 'event' && !isAll ? name : `${name}::VARCHAR`} AS ${name}`
      : `NULL AS ${name}`,
  );
  // As a whole a hit counts once, though it is several of the events.
  const hits = by.includes('event') ? 'hits' : 'fresh';
  const condition =
    isAll && by.includes('event') ? `event IN (${MOST_FREQUENT} LIMIT ${EVENTS_REPORTED})` : 'true';
  const grouping = by.length ? `GROUP BY ${by.join()}` : '';
  return `SELECT ${shown.join()}, sum(hits)::DOUBLE AS count, count(*)::INTEGER AS people
    FROM (SELECT ${[...by, 'person'].join()}, sum(${hits}) AS hits FROM facts WHERE ${condition} GROUP BY ALL)
    ${grouping}`;
};

/** The events at a position, or of a name. */
const toEventCondition = (events: EventMatch[] | null, asked: number | string): string => {
  if (!events)
    return typeof asked === 'string'
      ? `event = ${toText(asked)}`
      : `event = (${MOST_FREQUENT} LIMIT 1 OFFSET ${asked})`;
  if (typeof asked === 'number' && asked < events.length) return `event = ${asked}`;
  const found = events.flatMap((event, position) =>
    event.label === asked || toEventLabel(event) === asked ? [position] : [],
  );
  if (found.length === 1) return `event = ${found[0]}`;
  const last = events.length - 1;
  throw engineFailure(
    'unknown_event',
    found.length
      ? `pick.event fits the events at the positions ${found.join(' and ')} of the report; give the position of one of them.`
      : `pick.event is no event of the report; give its position, 0 to ${last}.`,
  );
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
      ...(event === undefined ? [] : [toEventCondition(plan.events, event)]),
    ].join(' AND ') || 'true',
});
