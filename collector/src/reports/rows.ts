import type { At, PersonSegment } from './plan.js';

/** What an engine counts for a plan. Amounts are ten-thousandths; a null segment means everybody. */

/** A segment's value where there is none, and of those beyond the largest. */
export const NOT_SET = '(not set)';
export const OTHER = '(other)';
/** So many values are shown, the largest ones. */
export const SEGMENTS_SHOWN = 20;

/** Bounds of the distribution of times between two steps, in seconds; beyond the last there is one more part. */
export const TIME_BOUNDS = [60, 600, 3600, 21_600, 86_400, 604_800, 2_592_000] as const;

export interface FunnelRow {
  segment: string | null;
  step: number;
  people: number;
  dropped: number;
  open: number;
  medianSeconds: number | null;
  meanSeconds: number | null;
  /** People by `TIME_BOUNDS`, the last those beyond; empty for the first step. */
  times: number[];
}

export interface RevenueRows {
  /** `start` null: the whole range; else the first local day of a period. */
  sums: {
    segment: string | null;
    start: string | null;
    revenue: bigint;
    people: number;
    payers: number;
  }[];
  /** People first seen in the range, and all their revenue up to now. */
  lifetimes: { segment: string | null; people: number; revenue: bigint }[];
  /** Hits in the range that name another currency. */
  elsewhere: { currency: string; revenue: bigint }[];
}

export interface CohortRow {
  segment: string | null;
  /** First local day of the cohort's period. */
  start: string;
  /** Null: the cohort itself. */
  bucket: number | null;
  /** Of the cohort itself: buckets that its people have had; null in a bucket. */
  had: number | null;
  people: number;
  revenue: bigint;
}

export interface ActivityRow {
  /** The position of the one that was asked for, or the name where all are; null: any of them. */
  event: number | string | null;
  segment: string | null;
  start: string | null;
  count: number;
  people: number;
}

export interface ExperimentRow {
  variant: string;
  /** Those whose window is over; what is beside it is of them, `several` and `open` aside. */
  people: number;
  /** Those whose window is not over. */
  open: number;
  conversions: number;
  /** Saw another variant, too. */
  several: number;
  revenue: bigint;
  /** Of each person's revenue in whole currency units. */
  mean: number;
  variance: number;
}

export interface MembersRow {
  people: number;
}

/** What each report's plan is answered with. */
export interface RowsOf {
  funnel: FunnelRow[];
  revenue: RevenueRows;
  cohort: CohortRow[];
  activity: ActivityRow[];
  experiment: ExperimentRow[];
  members: MembersRow[];
}

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
