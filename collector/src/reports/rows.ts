import type { At, PersonSegment } from './plan.js';

/** What an engine counts for a plan. Amounts are ten-thousandths; a null segment means everybody. */

/** A segment's value where there is none, and of those beyond the largest. */
export const NOT_SET = '(not set)';
export const OTHER = '(other)';
/** So many values are shown, the largest ones. */
export const SEGMENTS_SHOWN = 20;

/** Bounds of the distribution of times between two steps, in seconds; beyond the last there is one more part. */
export const TIME_BOUNDS = [60, 600, 3600, 21_600, 86_400, 604_800, 2_592_000] as const;

/** Another reading of a segment's property, which leaves fewer people without a value, and how many. */
export interface Suggestion {
  of: PersonSegment['of'];
  at: At;
  notSet: number;
}

/** One run of a plan. */
export interface Reported<Rows> {
  /** Its people can be listed under this id for 15 minutes. */
  reportId: string;
  hitsRead: number;
  tookSeconds: number;
  rows: Rows;
  /** Some hits still count by the site's names of before. */
  recalculating?: true;
  /** Where more than half of the people have no value. */
  suggestion?: Suggestion;
}
