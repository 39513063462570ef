import type { Person } from '../api/types.js';

/** What every report's answer says of itself. */
export interface Reported {
  asOf: string;
  hitsRead: number;
  tookSeconds: number;
  /** Its people can be listed under this id for a while. */
  reportId: string;
  /** The period of equal length before, null where the dates have no start. */
  before?: { from: string; to: string } | null;
  /** Some hits still count by the site's names of before. */
  recalculating?: true;
  /** Where most people have no value of a property: another reading, and how many would have none. */
  suggestion?: { reading: Reading; notSet: number };
}

/** Which of several values of a property counts. */
export type At =
  | 'step1'
  | 'step1OrAfter'
  | 'firstEver'
  | 'lastEver'
  | 'firstInRange'
  | 'lastInRange';

/** Where a property is looked for, and which value counts. */
export type Reading = { at: At } & ({ person: string } | { event: string } | { property: string });

export interface FunnelStep {
  event: string;
  people: number;
  dropped: number;
  open?: number;
  medianSeconds: number | null;
  meanSeconds: number | null;
  /** People by the time since the step before; the last part has no end. */
  times: { upToSeconds: number | null; people: number }[];
}

export interface FunnelAnswer extends Reported {
  steps: FunnelStep[];
  segments?: { value: string; steps: FunnelStep[] }[];
}

export interface RevenueGroup {
  value: string;
  total: string;
  people: number;
  payers: number;
  perPayer: string | null;
}

export interface RevenueAnswer extends Reported {
  total: string;
  people: number;
  payers: number;
  /** Null where there is nobody to share it. */
  perPerson: string | null;
  perPayer: string | null;
  /** People first seen in the dates, and all they have paid up to now. */
  lifetime: { people: number; total: string; perPerson: string | null };
  series: { start: string; revenue: string; payers: number }[];
  /** Index of the bucket that is not over yet. */
  unfinished: number | null;
  groups?: RevenueGroup[];
  /** Hits that name another currency: they are added to nothing. */
  otherCurrencies: { currency: string; total: string }[];
}

export interface Cohort {
  start: string;
  people: number;
  /** People or money per bucket, of those who have had the whole of it; null where nobody has. */
  returned: (number | string | null)[];
  /** People who have had the whole of a bucket. */
  of: number[];
}

export interface CohortAnswer extends Reported {
  cohorts: Cohort[];
  segments?: { value: string; cohorts: Cohort[] }[];
}

export interface ActivitySeries {
  event: string;
  count: number;
  people: number;
  series: { start: string; count: number; people: number }[];
  /** By the property that was asked for. */
  groups?: Omit<ActivitySeries & { value: string }, 'event' | 'groups'>[];
}

export interface ActivityAnswer extends Reported {
  events: ActivitySeries[];
  /** Index of the bucket that is not over yet. */
  unfinished: number | null;
}

export interface Variant {
  variant: string;
  /** With a window, those who have had all of it; the numbers beside it are of them. */
  people: number;
  /** Those who are still within their window. */
  open: number;
  conversions: number;
  rate: number | null;
  /** Of the rate, as a part of the control's. */
  lift: number | null;
  /** 95 %, of the difference of the rates. */
  interval: [from: number, to: number] | null;
  pValue: number | null;
  revenue: string;
  revenuePerPerson: string | null;
  revenuePValue: number | null;
  sawSeveral: number;
  tooEarly: boolean;
}

export interface ExperimentAnswer extends Reported {
  control: string;
  /** The control first. */
  variants: Variant[];
  /** People who saw more than one variant; their first one counts. */
  sawSeveral: number;
  tooEarly: boolean;
  /** How likely an even split comes out as uneven as this. */
  split: { pValue: number | null; uneven: boolean };
}

export interface PeopleBehind {
  people: Person[];
  total?: number;
  cursor: string | null;
}
