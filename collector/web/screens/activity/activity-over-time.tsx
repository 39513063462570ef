import { Chart } from '../../report/chart.js';
import { CsvButton } from '../../report/csv-button.js';
import { NumberDoor } from '../../report/number-door.js';
import type { Period } from '../../report/period.js';
import { toPeriodName } from '../../text/calendar.js';
import { toCount, toShort } from '../../text/format.js';
import type { ActivityRow } from './rows.js';

export interface OverTimeParts {
  rows: ActivityRow[];
  unfinished: number | null;
  by: Period;
  measure: 'count' | 'people';
  /** More curves than this nobody can follow. */
  most: number;
}

/** Events over time, as curves and as a table. */
export const ActivityOverTime = ({ rows, unfinished, by, measure, most }: OverTimeParts) => {
  const shown = rows.slice(0, most);
  const starts = shown[0]?.series.map(({ start }) => start) ?? [];
  const word = measure === 'count' ? 'Hits' : 'People';
  const left = rows.length - shown.length;
  return (
    <section class="card" aria-labelledby="over-time">
      <div class="card-head">
        <h2 id="over-time">
          {word} by {by}
          {left > 0 && <span class="soft">, the {most} most frequent</span>}
        </h2>
        <CsvButton
          name={`${word} by ${by}`}
          toRows={() => [
            ['Name', 'Start', 'Hits', 'People'],
            ...rows.flatMap(({ name, series }) =>
              series.map(({ start, count, people }) => [name, start, count, people]),
            ),
          ]}
        />
      </div>
      <Chart
        starts={starts}
        curves={shown.map(({ name, series }) => ({
          title: name,
          values: series.map((bucket) => bucket[measure]),
        }))}
        by={by}
        unfinished={unfinished}
        toText={toCount}
        toTick={toShort}
      />
      <details>
        <summary>The same as a table</summary>
        <Buckets rows={shown} starts={starts} by={by} measure={measure} unfinished={unfinished} />
      </details>
    </section>
  );
};

const Buckets = ({
  rows,
  starts,
  by,
  measure,
  unfinished,
}: {
  rows: ActivityRow[];
  starts: string[];
  by: Period;
  measure: 'count' | 'people';
  unfinished: number | null;
}) => (
  <div class="table-box">
    <table class="figures">
      <thead>
        <tr>
          <th scope="col">{by}</th>
          {rows.map(({ name }) => (
            <th key={name} scope="col" class="figure">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {starts
          .map((start, index) => ({ start, index }))
          .reverse()
          .map(({ start, index }) => (
            <tr key={start}>
              <th scope="row">
                {toPeriodName(start, by)}
                {index === unfinished && <span class="soft"> (not over yet)</span>}
              </th>
              {rows.map(({ name, pick, series }) => (
                <td key={name} class="figure">
                  <NumberDoor
                    pick={{ ...pick, start }}
                    label={`${name}, ${toPeriodName(start, by)}: ${series[index]?.[measure] ?? 0} ${measure === 'count' ? 'hits' : 'people'}`}
                  >
                    {toCount(series[index]?.[measure] ?? 0)}
                  </NumberDoor>
                </td>
              ))}
            </tr>
          ))}
      </tbody>
    </table>
  </div>
);
