import { usePlace } from '../../router.js';
import { useTimeZone } from '../../site-context.js';
import { formatLocalDate } from '../../text/format.js';
import { type Range, readRange, readZone } from './range.js';

/** The zone that the report in the address counts its days in. */
export const useReportZone = (): string => readZone(usePlace().searchParams, useTimeZone());

/** The dates that the report in the address is about. */
export const useRange = (): Range => {
  const timeZone = useReportZone();
  const today = formatLocalDate(new Date().toISOString(), timeZone);
  return readRange(usePlace().searchParams, today);
};

/** What every report's question says: dates where there are any, the zone, and who counts. */
export const useCommonQuestion = () => {
  const timeZone = useReportZone();
  const { from, to } = useRange();
  const population = usePlace().searchParams.get('population');
  return { ...(from && { from }), to, timeZone, ...(population && { population }) };
};
