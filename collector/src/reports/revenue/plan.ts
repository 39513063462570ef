import { planPersonSegment } from '../breakdown.js';
import { toOffsets } from '../calendar.js';
import type { CommonPlan, Local, Offset, Period, PersonSegment } from '../plan.js';
import { planCommon, type Setting } from '../request.js';
import type { RevenueRequest } from './schema.js';

/** Money of people in a time zone's periods (S18). */
export interface RevenuePlan extends CommonPlan {
  report: 'revenue';
  by: Period;
  offsets: Offset[];
  segment: PersonSegment | null;
  /** Hits that name another currency are told apart. */
  currency: string;
}

/** What an engine counts for revenue. */
export interface RevenueRows {
  /** `start` null: the whole range; else the first local day of a period. */
  sums: {
    segment: string | null;
    start: string | null;
    revenue: bigint;
    people: number;
    payers: number;
  }[];
  /** People first seen in the range, and all their revenue up to now. */
  lifetimes: { segment: string | null; people: number; revenue: bigint }[];
  /** Hits in the range that name another currency. */
  elsewhere: { currency: string; revenue: bigint }[];
}

/** The plan of revenue. */
export const planRevenue = (request: RevenueRequest, setting: Setting): Local<RevenuePlan> => {
  const { span, asOf, population, timeZone } = planCommon(request, setting);
  const { merged, currency } = setting;
  const plan: RevenuePlan = {
    report: 'revenue',
    span,
    asOf,
    population,
    by: request.by ?? 'day',
    offsets: toOffsets(timeZone, asOf),
    segment: planPersonSegment({ name: 'group', value: request.group }, merged),
    currency,
  };
  return { plan, timeZone };
};
