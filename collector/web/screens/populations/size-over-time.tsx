import { OverTime } from '../../report/chart/over-time.js';
import type { Period } from '../../report/query/period.js';
import { toCount } from '../../text/format.js';

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
    toRows={() => [['Start', 'People'], ...series.map(({ start, people }) => [start, people])]}
    starts={series.map(({ start }) => start)}
    curves={[{ title: 'People', values: series.map(({ people }) => people) }]}
    by={by}
    unfinished={series.length - 1}
    toText={toCount}
    columns={['People']}
    toCells={(index) => [toCount(series[index]?.people ?? 0)]}
  />
);
