import { OverTime } from '../../report/chart/over-time.js';
import type { Period } from '../../report/query/period.js';
import { formatCount } from '../../text/format.js';

/** How many people were in a population at the end of each period. */
export const SizeOverTime = ({
  path,
  series,
  by,
}: {
  /** Where the API has the same as a file. */
  path: string;
  series: { start: string; people: number }[];
  by: Period;
}) => (
  <OverTime
    title={`Size at the end of each ${by}`}
    aside={
      <a class="button button-small" href={`${path}&format=csv`} download="size.csv">
        Export CSV
      </a>
    }
    starts={series.map(({ start }) => start)}
    curves={[{ title: 'People', values: series.map(({ people }) => people) }]}
    by={by}
    unfinished={series.length - 1}
    formatValue={formatCount}
    columns={['People']}
    createCells={(index) => [formatCount(series[index]?.people ?? 0)]}
  />
);
