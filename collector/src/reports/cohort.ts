import { toMoney } from '../engine/revenue.js';
import {
  addPeriods,
  countPeriods,
  fromDate,
  toDate,
  toLocalDay,
  toOffsets,
  toPeriodStart,
} from './calendar.js';
import { at, isGiven, readWhole, readWord, wrong } from './fields.js';
import { readEvent, readSegment } from './matches.js';
import { type CohortPlan, PERIODS, type Period } from './plan.js';
import { toDays } from './range.js';
import { readRequest, type Setting } from './request.js';
import type { Local } from './revenue.js';
import type { CohortRow } from './rows.js';
import { toSegments } from './segments.js';
import { checkSize } from './size.js';

const BUCKETS = 12;
const BUCKETS_MOST = 400;
const MEASURES = ['people', 'revenue'] as const;

const PARTS = ['first', 'then', 'by', 'cohortBy', 'returnBy', 'buckets', 'measure', 'segment'];

/** The plan of `POST …/reports/cohort`. */
export const toCohortPlan = (body: unknown, setting: Setting): Local<CohortPlan> => {
  const { request, span, asOf, population, timeZone } = readRequest(body, PARTS, setting);
  const part = (name: string) => at(request, name);
  const readPeriod = (name: string): Period => {
    const own = part(name);
    if (isGiven(own) && isGiven(part('by'))) throw wrong(own, 'is set by by already');
    const given = isGiven(own) ? own : part('by');
    return isGiven(given) ? readWord(given, PERIODS) : 'month';
  };
  const [buckets, measure] = [part('buckets'), part('measure')];
  const plan: CohortPlan = {
    report: 'cohort',
    span,
    asOf,
    population,
    first: readEvent(part('first'), setting.merged),
    second: readEvent(part('then'), setting.merged),
    cohortBy: readPeriod('cohortBy'),
    returnBy: readPeriod('returnBy'),
    buckets: isGiven(buckets) ? readWhole(buckets, [1, BUCKETS_MOST]) : BUCKETS,
    measure: isGiven(measure) ? readWord(measure, MEASURES) : 'people',
    offsets: toOffsets(timeZone, asOf),
    segment: readSegment(part('segment'), { merged: setting.merged, at: 'step1OrAfter', steps: 1 }),
    currency: setting.currency,
  };
  return { plan, timeZone };
};

/** One cohort. */
export interface Cohort {
  /** First local day of its period. */
  start: string;
  people: number;
  /** By bucket: people, or revenue as decimal texts; null where a bucket has not begun. */
  returned: (number | string | null)[];
  /** The bucket that is not over; null where all are, or it is beyond the last. */
  unfinished: number | null;
}

/** What `POST …/reports/cohort` answers beside what all reports do. */
export interface CohortAnswer {
  cohorts: Cohort[];
  segments?: { value: string; cohorts: Cohort[] }[];
}

/** First days of all cohorts: those of the range, as far as anybody could be in one. */
const toStarts = ({ plan, timeZone }: Local<CohortPlan>, rows: readonly CohortRow[]): number[] => {
  const found = [...new Set(rows.map(({ start }) => start))].map((start) => fromDate(start)!);
  if (!found.length) return [];
  const [from, to] = toDays(plan.span, timeZone, plan.asOf);
  const last = Math.max(to, ...found);
  const starts: number[] = [];
  let start = toPeriodStart(from ?? Math.min(...found), plan.cohortBy);
  for (; start <= last; start = addPeriods(start, plan.cohortBy, 1)) starts.push(start);
  return starts;
};

const toCohorts = (
  { plan, timeZone }: Local<CohortPlan>,
  starts: readonly number[],
  rows: readonly CohortRow[],
): Cohort[] => {
  const { returnBy, buckets, measure, asOf } = plan;
  const counted = new Map(rows.map((row) => [`${row.start} ${row.bucket}`, row]));
  const today = toPeriodStart(toLocalDay(asOf, timeZone), returnBy);
  return starts.map((start) => {
    const date = toDate(start);
    const current = countPeriods(toPeriodStart(start, returnBy), today, returnBy);
    const returned = Array.from({ length: buckets }, (_, bucket) => {
      const row = counted.get(`${date} ${bucket}`);
      // A clock that runs ahead may say that somebody came back tomorrow.
      if (bucket > current && !row) return null;
      return measure === 'people' ? (row?.people ?? 0) : toMoney(row?.revenue ?? 0n);
    });
    return {
      start: date,
      people: counted.get(`${date} null`)?.people ?? 0,
      returned,
      unfinished: current >= 0 && current < buckets ? current : null,
    };
  });
};

/** Shapes what was counted. */
export const toCohortAnswer = (
  local: Local<CohortPlan>,
  rows: readonly CohortRow[],
): CohortAnswer => {
  const size = (own: readonly CohortRow[]) =>
    own.reduce((sum, { bucket, people }) => sum + (bucket === null ? people : 0), 0);
  const { all, segments } = toSegments(rows, size);
  const starts = toStarts(local, all);
  checkSize((1 + segments.length) * local.plan.buckets, starts.length);
  const cohorts = toCohorts(local, starts, all);
  if (!local.plan.segment) return { cohorts };
  return {
    cohorts,
    segments: segments.map(({ value, rows: own }) => ({
      value,
      cohorts: toCohorts(local, starts, own),
    })),
  };
};
