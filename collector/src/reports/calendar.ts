import type { Offset, Period } from './plan.js';

const DAY_MS = 86_400_000;
/** Before this there were no hits; zones then had offsets of seconds, which nobody wants to see. */
const CALENDAR_FROM = Date.UTC(1970, 0, 1);
/** Longer than any hit can lie ahead. */
const YEARS_AHEAD = 3;
/** No zone has changed its clocks back and forth within less. */
const LOOK_MS = 7 * DAY_MS;

const formats = new Map<string, Intl.DateTimeFormat>();

const toFormat = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    era: 'short',
  });
  formats.set(timeZone, made);
  return made;
};

/** How far local time is ahead of UTC at a moment, in milliseconds. */
export const toAhead = (moment: number, timeZone: string): number => {
  const whole = Math.floor(moment / 1000) * 1000;
  const parts = Object.fromEntries(
    toFormat(timeZone)
      .formatToParts(whole)
      .map(({ type, value }) => [type, value]),
  );
  const { year, month, day, hour, minute, second } = parts;
  const local = Date.UTC(+year!, +month! - 1, +day!, +hour!, +minute!, +second!);
  return local - whole;
};

/** The first moment at which local time is ahead by what it is at `to`, after `from`. */
const findChange = (from: number, to: number, timeZone: string): number => {
  const after = toAhead(to, timeZone);
  let [low, high] = [from, to];
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2000) * 1000;
    if (toAhead(middle, timeZone) === after) high = middle;
    else low = middle;
  }
  return high;
};

const calendars = new Map<string, { until: number; offsets: Offset[] }>();

/** All changes of a zone's clocks that a hit up to now, and some time ahead, can meet. */
export const toOffsets = (timeZone: string, now: number): Offset[] => {
  const until = now + YEARS_AHEAD * 365 * DAY_MS;
  const known = calendars.get(timeZone);
  if (known && known.until >= until - DAY_MS) return known.offsets;
  const offsets: Offset[] = [
    { from: Number.MIN_SAFE_INTEGER, ahead: toAhead(CALENDAR_FROM, timeZone) },
  ];
  for (let at = CALENDAR_FROM; at < until; at += LOOK_MS) {
    const ahead = toAhead(at + LOOK_MS, timeZone);
    if (ahead !== offsets.at(-1)!.ahead)
      offsets.push({ from: findChange(at, at + LOOK_MS, timeZone), ahead });
  }
  calendars.set(timeZone, { until, offsets });
  return offsets;
};

/** The first moment of a local day, given as midnight in UTC; where midnight is skipped, the moment after. */
export const toDayStart = (midnight: number, timeZone: string): number => {
  const aheads = [midnight - DAY_MS, midnight + DAY_MS].map((near) => toAhead(near, timeZone));
  const moments = aheads.map((ahead) => midnight - ahead);
  const real = moments.filter((moment) => moment + toAhead(moment, timeZone) === midnight);
  return real.length ? Math.min(...real) : Math.max(...moments);
};

/** The local day of a moment, as its midnight in UTC. */
export const toLocalDay = (moment: number, timeZone: string): number =>
  Math.floor((moment + toAhead(moment, timeZone)) / DAY_MS) * DAY_MS;

/** The first day of the period that holds a day; days are midnights in UTC. */
export const toPeriodStart = (day: number, period: Period): number => {
  const date = new Date(day);
  if (period === 'month') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
  return period === 'week' ? day - ((date.getUTCDay() + 6) % 7) * DAY_MS : day;
};

/** The first day of the period so many periods later. */
export const addPeriods = (start: number, period: Period, count: number): number => {
  const date = new Date(start);
  if (period === 'month')
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count, date.getUTCDate());
  return start + count * (period === 'week' ? 7 : 1) * DAY_MS;
};

/** How many periods lie between two first days of periods. */
export const countPeriods = (from: number, to: number, period: Period): number => {
  if (period !== 'month') return Math.round((to - from) / DAY_MS / (period === 'week' ? 7 : 1));
  const [a, b] = [new Date(from), new Date(to)];
  return (b.getUTCFullYear() - a.getUTCFullYear()) * 12 + b.getUTCMonth() - a.getUTCMonth();
};

/** 2026-11-22 */
export const toDate = (day: number): string => new Date(day).toISOString().slice(0, 10);

/** Midnight in UTC of a date that exists; undefined for any other text. */
export const fromDate = (text: string): number | undefined => {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  const day = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(day) && toDate(day) === text ? day : undefined;
};
