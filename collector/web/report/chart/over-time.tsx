import type { ComponentProps } from 'preact';
import { formatShortCount } from '../../text/format.js';
import { BucketsTable } from '../figures/buckets-table.js';
import { FigureCard } from '../figures/figure-card.js';
import { TimeChart } from './time-chart.js';

type Parts = Omit<ComponentProps<typeof FigureCard>, 'id' | 'children'> &
  Omit<ComponentProps<typeof TimeChart>, 'toTick'> &
  Pick<ComponentProps<typeof BucketsTable>, 'by' | 'columns' | 'createCells'>;

/** Figures over time: as curves, and the same as a table. */
export const OverTime = ({ title, aside, columns, createCells, by, ...chart }: Parts) => (
  <FigureCard id="over-time" title={title} aside={aside}>
    <TimeChart {...chart} by={by} toTick={formatShortCount} />
    <BucketsTable
      starts={chart.starts}
      by={by}
      unfinished={chart.unfinished}
      columns={columns}
      createCells={createCells}
    />
  </FigureCard>
);
