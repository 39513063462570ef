import { toMoney } from '../engine/revenue.js';
import { addPeriods, fromDate, toDate, toLocalDay, toOffsets, toPeriodStart } from './calendar.js';
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
    if (isGiven(own) && isGiven(part('by')))
      throw wrong(own, 'conflicts with "by"; use one of them');
    const given = isGiven(own) ? own : part('by');
    return isGiven(given) ? readWord(given, PERIODS) : 'month';
  };
  const [buckets, measure] = [part('buckets'), part('measure')];
  const returnBy = readPeriod('returnBy');
  const plan: CohortPlan = {
    report: 'cohort',
    span,
    asOf,
    population,
    first: readEvent(part('first'), setting.merged),
    second: readEvent(part('then'), setting.merged),
    cohortBy: readPeriod('cohortBy'),
    returnBy,
    underWay: toDate(toPeriodStart(toLocalDay(asOf, timeZone), returnBy)),
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
  /** By bucket, of those who have had the whole of it: people, or revenue as decimal texts; null where nobody has. */
  returned: (number | string | null)[];
  /** By bucket: people who have had the whole of it. */
  of: number[];
  /** Buckets that some of the people, or all, have not had in full. */
  unfinished: number[];
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

const toCohort = (
  { buckets, measure }: CohortPlan,
  start: string,
  rows: readonly CohortRow[],
): Cohort => {
  const found = new Map(rows.map((row) => [row.bucket, row]));
  const whole = rows.filter(({ bucket }) => bucket === null);
  const countPeople = (some: readonly CohortRow[]) =>
    some.reduce((sum, { people }) => sum + people, 0);
  const people = countPeople(whole);
  const of = Array.from({ length: buckets }, (_, bucket) =>
    countPeople(whole.filter(({ had }) => had! > bucket)),
  );
  const returned = of.map((could, bucket) => {
    if (!could) return null;
    const row = found.get(bucket);
    return measure === 'people' ? (row?.people ?? 0) : toMoney(row?.revenue ?? 0n);
  });
  const unfinished = of.flatMap((could, bucket) => (could < people ? [bucket] : []));
  return { start, people, returned, of, unfinished };
};

const toCohorts = (
  plan: CohortPlan,
  starts: readonly number[],
  rows: readonly CohortRow[],
): Cohort[] => {
  const own = new Map(starts.map((start): [string, CohortRow[]] => [toDate(start), []]));
  for (const row of rows) own.get(row.start)!.push(row);
  return [...own].map(([start, some]) => toCohort(plan, start, some));
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
  const cohorts = toCohorts(local.plan, starts, all);
  if (!local.plan.segment) return { cohorts };
  return {
    cohorts,
    segments: segments.map(({ value, rows: own }) => ({
      value,
      cohorts: toCohorts(local.plan, starts, own),
    })),
  };
};
