import { fromDate, toDate, toLocalDay, toPeriodStart } from './calendar.js';
import type { CommonPlan, Period } from './plan.js';
import { toDays, toPeriods } from './range.js';

type Dated = Pick<CommonPlan, 'span' | 'asOf'> & { by: Period };

/** Every period of the range, also those in which nobody paid. */
export const toStarts = (
  { span, by, asOf }: Dated,
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
  { by, asOf }: Omit<Dated, 'span'>,
  timeZone: string,
  starts: readonly string[],
): number | null => {
  const at = starts.indexOf(toDate(toPeriodStart(toLocalDay(asOf, timeZone), by)));
  return at < 0 ? null : at;
};
