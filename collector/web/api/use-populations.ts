import { useSite } from '../site-context.js';
import { toSitePath } from './request.js';
import { type Loaded, useAnswer } from './use-answer.js';

/** A saved condition on people. */
export interface Population {
  id: string;
  name: string;
  /** A tree of `and`, `or`, `not`, `did` and properties. */
  definition: object;
  /** ISO 8601. */
  created: string;
}

/** The saved populations of the open site. */
export const usePopulations = (): Loaded<{ populations: Population[] }> => {
  const { key } = useSite();
  return useAnswer(toSitePath(key, 'populations'));
};
