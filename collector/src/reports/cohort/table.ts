import { type Table, toValueCell } from '../table.js';
import type { CohortAnswer } from './schema.js';

/** A row for each cohort, of everybody and of each segment; for each bucket a column, and one of those who have had it. */
export const tabulateCohort = ({ cohorts, segments = [] }: CohortAnswer): Table => {
  const buckets = (cohorts[0]?.of ?? []).map((_, bucket) => `${bucket}`);
  return [
    ['segment', 'start', 'people', ...buckets, ...buckets.map((bucket) => `of ${bucket}`)],
    ...[{ value: null, cohorts }, ...segments].flatMap(({ value, cohorts: own }) =>
      own.map(({ start, people, returned, of }) => [
        ...[toValueCell(value), start, people, ...returned, ...of],
      ]),
    ),
  ];
};
