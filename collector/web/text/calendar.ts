/** Local dates as texts (`2025-03-04`): no clock and no time zone, so no daylight saving either. */

const DAY_MILLISECONDS = 86_400_000;

const formatIsoDate = (time: number): string => new Date(time).toISOString().slice(0, 10);

const parseDate = (date: string): [year: number, month: number, day: number] => {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return [year, month, day];
};

/** Whether a text is a date that exists, within reach of any history. */
export const isDate = (text: string): boolean => {
  if (!/^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && formatIsoDate(time) === text;
};

/** So many days later. */
export const addDays = (date: string, days: number): string =>
  formatIsoDate(Date.parse(`${date}T00:00:00Z`) + days * DAY_MILLISECONDS);

/** The first day of the month that is so many months later. */
export const findMonthStart = (date: string, months = 0): string => {
  const [year, month] = parseDate(date);
  return formatIsoDate(Date.UTC(year, month - 1 + months, 1));
};

/** The first day after a period. */
export const findPeriodEnd = (start: string, by: string): string => {
  if (!start) return '';
  return by === 'month' ? findMonthStart(start, 1) : addDays(start, by === 'week' ? 7 : 1);
};

/** The first day of the year. */
export const findYearStart = (date: string): string => `${date.slice(0, 4)}-01-01`;

/** Unix seconds of a date's midnight in UTC: a place on an axis. */
export const toSeconds = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 1000;

const format = (date: string, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' }).format(toSeconds(date) * 1000);

/** `4 Mar 2025` */
export const formatDate = (date: string): string => format(date, { dateStyle: 'medium' });

/** `4 Mar`; `Mar 2025` for a month. */
export const formatPeriod = (start: string, by: string): string =>
  format(
    start,
    by === 'month' ? { month: 'short', year: 'numeric' } : { day: 'numeric', month: 'short' },
  );

/** `4 Mar 2025`, `week of 3 Mar 2025`, `March 2025` */
export const formatPeriodName = (start: string, by: string): string =>
  by === 'month'
    ? format(start, { month: 'long', year: 'numeric' })
    : `${by === 'week' ? 'week of ' : ''}${formatDate(start)}`;
