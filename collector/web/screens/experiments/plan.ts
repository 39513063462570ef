import { type EventMatch, parseMatch } from '../../report/query/event-match.js';

/** What is compared with what, and by which goal. */
export interface ExperimentQuestion {
  property: string;
  control: string;
  goal: EventMatch;
  /** `7d`; empty: any time. */
  window: string;
}

/** The experiment that an address asks for. */
export const readExperiment = (query: URLSearchParams): ExperimentQuestion => ({
  property: query.get('property') ?? '',
  control: query.get('control') ?? '',
  goal: parseMatch(query.get('goal') ?? ''),
  window: query.get('window') ?? '',
});

export const isReady = ({ property, control, goal }: ExperimentQuestion): boolean =>
  property !== '' && control !== '' && goal.names.length > 0;
