import type { ActivityAnswer } from './activity.js';
import type { CohortAnswer } from './cohort.js';
import type { Cell } from './csv.js';
import type { ExperimentAnswer } from './experiment.js';
import type { FunnelAnswer } from './funnel.js';
import type { RevenueAnswer } from './revenue.js';

/** An answer as one table: names of the columns, then rows. What is empty is not narrowed down. */
export type Table = readonly [readonly string[], ...(readonly Cell[])[]];

/** An empty cell is everybody, so an empty value stands in quotes. */
const toPart = (value: string): string => (/^"*$/.test(value) ? `"${value}"` : value);

/** A row for each step, of everybody and of each segment. */
export const toFunnelTable = ({ steps, segments = [] }: FunnelAnswer): Table => [
  [
    ...['segment', 'step', 'event', 'people', 'from previous', 'from first'],
    ...['median seconds', 'mean seconds', 'dropped', 'open'],
  ],
  ...[{ value: null, steps }, ...segments].flatMap(({ value, steps: own }) =>
    own.map((step, index) => [
      ...[
        value === null ? value : toPart(value),
        index + 1,
        step.event,
        step.people,
        step.fromPrevious,
        step.fromFirst,
      ],
      ...[step.medianSeconds, step.meanSeconds, step.dropped, step.open],
    ]),
  ),
];

/** The total, the periods, the groups, and what was paid in other currencies. */
export const toRevenueTable = (answer: RevenueAnswer): Table => {
  const { currency, series, groups = [], otherCurrencies } = answer;
  const toSum = (
    part: string,
    value: string,
    sum: Omit<RevenueAnswer, 'series'> | (typeof groups)[0],
  ) => [
    ...[part, value, currency, sum.total, sum.people, sum.payers, sum.perPerson, sum.perPayer],
    ...[sum.lifetime.people, sum.lifetime.total, sum.lifetime.perPerson],
  ];
  return [
    [
      ...['part', 'value', 'currency', 'revenue', 'people', 'payers', 'per person', 'per payer'],
      ...['lifetime people', 'lifetime revenue', 'lifetime per person'],
    ],
    toSum('total', '', answer),
    ...series.map(({ start, revenue, payers }) => [
      ...['period', start, currency, revenue, null, payers],
    ]),
    ...groups.map((group) => toSum('group', toPart(group.value), group)),
    ...otherCurrencies.map((other) => ['other currency', '', other.currency, other.total]),
  ].map((row) => [...row, ...Array(11 - row.length).fill(null)]) as unknown as Table;
};

/** A row for each cohort, of everybody and of each segment; for each bucket a column, and one of those who have had it. */
export const toCohortTable = ({ cohorts, segments = [] }: CohortAnswer): Table => {
  const buckets = (cohorts[0]?.of ?? []).map((_, bucket) => `${bucket}`);
  return [
    ['segment', 'start', 'people', ...buckets, ...buckets.map((bucket) => `of ${bucket}`)],
    ...[{ value: null, cohorts }, ...segments].flatMap(({ value, cohorts: own }) =>
      own.map(({ start, people, returned, of }) => [
        ...[value === null ? value : toPart(value), start, people, ...returned, ...of],
      ]),
    ),
  ];
};

/** A row for each event, group and period; without a period the whole range. Events are told apart by their position. */
export const toActivityTable = (answer: ActivityAnswer): Table => {
  type Counted = Pick<ActivityAnswer, 'count' | 'people' | 'series'>;
  const toRows = (
    [event, position]: readonly [Cell, Cell],
    group: string,
    { count, people, series }: Counted,
  ): Cell[][] => [
    [event, group, '', count, people, position],
    ...series.map((one) => [event, group, one.start, one.count, one.people, position]),
  ];
  return [
    ['event', 'group', 'start', 'count', 'people', 'position'],
    ...toRows([null, null], '', answer),
    ...answer.events.flatMap(({ event, groups = [], ...own }, position) => [
      ...toRows([event, position], '', own),
      ...groups.flatMap(({ value, ...counted }) =>
        toRows([event, position], toPart(value), counted),
      ),
    ]),
  ];
};

/** A row for each variant. */
export const toExperimentTable = ({ variants }: ExperimentAnswer): Table => [
  [
    ...['variant', 'people', 'open', 'conversions', 'rate', 'lift', 'interval from', 'interval to'],
    ...['p value', 'revenue', 'revenue per person', 'revenue p value', 'saw several', 'too early'],
  ],
  ...variants.map((one) => [
    ...[one.variant, one.people, one.open, one.conversions, one.rate, one.lift],
    ...[one.interval?.[0], one.interval?.[1], one.pValue, one.revenue, one.revenuePerPerson],
    ...[one.revenuePValue, one.sawSeveral, one.tooEarly],
  ]),
];

/** Two tables of equal columns as one, told apart by its first column. */
export const toCompared = ([columns, ...rows]: Table, previous: Table | null): Table => [
  ['period', ...columns],
  ...rows.map((row) => ['asked for', ...row]),
  ...(previous?.slice(1) ?? []).map((row) => ['before', ...row]),
];
