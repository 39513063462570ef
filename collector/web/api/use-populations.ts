import type { Population } from '../../src/store/population.js';
import { useSite } from '../site-context.js';
import { formatSitePath } from './request.js';
import { type Loaded, useAnswer } from './use-answer.js';

/** The saved populations of the open site. */
export const usePopulations = (): Loaded<{ populations: Population[] }> => {
  const { key } = useSite();
  return useAnswer(formatSitePath(key, 'populations'));
};
