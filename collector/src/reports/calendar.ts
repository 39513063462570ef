import { Temporal } from 'temporal-polyfill';
import type { Offset, Period } from './plan.js';

const DAY_MS = 86_400_000;
const NANOSECONDS_A_MILLISECOND = 1_000_000;
/** Before this there were no hits; zones then had offsets of seconds, which nobody wants to see. */
const CALENDAR_FROM = Date.UTC(1970, 0, 1);
/** Longer than any hit can lie ahead. */
const YEARS_AHEAD = 3;

const identifiers = new Map<string, string>();

/** A zone as Temporal calls it: Intl knows some, as `PST`, by names that Temporal refuses. */
const toIdentifier = (timeZone: string): string => {
  const known = identifiers.get(timeZone);
  if (known) return known;
  const { timeZone: identifier } = new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions();
  identifiers.set(timeZone, identifier);
  return identifier;
};

const toZoned = (moment: number, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(Math.floor(moment)).toZonedDateTimeISO(
    toIdentifier(timeZone),
  );

/** How far local time is ahead of UTC, in milliseconds. */
const toAhead = ({ offsetNanoseconds }: Temporal.ZonedDateTime): number =>
  offsetNanoseconds / NANOSECONDS_A_MILLISECOND;

/** The date on the clock, as its midnight in UTC. */
const toClockDay = (moment: number, ahead: number): number =>
  Math.floor((moment + ahead) / DAY_MS) * DAY_MS;

const calendars = new Map<string, { until: number; offsets: Offset[] }>();

/**
 * All changes of a zone's clocks that a hit up to now, and some time ahead, can meet, for telling local days: where
 * clocks go back over midnight, the change counts from the second midnight on, since the day has begun by then.
 */
export const toOffsets = (timeZone: string, now: number): Offset[] => {
  const until = now + YEARS_AHEAD * 365 * DAY_MS;
  const known = calendars.get(timeZone);
  if (known && known.until >= until - DAY_MS) return known.offsets;
  let at: Temporal.ZonedDateTime | null = toZoned(CALENDAR_FROM, timeZone);
  let before = toAhead(at);
  const offsets: Offset[] = [{ from: Number.MIN_SAFE_INTEGER, ahead: before }];
  for (;;) {
    at = at.getTimeZoneTransition('next');
    if (!at || at.epochMilliseconds >= until) break;
    const ahead = toAhead(at);
    const begun = toClockDay(at.epochMilliseconds - 1, before);
    offsets.push({ from: Math.max(at.epochMilliseconds, begun - ahead), ahead });
    before = ahead;
  }
  calendars.set(timeZone, { until, offsets });
  return offsets;
};

/** The first moment of a local day, given as midnight in UTC; of a day that the zone skips, the moment after it. */
export const toDayStart = (midnight: number, timeZone: string): number => {
  const date = new Date(midnight);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + 1];
  const day = new Temporal.PlainDate(year, month, date.getUTCDate());
  return day.toZonedDateTime(toIdentifier(timeZone)).epochMilliseconds;
};

/** The local day of a moment, as its midnight in UTC: from the first moment of its date to that of the next (S29). */
export const toLocalDay = (moment: number, timeZone: string): number => {
  const day = toClockDay(moment, toAhead(toZoned(moment, timeZone)));
  // Clocks that went back show the day before once more.
  return toDayStart(day + DAY_MS, timeZone) <= moment ? day + DAY_MS : day;
};

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
