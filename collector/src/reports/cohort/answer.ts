import { toMoney } from '../../money.js';
import { addPeriods, fromDate, toDate, toPeriodStart } from '../calendar.js';
import type { Local } from '../plan.js';
import { toDays } from '../range.js';
import type { Own } from '../report.js';
import { toSegments } from '../segments.js';
import { checkSize } from '../size.js';
import type { CohortPlan, CohortRow } from './plan.js';
import type { Cohort, CohortAnswer } from './schema.js';

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
export const shapeCohort = (
  local: Local<CohortPlan>,
  rows: readonly CohortRow[],
): Own<CohortAnswer> => {
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
