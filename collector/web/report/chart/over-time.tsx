import type { ComponentProps } from 'preact';
import { toShort } from '../../text/format.js';
import { BucketsTable } from '../figures/buckets-table.js';
import { FigureCard } from '../figures/figure-card.js';
import { TimeChart } from './time-chart.js';

type Parts = Omit<ComponentProps<typeof FigureCard>, 'id' | 'children'> &
  Omit<ComponentProps<typeof TimeChart>, 'toTick'> &
  Pick<ComponentProps<typeof BucketsTable>, 'by' | 'columns' | 'toCells'>;

/** Figures over time: as curves, and the same as a table. */
export const OverTime = ({ title, csv, toRows, columns, toCells, by, ...chart }: Parts) => (
  <FigureCard id="over-time" title={title} csv={csv} toRows={toRows}>
    <TimeChart {...chart} by={by} toTick={toShort} />
    <BucketsTable
      starts={chart.starts}
      by={by}
      unfinished={chart.unfinished}
      columns={columns}
      toCells={toCells}
    />
  </FigureCard>
);
