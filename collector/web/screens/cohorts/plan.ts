import { type EventMatch, parseMatch } from '../../report/query/event-match.js';
import { PERIODS, type Period } from '../../report/query/period.js';

export const SHOWS = [
  ['percent', 'percent'],
  ['people', 'people'],
  ['revenue', 'revenue per person'],
] as const;

export interface CohortPlan {
  first: EventMatch;
  /** What shows that people came back. */
  again: EventMatch;
  cohortBy: Period;
  returnBy: Period;
  /** Columns of the triangle. */
  buckets: number;
  show: (typeof SHOWS)[number][0];
}

const USUAL_BUCKETS = 12;
const MOST_BUCKETS = 60;

const readOption = <Value extends string>(
  query: URLSearchParams,
  name: string,
  options: readonly (readonly [Value, string])[],
  usual: Value,
): Value => options.find(([value]) => value === query.get(name))?.[0] ?? usual;

/** The cohorts that an address asks for. */
export const readCohortPlan = (query: URLSearchParams): CohortPlan => {
  const buckets = Number(query.get('buckets') ?? USUAL_BUCKETS);
  const known = Number.isInteger(buckets) && buckets >= 1 && buckets <= MOST_BUCKETS;
  return {
    first: parseMatch(query.get('first') ?? ''),
    again: parseMatch(query.get('again') ?? ''),
    cohortBy: readOption(query, 'cohortBy', PERIODS, 'week'),
    returnBy: readOption(query, 'returnBy', PERIODS, 'week'),
    buckets: known ? buckets : USUAL_BUCKETS,
    show: readOption(query, 'show', SHOWS, 'percent'),
  };
};
