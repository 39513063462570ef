import { useSite } from '../site-context.js';
import { formatSitePath } from './request.js';
import { type Loaded, useAnswer } from './use-answer.js';

interface Saved {
  id: string;
  name: string;
  /** ISO 8601. */
  created: string;
}

/** Who meets a condition. */
export interface ConditionPopulation extends Saved {
  kind: 'condition';
  /** A tree of `and`, `or`, `not`, `did` and properties. */
  definition: object;
}

/** Exactly the people who were put into it. */
export interface ListPopulation extends Saved {
  kind: 'list';
  /** Which number they came from, in words. */
  source: string | null;
  /** When they were those of the number, ISO 8601. */
  asOf: string;
  identities: number;
  changed: string;
}

/** What somebody saved of people. */
export type Population = ConditionPopulation | ListPopulation;

/** The saved populations of the open site. */
export const usePopulations = (): Loaded<{ populations: Population[] }> => {
  const { key } = useSite();
  return useAnswer(formatSitePath(key, 'populations'));
};
