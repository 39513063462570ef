import type { Cohort as WholeCohort } from '../../../src/reports/cohort/schema.js';

type Cohort = Pick<WholeCohort, 'people' | 'returned' | 'of'>;

/** What people brought, or how many came back, of those who have had the whole of a bucket. */
export interface OfThose {
  returned: number;
  of: number;
  /** Those of whom some have not had it yet, `of` included. */
  people: number;
}

/** One cell; null where nobody has had the bucket. */
export const cellOf = ({ returned, of, people }: Cohort, bucket: number): OfThose | null => {
  const value = returned[bucket];
  return value === null || value === undefined
    ? null
    : { returned: Number(value), of: of[bucket] ?? 0, people };
};

/** Of everybody who has had a bucket, those who came back in it; null where nobody has. */
export const findAverages = (cohorts: Cohort[], buckets: number): (OfThose | null)[] =>
  Array.from({ length: buckets }, (_, bucket) => {
    const sum = { returned: 0, of: 0, people: 0 };
    for (const cohort of cohorts) {
      const cell = cellOf(cohort, bucket);
      sum.returned += cell?.returned ?? 0;
      sum.of += cell?.of ?? 0;
      sum.people += cohort.people;
    }
    return sum.of > 0 ? sum : null;
  });

/** Of each one who could; null where nobody could. */
export const shareOf = (cell: OfThose | null): number | null => cell && cell.returned / cell.of;

/** How dark a cell is: 0 to 10, of the darkest in the triangle. */
export const findHeat = (share: number, most: number): number =>
  most > 0 && share > 0 ? Math.max(1, Math.min(10, Math.round((10 * share) / most))) : 0;
