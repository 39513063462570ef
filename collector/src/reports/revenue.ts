import { toMoney } from '../engine/revenue.js';
import { fromDate, toDate, toLocalDay, toOffsets, toPeriodStart } from './calendar.js';
import { at, isGiven, readWord } from './fields.js';
import { readPersonSegment } from './matches.js';
import { PERIODS, type RevenuePlan } from './plan.js';
import { toDays, toPeriods } from './range.js';
import { readRequest, type Setting } from './request.js';
import type { RevenueRows } from './rows.js';
import { toSegments } from './segments.js';

/** A plan with the time zone that its answer is shaped in. */
export interface Local<Plan> {
  plan: Plan;
  timeZone: string;
}

/** The plan of `POST …/reports/revenue`. */
export const toRevenuePlan = (body: unknown, setting: Setting): Local<RevenuePlan> => {
  const { request, span, asOf, population, timeZone } = readRequest(body, ['by', 'group'], setting);
  const by = at(request, 'by');
  const plan: RevenuePlan = {
    report: 'revenue',
    span,
    asOf,
    population,
    by: isGiven(by) ? readWord(by, PERIODS) : 'day',
    offsets: toOffsets(timeZone, asOf),
    segment: readPersonSegment(at(request, 'group'), setting.merged),
    currency: setting.currency,
  };
  return { plan, timeZone };
};

/** An amount for each of so many, half away from zero; null where there is nobody. */
export const toEach = (amount: bigint, count: number): string | null => {
  if (!count) return null;
  const [size, of] = [amount < 0n ? -amount : amount, BigInt(count)];
  const rounded = (2n * size + of) / (2n * of);
  return toMoney(amount < 0n ? -rounded : rounded);
};

/** Money as decimal texts. */
interface Sum {
  total: string;
  /** Anyone with a hit in the range. */
  people: number;
  /** Those with a positive amount. */
  payers: number;
  perPerson: string | null;
  perPayer: string | null;
  /** People first seen in the range, and all that they have paid up to now. */
  lifetime: { people: number; total: string; perPerson: string | null };
}

/** What `POST …/reports/revenue` answers beside what all reports do. */
export interface RevenueAnswer extends Sum {
  currency: string;
  series: { start: string; revenue: string; payers: number }[];
  /** The period of the series that is not over; null where all are. */
  unfinished: number | null;
  groups?: ({ value: string } & Sum)[];
  /** Hits that name another currency: they are added to nothing. */
  otherCurrencies: { currency: string; total: string }[];
}

type SumRow = RevenueRows['sums'][number];
type LifeRow = RevenueRows['lifetimes'][number];

const toSum = (sum: SumRow | undefined, life: LifeRow | undefined): Sum => {
  const { revenue = 0n, people = 0, payers = 0 } = sum ?? {};
  const lived = life ?? { revenue: 0n, people: 0 };
  return {
    total: toMoney(revenue),
    people,
    payers,
    perPerson: toEach(revenue, people),
    perPayer: toEach(revenue, payers),
    lifetime: {
      people: lived.people,
      total: toMoney(lived.revenue),
      perPerson: toEach(lived.revenue, lived.people),
    },
  };
};

/** Every period of the range, also those in which nobody paid. */
export const toStarts = (
  { span, by, asOf }: Pick<RevenuePlan, 'span' | 'by' | 'asOf'>,
  timeZone: string,
  found: readonly string[],
): string[] => {
  const days = found.map((start) => fromDate(start)!);
  const [from, to] = toDays(span, timeZone, asOf);
  const first = from ?? (days.length ? Math.min(...days) : to);
  return toPeriods(first, Math.max(to, ...days), by);
};

/** The period that holds now. */
export const findUnfinished = (
  { by, asOf }: Pick<RevenuePlan, 'by' | 'asOf'>,
  timeZone: string,
  starts: readonly string[],
): number | null => {
  const at = starts.indexOf(toDate(toPeriodStart(toLocalDay(asOf, timeZone), by)));
  return at < 0 ? null : at;
};

/** Shapes what was counted. */
export const toRevenueAnswer = (
  { plan, timeZone }: Local<RevenuePlan>,
  { sums, lifetimes, elsewhere }: RevenueRows,
): RevenueAnswer => {
  const whole = sums.filter(({ start }) => start === null);
  const periods = new Map(sums.flatMap((sum) => (sum.start === null ? [] : [[sum.start, sum]])));
  const starts = toStarts(plan, timeZone, [...periods.keys()]);
  const life = (segment: string | null) => lifetimes.find((one) => one.segment === segment);
  const { all, segments } = toSegments(whole, ([row]) => row!.people);
  return {
    currency: plan.currency,
    ...toSum(all[0], life(null)),
    series: starts.map((start) => ({
      start,
      revenue: toMoney(periods.get(start)?.revenue ?? 0n),
      payers: periods.get(start)?.payers ?? 0,
    })),
    unfinished: findUnfinished(plan, timeZone, starts),
    ...(plan.segment && {
      groups: segments.map(({ value, rows }) => ({ value, ...toSum(rows[0], life(value)) })),
    }),
    otherCurrencies: elsewhere.map(({ currency, revenue }) => ({
      currency,
      total: toMoney(revenue),
    })),
  };
};
