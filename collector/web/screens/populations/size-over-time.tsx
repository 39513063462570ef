import { BucketsTable } from '../../report/buckets-table.js';
import { FigureCard } from '../../report/figure-card.js';
import type { Period } from '../../report/period.js';
import { TimeChart } from '../../report/time-chart.js';
import { toCount, toShort } from '../../text/format.js';

/** How many people were in a population at the end of each period. */
export const SizeOverTime = ({
  name,
  series,
  by,
}: {
  name: string;
  series: { start: string; people: number }[];
  by: Period;
}) => {
  const starts = series.map(({ start }) => start);
  const unfinished = series.length - 1;
  return (
    <FigureCard
      id="over-time"
      title={`Size at the end of each ${by}`}
      csv={`size of ${name}`}
      toRows={() => [['Start', 'People'], ...series.map(({ start, people }) => [start, people])]}
    >
      <TimeChart
        starts={starts}
        curves={[{ title: 'People', values: series.map(({ people }) => people) }]}
        by={by}
        unfinished={unfinished}
        toText={toCount}
        toTick={toShort}
      />
      <BucketsTable
        starts={starts}
        by={by}
        unfinished={unfinished}
        columns={['People']}
        toCells={(index) => [toCount(series[index]?.people ?? 0)]}
      />
    </FigureCard>
  );
};
