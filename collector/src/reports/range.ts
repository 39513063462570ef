import {
  addPeriods,
  countPeriods,
  fromDate,
  toDate,
  toDayStart,
  toLocalDay,
  toPeriodStart,
} from './calendar.js';
import {
  at,
  type Field,
  isGiven,
  readObject,
  readText,
  readWhole,
  readWord,
  wrong,
} from './fields.js';
import { PERIODS, type Span } from './plan.js';

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

const readMoment = (field: Field, timeZone: string): number | null => {
  if (!isGiven(field)) return null;
  const { value } = field;
  const isShort = typeof value === 'string' && value.length <= MOMENT_LENGTH;
  const moment = isShort ? toMoment(value, timeZone) : undefined;
  if (moment !== undefined) return moment;
  throw wrong(field, 'must be a date (2026-11-22) or an ISO 8601 time (2026-11-22T12:00:00Z)');
};

/** `{"last": 30, "unit": "day"}`: so many periods, the one that holds now being the last. */
const readLast = (field: Field, timeZone: string, now: number): Span => {
  readObject(field, ['last', 'unit']);
  const last = readWhole(at(field, 'last'), [1, LAST_MOST]);
  const unit = readWord(at(field, 'unit'), PERIODS);
  const current = toPeriodStart(toLocalDay(now, timeZone), unit);
  return {
    from: toDayStart(addPeriods(current, unit, 1 - last), timeZone),
    to: toDayStart(addPeriods(current, unit, 1), timeZone),
  };
};

const isLast = ({ value }: Field): boolean => typeof value === 'object' && value !== null;

/** The range of a request: `from` and `to`, or `range` in their place; without both the whole history. */
export const readSpan = (request: Field, timeZone: string, now: number): Span => {
  const range = at(request, 'range');
  if (isGiven(range)) {
    if (isGiven(at(request, 'from')) || isGiven(at(request, 'to')))
      throw wrong(range, 'conflicts with "from" and "to"; use one or the other');
    return readLast(range, timeZone, now);
  }
  const from = at(request, 'from');
  if (isLast(from)) return readLast(from, timeZone, now);
  const span = { from: readMoment(from, timeZone), to: readMoment(at(request, 'to'), timeZone) };
  if (span.from !== null && span.to !== null && span.from >= span.to)
    throw wrong(from, 'must be before "to", where the range ends');
  return span;
};

/** The time zone of a request, else that of its site. */
export const readTimeZone = (field: Field, usual: string): string => {
  if (!isGiven(field)) return usual;
  const timeZone = readText(field, TIME_ZONE_LENGTH);
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    // Intl has no other way to ask.
    throw wrong(field, 'must be the name of a time zone, such as Europe/Berlin');
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
