import type { Run } from '../../../src/reports/report.js';

/** How many people a population has, now and over time. */
export interface SizeAnswer extends Run {
  people: number;
  series?: { start: string; people: number }[];
}
