import { toEarlier } from '../../report/chart/chart-lines.js';
import { OverTime } from '../../report/chart/over-time.js';
import { NumberDoor } from '../../report/figures/drill-down-link.js';
import type { Period } from '../../report/query/period.js';
import type { RevenueAnswer } from '../../report/types.js';
import { useSite } from '../../site-context.js';
import { toPeriodName } from '../../text/calendar.js';
import { toCount, toMoney } from '../../text/format.js';

/** Revenue per period, as a curve and as a table. */
export const RevenueOverTime = ({
  answer: { series, unfinished },
  before,
  by,
}: {
  answer: RevenueAnswer;
  /** The period before, where somebody compares. */
  before: RevenueAnswer | null;
  by: Period;
}) => {
  const { currency } = useSite();
  const starts = series.map(({ start }) => start);
  const toText = (value: number | string) => toMoney(`${value}`, currency);
  const earlier = before && toEarlier(before.series, series.length);
  return (
    <OverTime
      title={`Revenue by ${by}`}
      csv={`revenue by ${by}`}
      toRows={() => [
        ['Start', 'Revenue', 'Payers', ...(earlier ? ['Revenue before'] : [])],
        ...series.map(({ start, revenue, payers }, index) => [
          start,
          revenue,
          payers,
          ...(earlier ? [earlier[index]?.revenue ?? null] : []),
        ]),
      ]}
      starts={starts}
      curves={[
        { title: 'Revenue', values: series.map(({ revenue }) => Number(revenue)) },
        ...(earlier
          ? [
              {
                title: 'Before',
                values: earlier.map((bucket) => (bucket ? Number(bucket.revenue) : null)),
                before: true,
              },
            ]
          : []),
      ]}
      by={by}
      unfinished={unfinished}
      toText={toText}
      columns={['Revenue', 'Payers', ...(earlier ? ['Revenue before'] : [])]}
      toCells={(index, start) => [
        toText(series[index]?.revenue ?? '0'),
        <NumberDoor
          key="payers"
          pick={{ start, payers: true }}
          label={`${series[index]?.payers ?? 0} payers, ${toPeriodName(start, by)}`}
        >
          {toCount(series[index]?.payers ?? 0)}
        </NumberDoor>,
        ...(earlier ? [toText(earlier[index]?.revenue ?? '0')] : []),
      ]}
    />
  );
};
