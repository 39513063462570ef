import { OverTime } from '../../report/chart/over-time.js';
import type { Period } from '../../report/query/period.js';
import { formatCount } from '../../text/format.js';

/** How many people were in a population at the end of each period. */
export const SizeOverTime = ({
  name,
  series,
  by,
}: {
  name: string;
  series: { start: string; people: number }[];
  by: Period;
}) => (
  <OverTime
    title={`Size at the end of each ${by}`}
    csv={`size of ${name}`}
    createRows={() => [['Start', 'People'], ...series.map(({ start, people }) => [start, people])]}
    starts={series.map(({ start }) => start)}
    curves={[{ title: 'People', values: series.map(({ people }) => people) }]}
    by={by}
    unfinished={series.length - 1}
    formatValue={formatCount}
    columns={['People']}
    createCells={(index) => [formatCount(series[index]?.people ?? 0)]}
  />
);
