import { toMoney } from '../../money.js';
import { toEach } from '../each.js';
import { findUnfinished, toStarts } from '../periods.js';
import type { Local } from '../plan.js';
import type { Own } from '../report.js';
import { toSegments } from '../segments.js';
import type { RevenuePlan, RevenueRows } from './plan.js';
import type { RevenueAnswer, Sum } from './schema.js';

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

/** Shapes what was counted. */
export const shapeRevenue = (
  { plan, timeZone }: Local<RevenuePlan>,
  { sums, lifetimes, elsewhere }: RevenueRows,
): Own<RevenueAnswer> => {
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
