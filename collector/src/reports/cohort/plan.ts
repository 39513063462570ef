import { planSegment } from '../breakdown.js';
import { toDate, toLocalDay, toOffsets, toPeriodStart } from '../calendar.js';
import { planEvent } from '../event.js';
import type { CommonPlan, EventMatch, Local, Offset, Period, Segment } from '../plan.js';
import { planCommon, type Setting } from '../request.js';
import type { CohortRequest } from './schema.js';

const BUCKETS = 12;

/** First A, then B (S17). */
export interface CohortPlan extends CommonPlan {
  report: 'cohort';
  first: EventMatch;
  second: EventMatch;
  cohortBy: Period;
  returnBy: Period;
  /** First local day of the return period that holds `asOf`: nobody has had the whole of it yet. */
  underWay: string;
  buckets: number;
  measure: 'people' | 'revenue';
  offsets: Offset[];
  segment: Segment | null;
  currency: string;
}

/** What an engine counts for cohorts. */
export interface CohortRow {
  segment: string | null;
  /** First local day of the cohort's period. */
  start: string;
  /** Null: the cohort itself. */
  bucket: number | null;
  /** Of the cohort itself: buckets that its people have had; null in a bucket. */
  had: number | null;
  people: number;
  revenue: bigint;
}

/** The plan of cohorts. */
export const planCohort = (request: CohortRequest, setting: Setting): Local<CohortPlan> => {
  const { span, asOf, population, timeZone } = planCommon(request, setting);
  const { merged, currency } = setting;
  const { by } = request;
  const returnBy = request.returnBy ?? by ?? 'month';
  const plan: CohortPlan = {
    report: 'cohort',
    span,
    asOf,
    population,
    first: planEvent(request.first, merged),
    second: planEvent(request.then, merged),
    cohortBy: request.cohortBy ?? by ?? 'month',
    returnBy,
    underWay: toDate(toPeriodStart(toLocalDay(asOf, timeZone), returnBy)),
    buckets: request.buckets ?? BUCKETS,
    measure: request.measure ?? 'people',
    offsets: toOffsets(timeZone, asOf),
    segment: planSegment(
      { name: 'segment', value: request.segment },
      { merged, at: 'step1OrAfter', steps: 1 },
    ),
    currency,
  };
  return { plan, timeZone };
};
