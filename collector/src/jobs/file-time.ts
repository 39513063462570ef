import { Temporal } from 'temporal-polyfill';
import { EARLIEST_MS } from '../ingest/admission/times.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** From here on a number is milliseconds since 1970, not seconds. */
const MILLISECONDS_FROM = 1e11;

/** Clocks of those who exported may be ahead of ours. */
const AHEAD_MS = DAY_MS;

/** `2026-11-22`, with or without a time of day, with or without the zone that it is told in. */
const DATE =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)([.,]\d{1,9})?)?)?\s?(Z|UTC|GMT|[+-]\d\d:?\d\d)?$/i;

/** Seconds, or milliseconds where it has as many digits, since 1970 → milliseconds. */
const fromNumber = (number: number): number | undefined => {
  if (!(number >= 0 && Number.isFinite(number))) return undefined;
  // Whole microseconds first: 0.001 is no sum of halves.
  return number < MILLISECONDS_FROM ? Math.round(number * 1e6) / 1e3 : number;
};

/** The moment at which clocks of a zone show a time; of two such moments the first, of none the one after the change. */
const toInstant = (local: number, timeZone: string): number =>
  Temporal.Instant.fromEpochMilliseconds(local)
    .toZonedDateTimeISO('UTC')
    .toPlainDateTime()
    .toZonedDateTime(timeZone).epochMilliseconds;

const parseOffset = (zone: string): number => {
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === '-' ? -offset : offset;
};

const fromDate = (text: string, timeZone: string): number | undefined => {
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] =
    DATE.exec(text) ?? [];
  if (year === undefined) return undefined;
  const local = Date.UTC(+year, +month! - 1, +day!, +hour, +minute, +second);
  const isReal =
    new Date(local).toISOString().startsWith(`${year}-${month}-${day}`) &&
    +hour < 24 &&
    +minute < 60 &&
    +second < 60;
  if (!isReal) return undefined;
  const moment = zone ? local - parseOffset(zone) : toInstant(local, timeZone);
  return moment + Math.round(Number(`0${fraction.replace(',', '.')}`) * 1e6) / 1e3;
};

/** A time of a file → Unix milliseconds: a number since 1970, or a date, which without a zone is told in this one. */
export const parseFileTime = (value: unknown, timeZone: string): number | undefined => {
  if (typeof value === 'number') return fromNumber(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (!text) return undefined;
  return fromDate(text, timeZone) ?? fromNumber(Number(text));
};

/** Why no hit can have been at this time, as seen from `now`; undefined where one can. */
export const findTimeProblem = (
  time: number | undefined,
  now: number,
): 'invalid_time' | 'time_before_2009' | 'time_in_the_future' | undefined => {
  if (time === undefined) return 'invalid_time';
  if (time < EARLIEST_MS) return 'time_before_2009';
  return time > now + AHEAD_MS ? 'time_in_the_future' : undefined;
};
