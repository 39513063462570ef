import type { ComponentChildren } from 'preact';
import { toPeriodName } from '../../text/calendar.js';
import type { Period } from '../query/period.js';
import { FigureTable } from './figure-table.js';

/** Figures over time as a table, the newest on top: what a chart shows, for those who cannot see it. */
export const BucketsTable = ({
  starts,
  by,
  unfinished,
  columns,
  toCells,
}: {
  starts: string[];
  by: Period;
  unfinished: number | null;
  columns: string[];
  toCells: (index: number, start: string) => ComponentChildren[];
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
              {toPeriodName(start, by)}
              {index === unfinished && <span class="soft"> (not over yet)</span>}
            </>
          ),
          cells: toCells(index, start),
        }))
        .reverse()}
    />
  </details>
);
