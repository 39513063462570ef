import type { Cohort } from '../../../src/reports/cohort/schema.js';
import { DrillDownLink } from '../../report/figures/drill-down-link.js';
import { FigureCard } from '../../report/figures/figure-card.js';
import { FigureTable } from '../../report/figures/figure-table.js';
import type { Period } from '../../report/query/period.js';
import { useSite } from '../../site-context.js';
import { formatCount } from '../../text/format.js';
import { findAverages } from './average.js';
import { AverageCell } from './average-cell.js';
import type { CohortPlan } from './plan.js';

interface Segment {
  value: string;
  cohorts: Cohort[];
}

const countPeople = (cohorts: Cohort[]): number =>
  cohorts.reduce((sum, { people }) => sum + people, 0);

/** The averages of all cohorts for each value of a property. */
export const CohortBreakdown = ({
  property,
  segments,
  buckets,
  returnBy,
  show,
}: {
  property: string;
  segments: Segment[];
  buckets: number;
  returnBy: Period;
  show: CohortPlan['show'];
}) => {
  const { currency } = useSite();
  const columns = Array.from({ length: buckets }, (_, bucket) => `${returnBy} ${bucket}`);
  return (
    <FigureCard id="segments" title={`By ${property}`}>
      <FigureTable
        columns={[property, 'People', ...columns]}
        rows={segments.map(({ value, cohorts }) => ({
          key: value,
          head: value,
          cells: [
            <DrillDownLink
              key="people"
              pick={{ segment: value }}
              label={`${value}: ${countPeople(cohorts)} people`}
            >
              {formatCount(countPeople(cohorts))}
            </DrillDownLink>,
            ...findAverages(cohorts, buckets).map((average, bucket) => (
              <AverageCell key={bucket} {...{ average, returnBy, bucket, show, currency }} />
            )),
          ],
        }))}
      />
    </FigureCard>
  );
};
