import type { Period } from '../../report/query/period.js';
import type { OfThose } from './average.js';
import { formatAverage, formatCellTitle } from './cell-text.js';
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
  const title = formatCellTitle(average, place);
  return (
    <span class={average.of < average.people ? 'average-open' : undefined} title={title}>
      {formatAverage(average, place.show, place.currency)}
      <span class="unseen"> ({title})</span>
    </span>
  );
};
