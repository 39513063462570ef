import { type TProperties, Type } from 'typebox';
import { KIND_NAMES, type KindName } from '../../reports/kinds.js';
import { PickedPage } from './people.js';
import { Picked, PLANS, Reading } from './plans.js';
import {
  Count,
  Day,
  type Described,
  exact,
  Flag,
  Instant,
  Money,
  orNull,
  SETTLING,
  Seconds,
  Share,
  Text,
} from './shapes.js';

const Range = exact({ from: orNull(Instant), to: orNull(Instant) });
/** What every run of a report tells. */
export const RUN = {
  ...{ reportId: Text, asOf: Instant, hitsRead: Count, tookSeconds: Seconds },
  ...SETTLING,
};
const REPORT = { ...RUN, range: Range, before: orNull(Range) };
const unfinished = orNull(Count);
/** Of a segment or group: which value of each person counts, and which would where most have none. */
const READ = {
  reading: Type.Optional(Reading),
  suggestion: Type.Optional(exact({ reading: Reading, notSet: Count })),
};

const Step = exact({
  ...{ event: Text, people: Count, fromPrevious: orNull(Share), fromFirst: orNull(Share) },
  ...{ medianSeconds: orNull(Seconds), meanSeconds: orNull(Seconds), dropped: Count, open: Count },
  times: Type.Array(exact({ upToSeconds: orNull(Seconds), people: Count })),
});
const steps = Type.Array(Step);

const SUM = {
  ...{ total: Money, people: Count, payers: Count },
  ...{ perPerson: orNull(Money), perPayer: orNull(Money) },
  lifetime: exact({ people: Count, total: Money, perPerson: orNull(Money) }),
};

const cohorts = Type.Array(
  exact({
    ...{ start: Day, people: Count },
    returned: Type.Array(orNull(Type.Union([Count, Money]))),
    ...{ of: Type.Array(Count), unfinished: Type.Array(Count) },
  }),
);

const COUNTED = {
  count: Count,
  people: Count,
  series: Type.Array(exact({ start: Day, count: Count, people: Count })),
};

const Variant = exact({
  ...{ variant: Text, people: Count, open: Count, conversions: Count, rate: orNull(Share) },
  ...{ lift: orNull(Type.Number()), pValue: orNull(Share), revenuePValue: orNull(Share) },
  interval: orNull(Type.Array(Type.Number(), { minItems: 2, maxItems: 2 })),
  ...{ revenue: Money, revenuePerPerson: orNull(Money), sawSeveral: Count, tooEarly: Flag },
});

/** What each report tells beside what all do. */
const ANSWERS: Record<KindName, TProperties> = {
  funnel: { steps, segments: Type.Optional(Type.Array(exact({ value: Text, steps }))) },
  revenue: {
    ...SUM,
    currency: Text,
    series: Type.Array(exact({ start: Day, revenue: Money, payers: Count })),
    unfinished,
    groups: Type.Optional(Type.Array(exact({ value: Text, ...SUM }))),
    otherCurrencies: Type.Array(exact({ currency: Text, total: Money })),
  },
  cohort: { cohorts, segments: Type.Optional(Type.Array(exact({ value: Text, cohorts }))) },
  activity: {
    ...COUNTED,
    unfinished,
    events: Type.Array(
      exact({
        event: Text,
        ...COUNTED,
        groups: Type.Optional(Type.Array(exact({ value: Text, ...COUNTED }))),
      }),
    ),
  },
  experiment: {
    ...{ control: Text, variants: Type.Array(Variant), sawSeveral: Count, tooEarly: Flag },
    split: exact({ pValue: orNull(Share), uneven: Flag }),
  },
};

const SUMMARIES: Record<KindName, string> = {
  funnel: 'Count people through ordered steps',
  revenue: 'Add up revenue over time and by group',
  cohort: 'Count who came back, by when they first came',
  activity: 'Count events and people over time',
  experiment: 'Compare the variants of an experiment',
};

const toDescribed = (kind: KindName): [string, Described] => {
  const answer = { ...REPORT, ...(kind !== 'experiment' && READ), ...ANSWERS[kind] };
  const previous = Type.Optional(orNull(exact(answer)));
  return [
    `POST /api/sites/:key/reports/${kind}`,
    {
      summary: SUMMARIES[kind],
      body: PLANS[kind],
      answer: exact({ ...answer, previous }),
      types: ['text/csv'],
    },
  ];
};

/** Reports, and the people behind their numbers. */
export const REPORTS: Record<string, Described> = {
  ...Object.fromEntries(KIND_NAMES.map(toDescribed)),
  'POST /api/sites/:key/reports/people': {
    summary: 'List the people behind a number; with a format, all of them',
    body: Picked,
    answer: PickedPage,
    types: ['text/csv', 'application/json'],
  },
};
