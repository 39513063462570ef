import type { Period } from '../../report/query/period.js';
import type { OfThose } from './average.js';
import { toAverageText, toCellTitle } from './cell-text.js';
import type { CohortPlan } from './plan.js';

/** The average of a bucket, and of how many people it is. */
export const AverageCell = ({
  average,
  ...place
}: {
  average: OfThose | null;
  returnBy: Period;
  bucket: number;
  show: CohortPlan['show'];
  currency: string | undefined;
}) => {
  if (!average) return null;
  const title = toCellTitle(average, place);
  return (
    <span class={average.of < average.people ? 'average-open' : undefined} title={title}>
      {toAverageText(average, place.show, place.currency)}
      <span class="unseen"> ({title})</span>
    </span>
  );
};
