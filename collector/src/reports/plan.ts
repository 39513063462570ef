/** What reports ask of an engine, as data: one compiler per engine turns it into queries (S32). Moments are Unix milliseconds. */

/** Half-open; null: no bound. */
export interface Span {
  from: number | null;
  to: number | null;
}

/** Local calendar periods; weeks start on Monday. */
export const PERIODS = ['day', 'week', 'month'] as const;
export type Period = (typeof PERIODS)[number];

/** From a moment on, local time is so many milliseconds ahead of UTC. */
export interface Offset {
  from: number;
  ahead: number;
}

/** Comparisons of a property's text; the last four of numbers, which a text that is none never passes. */
export type Op =
  | 'is'
  | 'isNot'
  | 'contains'
  | 'notContains'
  | 'startsWith'
  | 'endsWith'
  | 'exists'
  | 'missing'
  | 'above'
  | 'atLeast'
  | 'below'
  | 'atMost';

/** Names that count as one property: its own, then those merged into it. */
export type Property = readonly string[];

/** `is` passes for any of the values, `isNot` for none of them; what is not set is not any value. */
export interface Condition {
  property: Property;
  op: Op;
  values: string[];
}

/** Events that count as one thing. */
export interface EventMatch {
  /** Its names, as they were asked for. */
  label: string;
  /** Any of these; null: any event. */
  names: string[] | null;
  where: Condition[];
}

/** Which of several values of a property (S19); `step1OrAfter`: where nothing is said by the first step, the first after it. */
export const MOMENTS = [
  'step1',
  'step1OrAfter',
  'firstEver',
  'lastEver',
  'firstInRange',
  'lastInRange',
] as const;
export type At = (typeof MOMENTS)[number];

/** What people are told apart by: one value per person. */
export type PersonSegment =
  /** What the person's sets say. */
  | { of: 'person'; property: Property; at: At }
  /** What the person's events say. */
  | { of: 'event'; property: Property; at: At }
  /** Either of them. */
  | { of: 'both'; property: Property; at: At };

/** The same where a report has steps. */
export type Segment =
  | PersonSegment
  /** What the chosen hit of a step says, 1 the first. */
  | { of: 'step'; property: Property; step: number };

/** A condition on people, as of a moment. */
export type Membership =
  | { all: Membership[] }
  | { any: Membership[] }
  | { not: Membership }
  | { did: EventMatch; atLeast: number; lastDays: number | null }
  | { has: Condition };

/** Exactly these people: a list, by its id. */
export interface Listed {
  list: string;
}

/** Who is in a population. */
export type Members = Membership | Listed;

/** People who meet a condition as of a moment. */
export interface ConditionPlan {
  asOf: number;
  members: Membership;
}

/** The people of a population as of a moment; those of a list are the same at every moment. */
export interface PopulationPlan {
  asOf: number;
  members: Members;
}

/** What the plans of all reports have. */
export interface CommonPlan {
  span: Span;
  /** When it is asked: what is over by then, and what is not. */
  asOf: number;
  /** Only these people count. */
  population: PopulationPlan | null;
}

/** A plan with the time zone that its answer is shaped in. */
export interface Local<Plan> {
  plan: Plan;
  timeZone: string;
}
