import { EXPERIMENT, ONBOARDING_FROM } from './company.js';
import { findStart } from './history.js';

const DAY_MS = 86_400_000;

const STEPS = ['Visited Site', 'Viewed Pricing', 'Started Trial', 'Activated', 'Converted to Paid'];
const { property } = EXPERIMENT;
const QUARTER = { last: 90, unit: 'day' };
const YEAR = { last: 12, unit: 'month' };

interface Report {
  name: string;
  kind: 'funnel' | 'cohort' | 'revenue' | 'experiment';
  plan: object;
  view: [string, string][];
}
const VIEW_STEPS = STEPS.map((step): [string, string] => ['step', step]);

/** What an analyst of the company has saved: the request, and the query of the app's address that asks the same. */
const REPORTS: Report[] = [
  {
    name: 'From visit to customer',
    kind: 'funnel',
    plan: { steps: STEPS, range: QUARTER },
    view: [...VIEW_STEPS, ['range', '90d']],
  },
  {
    name: 'From visit to customer, by pricing page',
    kind: 'funnel',
    plan: { steps: STEPS, range: QUARTER, segment: { person: property, at: 'lastInRange' } },
    view: [...VIEW_STEPS, ['segment', property], ['at', 'lastInRange'], ['range', '90d']],
  },
  {
    name: 'Who signs up comes back',
    kind: 'cohort',
    plan: {
      first: 'Signed Up',
      then: 'Logged In',
      cohortBy: 'month',
      returnBy: 'week',
      buckets: 12,
      range: YEAR,
    },
    view: [
      ['first', 'Signed Up'],
      ['again', 'Logged In'],
      ['cohortBy', 'month'],
      ['range', '12m'],
    ],
  },
  {
    name: 'Revenue by first campaign',
    kind: 'revenue',
    plan: { by: 'month', group: { person: 'Campaign Name', at: 'firstEver' }, range: YEAR },
    view: [
      ['by', 'month'],
      ['group', 'Campaign Name'],
      ['at', 'firstEver'],
      ['range', '12m'],
    ],
  },
  {
    name: 'The new pricing page',
    kind: 'experiment',
    plan: { property, control: 'control', goal: 'Started Trial', range: QUARTER },
    view: [
      ['property', property],
      ['control', 'control'],
      ['goal', 'Started Trial'],
      ['range', '90d'],
    ],
  },
];

const POPULATIONS = [
  {
    name: 'Customers who have not logged in for two weeks',
    definition: {
      and: [
        { did: { event: 'Converted to Paid' } },
        { not: { did: { event: 'Canceled' } } },
        { not: { did: { event: 'Logged In', lastDays: 14 } } },
      ],
    },
  },
];

/** Days of the story and what happened. */
const NOTES: [day: number, text: string][] = [
  [110, 'Spring campaign starts'],
  [ONBOARDING_FROM, 'New onboarding'],
  [EXPERIMENT.from, 'Experiment on the pricing page starts'],
];

/** What the company's analyst has saved by now, each with an id of its own, so that it is there once. */
export const createSaved = (now: number) => ({
  reports: REPORTS.map(({ view, ...report }, n) => ({
    ...{ id: `story-${n}`, ...report },
    view: `?${new URLSearchParams(view)}`,
  })),
  populations: POPULATIONS.map((population, n) => ({ id: `story-${n}`, ...population })),
  notes: NOTES.map(([day, text], n) => ({
    id: `story-${n}`,
    date: new Date(findStart(now) + day * DAY_MS).toISOString().slice(0, 10),
    text,
  })),
});
