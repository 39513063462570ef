import { type Static, Type } from 'typebox';
import { CohortBreakdown } from '../breakdown.js';
import { Event } from '../event.js';
import { PERIODS } from '../plan.js';
import { answerSchema } from '../report.js';
import { requestSchema } from '../request.js';
import { Count, Day, exact, Money, optional, orNull, Text, words } from '../shapes.js';

export const BUCKETS_MOST = 400;

const by = optional(words(PERIODS));

/** What a cohort is asked. */
export const CohortRequest = requestSchema(
  'CohortRequest',
  {
    first: Event,
    then: Event,
    /** Both of the next two. */
    by,
    cohortBy: by,
    returnBy: by,
    buckets: optional(Type.Integer({ minimum: 1, maximum: BUCKETS_MOST })),
    measure: optional(words(['people', 'revenue'])),
    segment: optional(CohortBreakdown),
  },
  [
    ['cohortBy', 'by'],
    ['returnBy', 'by'],
  ],
);
export type CohortRequest = Static<typeof CohortRequest>;

const Cohort = exact(
  {
    /** First local day of its period. */
    start: Day,
    people: Count,
    /** By bucket, of those who have had the whole of it: people, or revenue as decimal texts; null where nobody has. */
    returned: Type.Array(orNull(Type.Union([Count, Money]))),
    /** By bucket: people who have had the whole of it. */
    of: Type.Array(Count),
    /** Buckets that some of the people, or all, have not had in full. */
    unfinished: Type.Array(Count),
  },
  { title: 'Cohort' },
);
export type Cohort = Static<typeof Cohort>;

const cohorts = Type.Array(Cohort);

/** What a cohort is answered with. */
export const CohortAnswer = answerSchema('CohortAnswer', {
  cohorts,
  segments: Type.Optional(Type.Array(exact({ value: Text, cohorts }))),
});
export type CohortAnswer = Static<typeof CohortAnswer>;
