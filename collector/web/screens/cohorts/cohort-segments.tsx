import { NumberDoor } from '../../report/figures/drill-down-link.js';
import { FigureCard } from '../../report/figures/figure-card.js';
import { FigureTable } from '../../report/figures/figure-table.js';
import type { Period } from '../../report/query/period.js';
import type { Cohort } from '../../report/types.js';
import { useSite } from '../../site-context.js';
import { toCount } from '../../text/format.js';
import { toAverages, toShare } from './average.js';
import { AverageCell } from './average-cell.js';
import type { CohortPlan } from './plan.js';

interface Segment {
  value: string;
  cohorts: Cohort[];
}

const toPeople = (cohorts: Cohort[]): number =>
  cohorts.reduce((sum, { people }) => sum + people, 0);

/** The averages of all cohorts for each value of a property, side by side. */
export const CohortSegments = ({
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
    <FigureCard
      id="segments"
      title={`By ${property}`}
      csv={`cohorts by ${property}`}
      toRows={() => [
        [property, 'People', ...columns],
        ...segments.map(({ value, cohorts }) => [
          value,
          toPeople(cohorts),
          ...toAverages(cohorts, buckets).map(toShare),
        ]),
      ]}
    >
      <FigureTable
        columns={[property, 'People', ...columns]}
        rows={segments.map(({ value, cohorts }) => ({
          key: value,
          head: value,
          cells: [
            <NumberDoor
              key="people"
              pick={{ segment: value }}
              label={`${value}: ${toPeople(cohorts)} people`}
            >
              {toCount(toPeople(cohorts))}
            </NumberDoor>,
            ...toAverages(cohorts, buckets).map((average, bucket) => (
              <AverageCell key={bucket} {...{ average, returnBy, bucket, show, currency }} />
            )),
          ],
        }))}
      />
    </FigureCard>
  );
};
