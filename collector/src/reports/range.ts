import { type Static, Type } from 'typebox';
import {
  addPeriods,
  countPeriods,
  fromDate,
  toDate,
  toDayStart,
  toLocalDay,
  toPeriodStart,
} from './calendar.js';
import { text } from './condition.js';
import { type Field, wrong } from './fields.js';
import { PERIODS, type Span } from './plan.js';
import { exact, optional, words } from './shapes.js';

/** So many periods back are more than any history has. */
const LAST_MOST = 10_000;

/** More than an instant with all digits that it can have. */
const MOMENT_LENGTH = 64;
const TIME_ZONE_LENGTH = 64;

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** A local date or an ISO 8601 instant → Unix milliseconds; undefined for any other text. */
export const toMoment = (text: string, timeZone: string): number | undefined => {
  const day = fromDate(text);
  if (day !== undefined) return toDayStart(day, timeZone);
  const moment = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(moment) && fromDate(text.slice(0, 10)) !== undefined ? moment : undefined;
};

const MOMENT = 'a date (2026-11-22) or an ISO 8601 time (2026-11-22T12:00:00Z)';
const Moment = text(MOMENT_LENGTH, { description: MOMENT });
const Last = exact({
  last: Type.Integer({ minimum: 1, maximum: LAST_MOST }),
  unit: words(PERIODS),
});

/** The dates of a request: `from` and `to`, or `range` in their place; without both the whole history. */
export const RANGE = {
  from: Type.Optional(Type.Union([Moment, Last, Type.Null()], { description: MOMENT })),
  to: optional(Moment),
  range: optional(Last),
};
/** Of dates, one way or the other can be given. */
export const RANGE_CONFLICTS = [
  ['range', 'from'],
  ['range', 'to'],
] as const;

const planMoment = (
  field: Field & { value: string | null | undefined },
  timeZone: string,
): number | null => {
  if (field.value === null || field.value === undefined) return null;
  const moment = toMoment(field.value, timeZone);
  if (moment === undefined) throw wrong(field, `must be ${MOMENT}`);
  return moment;
};

/** `{"last": 30, "unit": "day"}`: so many periods, the one that holds now being the last. */
const planLast = ({ last, unit }: Static<typeof Last>, timeZone: string, now: number): Span => {
  const current = toPeriodStart(toLocalDay(now, timeZone), unit);
  return {
    from: toDayStart(addPeriods(current, unit, 1 - last), timeZone),
    to: toDayStart(addPeriods(current, unit, 1), timeZone),
  };
};

/** The range of a request. */
export const planSpan = (
  { from, to, range }: Partial<Static<ReturnType<typeof Type.Object<typeof RANGE>>>>,
  timeZone: string,
  now: number,
): Span => {
  if (range) return planLast(range, timeZone, now);
  if (typeof from === 'object' && from) {
    if (to != null)
      throw wrong({ name: 'to', value: to }, 'conflicts with a relative "from", which ends now');
    return planLast(from, timeZone, now);
  }
  const span = {
    from: planMoment({ name: 'from', value: from }, timeZone),
    to: planMoment({ name: 'to', value: to }, timeZone),
  };
  if (span.from !== null && span.to !== null && span.from >= span.to)
    throw wrong({ name: 'from', value: from }, 'must be before "to", where the range ends');
  return span;
};

const ZONE = 'the name of a time zone, such as Europe/Berlin';
/** A time zone by its name. */
export const TimeZone = text(TIME_ZONE_LENGTH, { description: ZONE });

/** The time zone of a request, else that of its site. */
export const planTimeZone = (timeZone: string | null | undefined, usual: string): string => {
  if (timeZone === null || timeZone === undefined) return usual;
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    // Intl has no other way to ask.
    throw wrong({ name: 'timeZone', value: timeZone }, `must be ${ZONE}`);
  }
  return timeZone;
};

/** Local days of a span that has hits in it, first and last, where both are known. */
export const toDays = (span: Span, timeZone: string, asOf: number): [number | null, number] => {
  const end = span.to === null ? asOf : Math.min(span.to - 1, asOf);
  return [span.from === null ? null : toLocalDay(span.from, timeZone), toLocalDay(end, timeZone)];
};

/** First days of the periods from the one that holds one date to the one that holds another. */
export const toPeriods = (
  first: number,
  last: number,
  unit: (typeof PERIODS)[number],
): string[] => {
  const starts: string[] = [];
  for (let at = toPeriodStart(first, unit); at <= last; at = addPeriods(at, unit, 1))
    starts.push(toDate(at));
  return starts;
};

const isMonthStart = (day: number): boolean => new Date(day).getUTCDate() === 1;

/** The period of equal length just before a span: so many months, days, or milliseconds; null without both bounds. */
export const toBefore = ({ from, to }: Span, timeZone: string): Span | null => {
  if (from === null || to === null) return null;
  const [first, next] = [toLocalDay(from, timeZone), toLocalDay(to, timeZone)];
  const isWhole = toDayStart(first, timeZone) === from && toDayStart(next, timeZone) === to;
  if (!isWhole) return { from: from - (to - from), to: from };
  const unit = isMonthStart(first) && isMonthStart(next) ? 'month' : 'day';
  const start = addPeriods(first, unit, -countPeriods(first, next, unit));
  return { from: toDayStart(start, timeZone), to: from };
};
