import { type ActivityRequest, countActivity } from './activity.js';
import { type CohortRequest, countCohort } from './cohort.js';
import { countExperiment, type ExperimentRequest } from './experiment.js';
import { countFunnel, type FunnelRequest } from './funnel.js';
import type { History } from './history.js';
import { type Range, type RangeRequest, readRange, toRangeBefore } from './moments.js';
import { countNames } from './names.js';
import { type Population, selectPeople } from './populations.js';
import { countRevenue, type RevenueRequest } from './revenue.js';

export type Report = 'funnel' | 'cohort' | 'revenue' | 'activity' | 'experiment' | 'population';

/** What every report may be asked. */
interface Shared extends RangeRequest {
  timeZone?: string;
  population?: Population;
  compare?: boolean;
}

const toInstant = (moment: number | null): string | null =>
  moment === null ? null : new Date(moment).toISOString();

const count = (
  history: History,
  report: Exclude<Report, 'population'>,
  request: Shared,
  range: Range,
  timeZone: string,
) => {
  const people = selectPeople(history, request.population, range);
  const asked = request as unknown;
  switch (report) {
    case 'funnel':
      return countFunnel(history, people, asked as FunnelRequest, range);
    case 'cohort':
      return countCohort(history, people, asked as CohortRequest, range, timeZone);
    case 'revenue':
      return countRevenue(history, people, asked as RevenueRequest, range, timeZone);
    case 'activity':
      return countActivity(history, people, asked as ActivityRequest, range, timeZone);
    case 'experiment':
      return countExperiment(history, people, asked as ExperimentRequest, range);
  }
};

/** The numbers that `POST …/reports/<report>` answers to a request, from the rules of docs/spec/reports.md alone. */
export const answerFromRules = (history: History, report: Report, asked: object): object => {
  const request = countNames(asked, history);
  if (report === 'population') {
    const { definition } = request as { definition: Population };
    return { people: selectPeople(history, definition, { to: null }).length };
  }
  const shared = request as Shared;
  const timeZone = shared.timeZone ?? history.timeZone;
  const range = readRange(shared, timeZone, history.now);
  const before = toRangeBefore(range, timeZone);
  const previous = before && count(history, report, shared, before, timeZone);
  return {
    ...count(history, report, shared, range, timeZone),
    range: { from: toInstant(range.from), to: toInstant(range.to) },
    before: before && { from: toInstant(before.from), to: toInstant(before.to) },
    ...(shared.compare && { previous }),
  };
};
