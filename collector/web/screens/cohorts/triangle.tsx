import type { Cohort } from '../../../src/reports/cohort/schema.js';
import { DrillDownLink } from '../../report/figures/drill-down-link.js';
import { FigureCard } from '../../report/figures/figure-card.js';
import type { Period } from '../../report/query/period.js';
import { useSite } from '../../site-context.js';
import { formatPeriod, formatPeriodName } from '../../text/calendar.js';
import { formatCount } from '../../text/format.js';
import { cellOf, findAverages, findHeat, shareOf } from './average.js';
import { AverageCell } from './average-cell.js';
import { formatCell, formatCellTitle } from './cell-text.js';
import type { CohortPlan } from './plan.js';

export interface TriangleParts {
  cohorts: Cohort[];
  /** Of the period before, where somebody compares. */
  before?: Cohort[] | undefined;
  buckets: number;
  cohortBy: Period;
  returnBy: Period;
  show: CohortPlan['show'];
}

/** Who came back, cohort by cohort: the darker a cell, the larger the part. */
export const Triangle = ({ cohorts, before, buckets, cohortBy, returnBy, show }: TriangleParts) => {
  // A few people who have had a bucket early say little: the darkest cell is one that all of a cohort have had.
  const shares = cohorts.flatMap((cohort) =>
    cohort.of.map((of, bucket) =>
      of === cohort.people ? (shareOf(cellOf(cohort, bucket)) ?? 0) : 0,
    ),
  );
  const most = Math.max(0, ...shares);
  const hasCells = cohorts.some(({ of }) => of.some(Boolean));
  return (
    <FigureCard id="triangle" title={show === 'revenue' ? 'Revenue per person' : 'Retention'}>
      <div class="table-box">
        <table class="figures triangle">
          <thead>
            <tr>
              <th scope="col">Cohort</th>
              <th scope="col" class="figure">
                People
              </th>
              {Array.from({ length: buckets }, (_, bucket) => (
                <th key={bucket} scope="col" class="figure">
                  <span class="unseen">{returnBy} </span>
                  {bucket}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {cohorts.map((cohort) => (
              <tr key={cohort.start}>
                <th scope="row" title={formatPeriodName(cohort.start, cohortBy)}>
                  {formatPeriod(cohort.start, cohortBy)}
                </th>
                <td class="figure">
                  <DrillDownLink
                    pick={{ cohort: cohort.start }}
                    label={`${cohort.people} people, ${formatPeriodName(cohort.start, cohortBy)}`}
                  >
                    {formatCount(cohort.people)}
                  </DrillDownLink>
                </td>
                {Array.from({ length: buckets }, (_, bucket) => (
                  <Cell
                    key={bucket}
                    cohort={cohort}
                    bucket={bucket}
                    most={most}
                    show={show}
                    returnBy={returnBy}
                  />
                ))}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <Averages
              title={show === 'revenue' ? 'Per person' : 'Average'}
              cohorts={cohorts}
              buckets={buckets}
              show={show}
              returnBy={returnBy}
            />
            {before && (
              <Averages
                title="Before"
                cohorts={before}
                buckets={buckets}
                show={show}
                returnBy={returnBy}
              />
            )}
          </tfoot>
        </table>
      </div>
      <p class="soft card-note">
        {hasCells
          ? `Column 0 is the ${returnBy} of the first time. Each cell covers people who have completed that ${returnBy}; in a dashed cell some have not, and are left out.`
          : `No one has completed a whole ${returnBy} since the first time yet.`}
      </p>
    </FigureCard>
  );
};

const Cell = ({
  cohort,
  bucket,
  most,
  show,
  returnBy,
}: {
  cohort: Cohort;
  bucket: number;
  most: number;
  show: CohortPlan['show'];
  returnBy: Period;
}) => {
  const { currency } = useSite();
  const cell = cellOf(cohort, bucket);
  if (!cell) return <td />;
  const title = formatCellTitle(cell, { returnBy, bucket, show, currency });
  const open = cell.of < cell.people ? ' heat-open' : '';
  return (
    <td class={`heat heat-${findHeat(shareOf(cell) ?? 0, most)}${open}`} title={title}>
      <DrillDownLink className="heat-door" pick={{ cohort: cohort.start, bucket }} label={title}>
        {formatCell(cell, show, currency)}
      </DrillDownLink>
    </td>
  );
};

const Averages = ({
  title,
  cohorts,
  buckets,
  show,
  returnBy,
}: {
  title: string;
  cohorts: Cohort[];
  buckets: number;
  show: CohortPlan['show'];
  returnBy: Period;
}) => {
  const { currency } = useSite();
  const people = cohorts.reduce((sum, cohort) => sum + cohort.people, 0);
  return (
    <tr>
      <th scope="row">{title}</th>
      <td class="figure">{formatCount(people)}</td>
      {findAverages(cohorts, buckets).map((average, bucket) => (
        <td key={bucket} class="figure">
          <AverageCell {...{ average, returnBy, bucket, show, currency }} />
        </td>
      ))}
    </tr>
  );
};
