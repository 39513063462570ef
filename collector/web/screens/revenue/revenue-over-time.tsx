import { Chart } from '../../report/chart.js';
import { CsvButton } from '../../report/csv-button.js';
import { NumberDoor } from '../../report/number-door.js';
import type { Period } from '../../report/period.js';
import type { RevenueAnswer } from '../../report/types.js';
import { useSite } from '../../site-context.js';
import { toPeriodName } from '../../text/calendar.js';
import { toCount, toMoney, toShort } from '../../text/format.js';

/** Revenue per period, as a curve and as a table. */
export const RevenueOverTime = ({ answer, by }: { answer: RevenueAnswer; by: Period }) => {
  const { currency } = useSite();
  const { series, unfinished } = answer;
  const starts = series.map(({ start }) => start);
  return (
    <section class="card" aria-labelledby="over-time">
      <div class="card-head">
        <h2 id="over-time">Revenue by {by}</h2>
        <CsvButton
          name={`revenue by ${by}`}
          toRows={() => [
            ['Start', 'Revenue', 'Payers'],
            ...series.map(({ start, revenue, payers }) => [start, revenue, payers]),
          ]}
        />
      </div>
      <Chart
        starts={starts}
        curves={[{ title: 'Revenue', values: series.map(({ revenue }) => Number(revenue)) }]}
        by={by}
        unfinished={unfinished}
        toText={(value) => toMoney(`${value}`, currency)}
        toTick={toShort}
      />
      <details>
        <summary>The same as a table</summary>
        <div class="table-box">
          <table class="figures">
            <thead>
              <tr>
                <th scope="col">{by}</th>
                <th scope="col" class="figure">
                  Revenue
                </th>
                <th scope="col" class="figure">
                  Payers
                </th>
              </tr>
            </thead>
            <tbody>
              {series
                .map((bucket, index) => ({ ...bucket, index }))
                .reverse()
                .map(({ start, revenue, payers, index }) => (
                  <tr key={start}>
                    <th scope="row">
                      {toPeriodName(start, by)}
                      {index === unfinished && <span class="soft"> (not over yet)</span>}
                    </th>
                    <td class="figure">{toMoney(revenue, currency)}</td>
                    <td class="figure">
                      <NumberDoor
                        pick={{ start, payers: true }}
                        label={`${payers} payers, ${toPeriodName(start, by)}`}
                      >
                        {toCount(payers)}
                      </NumberDoor>
                    </td>
                  </tr>
                ))}
            </tbody>
          </table>
        </div>
      </details>
    </section>
  );
};
