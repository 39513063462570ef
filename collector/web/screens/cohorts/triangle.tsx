import { FigureCard } from '../../report/figure-card.js';
import { NumberDoor } from '../../report/number-door.js';
import type { Period } from '../../report/period.js';
import type { Cohort } from '../../report/types.js';
import { useSite } from '../../site-context.js';
import { toPeriodName, toPeriodText } from '../../text/calendar.js';
import { toCount, toMoney, toPercent } from '../../text/format.js';
import { toAverages, toHeat } from './average.js';

export type Show = 'percent' | 'people' | 'revenue';

export interface TriangleParts {
  cohorts: Cohort[];
  /** Of the period before, where somebody compares. */
  before?: Cohort[] | undefined;
  buckets: number;
  cohortBy: Period;
  returnBy: Period;
  show: Show;
}

/** Who came back, cohort by cohort: the darker a cell, the larger the part. */
export const Triangle = ({ cohorts, before, buckets, cohortBy, returnBy, show }: TriangleParts) => {
  const shares = cohorts.flatMap(({ people, returned }) =>
    returned.map((value) => (people > 0 ? Number(value ?? 0) / people : 0)),
  );
  const most = Math.max(0, ...shares);
  return (
    <FigureCard
      id="triangle"
      title={show === 'revenue' ? 'Revenue of each cohort' : 'Who came back'}
      csv="cohorts"
      toRows={() => [
        ['Cohort', 'People', ...Array.from({ length: buckets }, (_, n) => `${returnBy} ${n}`)],
        ...cohorts.map(({ start, people, returned }) => [start, people, ...returned]),
      ]}
    >
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
                <th scope="row" title={toPeriodName(cohort.start, cohortBy)}>
                  {toPeriodText(cohort.start, cohortBy)}
                </th>
                <td class="figure">
                  <NumberDoor
                    pick={{ cohort: cohort.start }}
                    label={`${cohort.people} people, ${toPeriodName(cohort.start, cohortBy)}`}
                  >
                    {toCount(cohort.people)}
                  </NumberDoor>
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
            />
            {before && <Averages title="Before" cohorts={before} buckets={buckets} show={show} />}
          </tfoot>
        </table>
      </div>
      <p class="soft card-note">
        Column 0 is the {returnBy} of the first time. A dashed cell is not over yet.
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
  show: Show;
  returnBy: Period;
}) => {
  const { currency } = useSite();
  const value = cohort.returned[bucket];
  if (value === null || value === undefined) return <td />;
  const share = cohort.people > 0 ? Number(value) / cohort.people : 0;
  const open = cohort.unfinished === bucket;
  const text =
    show === 'revenue'
      ? toMoney(`${value}`, currency)
      : show === 'people'
        ? toCount(Number(value))
        : toPercent(Number(value), cohort.people);
  const said = `${show === 'revenue' ? text : `${value} of ${cohort.people} people, ${toPercent(Number(value), cohort.people)}`}, ${returnBy} ${bucket}${open ? ', not over yet' : ''}`;
  return (
    <td class={`heat heat-${toHeat(share, most)}${open ? ' heat-open' : ''}`}>
      <NumberDoor className="heat-door" pick={{ cohort: cohort.start, bucket }} label={said}>
        {text}
      </NumberDoor>
    </td>
  );
};

/** An average as the cells around it show theirs. */
export const toAverageText = (
  average: number | null,
  show: Show,
  currency: string | undefined,
): string => {
  if (average === null) return '';
  return show === 'revenue'
    ? toMoney(average.toFixed(2), currency)
    : `${(100 * average).toFixed(1)}%`;
};

const Averages = ({
  title,
  cohorts,
  buckets,
  show,
}: {
  title: string;
  cohorts: Cohort[];
  buckets: number;
  show: Show;
}) => {
  const { currency } = useSite();
  const people = cohorts.reduce((sum, cohort) => sum + cohort.people, 0);
  return (
    <tr>
      <th scope="row">{title}</th>
      <td class="figure">{toCount(people)}</td>
      {toAverages(cohorts, buckets).map((average, bucket) => (
        <td key={bucket} class="figure">
          {toAverageText(average, show, currency)}
        </td>
      ))}
    </tr>
  );
};
