import { Chart } from '../../report/chart.js';
import { CsvButton } from '../../report/csv-button.js';
import { NumberDoor } from '../../report/number-door.js';
import type { Period } from '../../report/period.js';
import type { ActivityAnswer, ActivitySeries } from '../../report/types.js';
import { toPeriodName } from '../../text/calendar.js';
import { toCount, toShort } from '../../text/format.js';

export interface OverTimeParts {
  answer: ActivityAnswer;
  by: Period;
  measure: 'count' | 'people';
  /** More curves than this nobody can follow. */
  most: number;
}

/** Events over time, as curves and as a table. */
export const ActivityOverTime = ({ answer, by, measure, most }: OverTimeParts) => {
  const shown = answer.events.slice(0, most);
  const starts = shown[0]?.series.map(({ start }) => start) ?? [];
  const word = measure === 'count' ? 'Hits' : 'People';
  const left = answer.events.length - shown.length;
  return (
    <section class="card" aria-labelledby="over-time">
      <div class="card-head">
        <h2 id="over-time">
          {word} by {by}
          {left > 0 && <span class="soft">, the {most} most frequent events</span>}
        </h2>
        <CsvButton
          name={`${word} by ${by}`}
          toRows={() => [
            ['Event', 'Start', 'Hits', 'People'],
            ...answer.events.flatMap(({ event, series }) =>
              series.map(({ start, count, people }) => [event, start, count, people]),
            ),
          ]}
        />
      </div>
      <Chart
        starts={starts}
        curves={shown.map(({ event, series }) => ({
          title: event,
          values: series.map((bucket) => bucket[measure]),
        }))}
        by={by}
        unfinished={answer.unfinished}
        toText={toCount}
        toTick={toShort}
      />
      <details>
        <summary>The same as a table</summary>
        <Buckets
          events={shown}
          starts={starts}
          by={by}
          measure={measure}
          unfinished={answer.unfinished}
        />
      </details>
    </section>
  );
};

const Buckets = ({
  events,
  starts,
  by,
  measure,
  unfinished,
}: {
  events: ActivitySeries[];
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
          {events.map(({ event }) => (
            <th key={event} scope="col" class="figure">
              {event}
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
              {events.map(({ event, series }) => (
                <td key={event} class="figure">
                  <NumberDoor
                    pick={{ event, start }}
                    label={`${event}, ${toPeriodName(start, by)}: ${series[index]?.[measure] ?? 0} ${measure === 'count' ? 'hits' : 'people'}`}
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
