import type { Reported } from '../../report/types.js';

/** How many people a population has, now and over time. */
export interface SizeAnswer extends Reported {
  people: number;
  series?: { start: string; people: number }[];
}
