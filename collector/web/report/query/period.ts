import { toSeconds } from '../../text/calendar.js';
import type { Range } from './range.js';

/** Local calendar periods; weeks start on Monday. */
export const PERIODS = [
  ['day', 'day'],
  ['week', 'week'],
  ['month', 'month'],
] as const;
export type Period = (typeof PERIODS)[number][0];

const DAY_SECONDS = 86_400;

/** More days than this are too many points to read. */
const MOST_DAYS = 100;
const MOST_WEEK_DAYS = 200;

/** Periods that give a range a curve one can read. */
const choosePeriod = ({ from, to }: Range): Period => {
  if (from === null) return 'month';
  const days = (toSeconds(to) - toSeconds(from)) / DAY_SECONDS;
  return days <= MOST_DAYS ? 'day' : days <= MOST_WEEK_DAYS ? 'week' : 'month';
};

/** The period that an address asks for, else the one that suits its range. */
export const readPeriod = (query: URLSearchParams, range: Range): Period => {
  const by = query.get('by');
  return PERIODS.find(([period]) => period === by)?.[0] ?? choosePeriod(range);
};
