import { sqlMillisecond } from '../../collector/dist/engine/duckdb/tables/sql-ord.js';
import { RANKS, toOrd } from '../../collector/dist/engine/ord.js';
import { STEPS, TO } from './history.mjs';

const RANGE = { from: '2026-01-01', to: '2026-07-01' };
const FROM_ORD = toOrd(Date.UTC(2026, 0, 1));
const TO_ORD = toOrd(Date.UTC(2026, 6, 1));
const HIT = `FROM hits WHERE site = 1`;
const IN_RANGE = `ord >= ${FROM_ORD} AND ord < ${TO_ORD}`;
const named = (name) => `${HIT} AND kind = 'e' AND name = '${name}'`;

/** Five steps, as somebody who knows SQL would write them: the earliest hit of each step after the one before. */
const FUNNEL = `WITH ${STEPS.map((step, index) =>
  index === 0
    ? `s0 AS MATERIALIZED (SELECT person, min(ord) AS t FROM (SELECT person, ord ${named(step)}) GROUP BY person)`
    : `s${index} AS MATERIALIZED (SELECT h.person, min(h.ord) AS t FROM (SELECT person, ord ${named(step)}) h
       JOIN s${index - 1} p ON h.person = p.person AND h.ord > p.t GROUP BY h.person)`,
).join(',\n')}
SELECT ${STEPS.map((_, index) => `(SELECT count(*) FROM s${index}) AS s${index}`).join()}`;

/** The same within 30 days, by source, with the median times: the last start before each step. */
const WINDOW_ORD = 30 * 86_400_000 * RANKS;
const WINDOWED = `WITH ${STEPS.map((step, index) =>
  index === 0
    ? `s0 AS MATERIALIZED (SELECT person, ord AS t0, json_extract_string(properties, '$.Source') AS source ${named(step)})`
    : `s${index} AS MATERIALIZED (SELECT p.*, h.ord AS t${index} FROM s${index - 1} p
       ASOF JOIN (SELECT person, ord ${named(step)}) h ON p.person = h.person AND p.t${index - 1} < h.ord
       WHERE h.ord <= p.t0 + ${WINDOW_ORD})`,
).join(',\n')}
${STEPS.map(
  (_, index) =>
    `SELECT ${index} AS step, source, count(DISTINCT person) AS people, ${index ? `median(t${index} - t${index - 1})` : 'NULL'} AS took
     FROM s${index} GROUP BY source`,
).join(' UNION ALL ')}`;

const cohort = (first, then) => `WITH firsts AS MATERIALIZED (
    SELECT person, min(ord) AS t ${HIT} AND kind = 'e' ${first} GROUP BY person)
  SELECT start, bucket, count(*) AS people FROM (
    SELECT DISTINCT f.person, date_trunc('month', make_timestamp_ms(${sqlMillisecond('f.t')})) AS start,
      date_diff('week', date_trunc('week', make_timestamp_ms(${sqlMillisecond('f.t')})), date_trunc('week', make_timestamp_ms(${sqlMillisecond('h.ord')}))) AS bucket
    FROM firsts f JOIN (SELECT person, ord ${HIT} AND kind = 'e' ${then}) h ON h.person = f.person AND h.ord > f.t
  ) WHERE bucket < 12 GROUP BY ALL`;
const isNamed = (name) => `AND name = '${name}'`;

const REVENUE = `SELECT (SELECT sum(revenue) ${HIT} AND revenue IS NOT NULL) AS total,
  (SELECT count(DISTINCT person) ${HIT}) AS people,
  (SELECT count(DISTINCT person) ${HIT} AND revenue > 0) AS payers,
  (SELECT list(r) FROM (SELECT date_trunc('month', make_timestamp_ms(${sqlMillisecond('ord')})) AS start, sum(revenue) AS r
    ${HIT} AND revenue IS NOT NULL GROUP BY 1)) AS series`;

const BY_SOURCE = `WITH firsts AS (
    SELECT person, arg_min(json_extract_string(properties, '$.Source'), ord) AS source
    ${HIT} AND kind = 'e' AND json_extract_string(properties, '$.Source') IS NOT NULL GROUP BY person),
  paid AS (SELECT person, sum(revenue) AS revenue ${HIT} GROUP BY person)
  SELECT source, count(*), count(revenue), sum(revenue) FROM paid LEFT JOIN firsts USING (person) GROUP BY source`;

const ACTIVITY = `SELECT name, date_trunc('month', make_timestamp_ms(${sqlMillisecond('ord')})) AS start, count(*), count(DISTINCT person)
  ${HIT} AND kind = 'e' AND ${IN_RANGE} GROUP BY ALL`;

const EXPERIMENT = `WITH seen AS (
    SELECT person, arg_min(value, ord) AS variant, min(ord) AS t FROM person_properties JOIN identities USING (identity)
    WHERE name = 'Plan' GROUP BY person)
  SELECT variant, count(*), count(goal) FROM seen LEFT JOIN (
    SELECT DISTINCT s.person AS goal FROM seen s JOIN (SELECT person, ord ${named('Renewed')}) h
      ON h.person = s.person AND h.ord > s.t) ON goal = seen.person GROUP BY variant`;

/** Reports, what they may take at 10 million hits in seconds, and the plain SQL for about the same numbers. */
export const QUESTIONS = [
  { title: 'funnel of five steps', kind: 'funnel', body: { steps: STEPS }, bar: 2, sql: FUNNEL },
  {
    title: 'the same in 30 days, by source, with times',
    kind: 'funnel',
    body: { steps: STEPS, windowSeconds: 30 * 86_400, segment: { event: 'Source', step: 1 } },
    bar: 4,
    sql: WINDOWED,
  },
  {
    title: 'cohort: started a trial, logged in',
    kind: 'cohort',
    body: { first: 'Started Trial', then: 'Logged In', cohortBy: 'month', returnBy: 'week' },
    bar: 1,
    sql: cohort(isNamed('Started Trial'), isNamed('Logged In')),
  },
  {
    title: 'cohort: anything, anything',
    kind: 'cohort',
    body: {
      first: { anything: true },
      then: { anything: true },
      cohortBy: 'month',
      returnBy: 'week',
    },
    bar: 2.5,
    sql: cohort('', ''),
  },
  { title: 'revenue by month', kind: 'revenue', body: { by: 'month' }, bar: 0.5, sql: REVENUE },
  {
    title: 'revenue by first-touch source',
    kind: 'revenue',
    body: { by: 'month', group: { event: 'Source', at: 'firstEver' } },
    bar: 2,
    sql: BY_SOURCE,
  },
  {
    title: 'activity of all events, half a year by month',
    kind: 'activity',
    body: { by: 'month', ...RANGE },
    sql: ACTIVITY,
  },
  {
    title: 'experiment by a property of sets',
    kind: 'experiment',
    body: { property: 'Plan', control: 'Free', goal: 'Renewed' },
    sql: EXPERIMENT,
  },
];

/** Who asks, and when. */
export const SETTING = {
  now: TO,
  timeZone: 'UTC',
  currency: 'USD',
  merged: { events: new Map(), properties: new Map() },
  findPopulation: () => undefined,
};
