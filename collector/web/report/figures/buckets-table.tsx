import type { ComponentChildren } from 'preact';
import { formatPeriodName } from '../../text/calendar.js';
import type { Period } from '../query/period.js';
import { FigureTable } from './figure-table.js';

/** Figures over time as a table, the newest on top: what a chart shows, for those who cannot see it. */
export const BucketsTable = ({
  starts,
  by,
  unfinished,
  columns,
  createCells,
}: {
  starts: string[];
  by: Period;
  unfinished: number | null;
  columns: string[];
  createCells: (index: number, start: string) => ComponentChildren[];
}) => (
  <details>
    <summary>Show as a table</summary>
    <FigureTable
      columns={[by, ...columns]}
      rows={starts
        .map((start, index) => ({
          key: start,
          head: (
            <>
              {formatPeriodName(start, by)}
              {index === unfinished && <span class="soft"> (in progress)</span>}
            </>
          ),
          cells: createCells(index, start),
        }))
        .reverse()}
    />
  </details>
);
