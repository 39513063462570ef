import { alignEarlier, type Curve } from '../../report/chart/chart-lines.js';
import { OverTime } from '../../report/chart/over-time.js';
import { DrillDownLink } from '../../report/figures/drill-down-link.js';
import type { Period } from '../../report/query/period.js';
import { formatPeriodName } from '../../text/calendar.js';
import { formatCount } from '../../text/format.js';
import type { ActivityRow } from './rows.js';

export interface OverTimeParts {
  rows: ActivityRow[];
  /** Of the period before, where somebody compares. */
  before: ActivityRow[] | null;
  unfinished: number | null;
  by: Period;
  measure: 'count' | 'people';
  /** More curves than this nobody can follow. */
  most: number;
}

/** Events over time, as curves and as a table. */
export const ActivityOverTime = (parts: OverTimeParts) => {
  const { rows, unfinished, by, measure, most } = parts;
  const shown = rows.slice(0, most);
  const starts = shown[0]?.series.map(({ start }) => start) ?? [];
  const word = measure === 'count' ? 'Hits' : 'People';
  const left = rows.length - shown.length;
  return (
    <OverTime
      title={
        <>
          {word} by {by}
          {left > 0 && <span class="soft">, the {most} most frequent</span>}
        </>
      }
      starts={starts}
      curves={createCurves(shown, parts)}
      by={by}
      unfinished={unfinished}
      formatValue={formatCount}
      columns={shown.map(({ name }) => name)}
      createCells={(index, start) =>
        shown.map(({ id, name, pick, series }) => {
          const figure = series[index]?.[measure] ?? 0;
          return (
            <DrillDownLink
              key={id}
              pick={{ ...pick, start }}
              label={`${name}, ${formatPeriodName(start, by)}: ${figure} ${word.toLowerCase()}`}
            >
              {formatCount(figure)}
            </DrillDownLink>
          );
        })
      }
    />
  );
};

/** A curve for each row; for one alone also that of the period before: of several nobody could tell which is which. */
const createCurves = (shown: ActivityRow[], { before, measure }: OverTimeParts): Curve[] => {
  const curves: Curve[] = shown.map(({ name, series }) => ({
    title: name,
    values: series.map((bucket) => bucket[measure]),
  }));
  const [only] = shown;
  if (!before || !only || shown.length > 1) return curves;
  const earlier = before.find(({ id }) => id === only.id)?.series ?? [];
  const values = alignEarlier(earlier, only.series.length).map(
    (bucket) => bucket?.[measure] ?? null,
  );
  return [...curves, { title: 'Before', values, before: true }];
};
