import { ApiError } from '../errors.js';

/** Minutes east of UTC at a moment, as milliseconds. */
const toOffset = (moment: number, timeZone: string): number => {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(moment);
  const read = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const local = Date.UTC(
    read('year'),
    read('month') - 1,
    read('day'),
    read('hour'),
    read('minute'),
    read('second'),
  );
  return local - Math.floor(moment / 1000) * 1000;
};

const DAY_MS = 24 * 60 * 60 * 1000;

/** The first moment of a day in a time zone; where midnight is skipped, the moment after. */
const toDayStart = (midnight: number, timeZone: string): number => {
  const offsets = [midnight - DAY_MS, midnight + DAY_MS].map((near) => toOffset(near, timeZone));
  const moments = offsets.map((offset) => midnight - offset);
  const real = moments.find((moment) => moment + toOffset(moment, timeZone) === midnight);
  return real ?? Math.max(...moments);
};

/** A date in the site's time zone or an ISO 8601 instant → Unix milliseconds. */
export const toMoment = (text: string, field: string, timeZone: string): number => {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) {
    const midnight = Date.parse(`${text}T00:00:00Z`);
    if (!Number.isNaN(midnight)) return toDayStart(midnight, timeZone);
  }
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text)) {
    const moment = Date.parse(text);
    if (!Number.isNaN(moment)) return moment;
  }
  throw new ApiError('invalid_time', { field });
};
