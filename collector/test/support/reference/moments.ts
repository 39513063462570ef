/** Calendar arithmetic of S29, from nothing but what `Intl` says of single moments. */

const DAY = 86_400_000;
const QUARTER_HOUR = 900_000;

export type Unit = 'day' | 'week' | 'month';

/** A half-open range of moments. */
export interface Range {
  from: number | null;
  to: number | null;
}

export const ALWAYS: Range = { from: null, to: null };

export const isWithin = (moment: number, { from, to }: Range): boolean =>
  (from === null || moment >= from) && (to === null || moment < to);

const formats = new Map<string, Intl.DateTimeFormat>();

/** The date that a calendar on the wall shows: `2026-11-22`. */
const toWallDate = (moment: number, timeZone: string): string => {
  if (!formats.has(timeZone))
    formats.set(
      timeZone,
      new Intl.DateTimeFormat('en-CA', {
        ...{ timeZone, year: 'numeric', month: '2-digit', day: '2-digit' },
        ...{ calendar: 'gregory', numberingSystem: 'latn' },
      }),
    );
  return formats.get(timeZone)!.format(moment);
};

export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10);

const addMonths = (date: string, months: number): string => {
  const [year, month] = date.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10);
};

const starts = new Map<string, number>();

/** The first moment of a local date, searched for in quarters of an hour: since 1972 all offsets are multiples of one. */
export const toDayStart = (date: string, timeZone: string): number => {
  const key = `${date} ${timeZone}`;
  if (!starts.has(key)) {
    let moment = Date.parse(date) - DAY;
    while (toWallDate(moment, timeZone) < date) moment += QUARTER_HOUR;
    starts.set(key, moment);
  }
  return starts.get(key)!;
};

/** The local day that a moment is in. Clocks that go back over midnight do not end the new day. */
const toDay = (moment: number, timeZone: string): string => {
  const shown = toWallDate(moment, timeZone);
  const next = addDays(shown, 1);
  return moment >= toDayStart(next, timeZone) ? next : shown;
};

/** The first day of the period that a moment is in. */
export const toPeriod = (moment: number, unit: Unit, timeZone: string): string => {
  const day = toDay(moment, timeZone);
  if (unit === 'month') return `${day.slice(0, 7)}-01`;
  if (unit === 'day') return day;
  const daysSinceMonday = (new Date(day).getUTCDay() + 6) % 7;
  return addDays(day, -daysSinceMonday);
};

export const addPeriods = (start: string, unit: Unit, count: number): string =>
  unit === 'month' ? addMonths(start, count) : addDays(start, count * (unit === 'week' ? 7 : 1));

/** From the first moment of a period to that of the next one. */
export const toMoments = (start: string, unit: Unit, timeZone: string) => ({
  from: toDayStart(start, timeZone),
  to: toDayStart(addPeriods(start, unit, 1), timeZone),
});

/** The index of the period that holds now. */
export const findCurrent = (
  starts: readonly string[],
  now: number,
  unit: Unit,
  timeZone: string,
): number | null => {
  const found = starts.findIndex((start) => isWithin(now, toMoments(start, unit, timeZone)));
  return found < 0 ? null : found;
};

/**
 * All periods of a series, in order: from the start of the range, else from the first of the moments that count, to its
 * end, at the latest to now or, where a clock was ahead, to the last of these moments.
 */
export const toPeriods = (
  { from, to }: Range,
  counted: readonly number[],
  now: number,
  unit: Unit,
  timeZone: string,
): string[] => {
  const periods: string[] = [];
  const end = Math.min(to ?? Number.POSITIVE_INFINITY, Math.max(now, ...counted) + 1);
  let period = toPeriod(from ?? Math.min(...counted, end - 1), unit, timeZone);
  while (toDayStart(period, timeZone) < end) {
    periods.push(period);
    period = addPeriods(period, unit, 1);
  }
  return periods;
};

export interface RangeRequest {
  from?: string;
  to?: string;
  range?: { last: number; unit: Unit };
}

const toMoment = (text: string | undefined, timeZone: string): number | null => {
  if (text === undefined) return null;
  return /^\d{4}-\d\d-\d\d$/.test(text) ? toDayStart(text, timeZone) : Date.parse(text);
};

export const readRange = (request: RangeRequest, timeZone: string, now: number): Range => {
  if (request.range) {
    const { last, unit } = request.range;
    const current = toPeriod(now, unit, timeZone);
    return {
      from: toDayStart(addPeriods(current, unit, 1 - last), timeZone),
      to: toDayStart(addPeriods(current, unit, 1), timeZone),
    };
  }
  return { from: toMoment(request.from, timeZone), to: toMoment(request.to, timeZone) };
};

/** The period before: as many months, as many local days, or as long (S24). */
export const toRangeBefore = ({ from, to }: Range, timeZone: string): Range | null => {
  if (from === null || to === null) return null;
  const [first, end] = [toDay(from, timeZone), toDay(to, timeZone)];
  const isWholeDays =
    toDayStart(first, timeZone) === from && toDayStart(end, timeZone) === to && from < to;
  if (!isWholeDays) return { from: from - (to - from), to: from };
  if (first.endsWith('-01') && end.endsWith('-01')) {
    let months = 0;
    while (addMonths(first, months) < end) months++;
    return { from: toDayStart(addMonths(first, -months), timeZone), to: from };
  }
  const days = (Date.parse(end) - Date.parse(first)) / DAY;
  return { from: toDayStart(addDays(first, -days), timeZone), to: from };
};
