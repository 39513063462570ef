import type { RevenueAnswer } from '../../../src/reports/revenue/schema.js';
import { alignEarlier } from '../../report/chart/chart-lines.js';
import { OverTime } from '../../report/chart/over-time.js';
import { DrillDownLink } from '../../report/figures/drill-down-link.js';
import type { Period } from '../../report/query/period.js';
import { useSite } from '../../site-context.js';
import { formatPeriodName } from '../../text/calendar.js';
import { formatCount, formatMoney } from '../../text/format.js';

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
  const formatAmount = (value: number | string) => formatMoney(`${value}`, currency);
  const earlier = before && alignEarlier(before.series, series.length);
  return (
    <OverTime
      title={`Revenue by ${by}`}
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
      formatValue={formatAmount}
      columns={['Revenue', 'Payers', ...(earlier ? ['Revenue before'] : [])]}
      createCells={(index, start) => [
        formatAmount(series[index]?.revenue ?? '0'),
        <DrillDownLink
          key="payers"
          pick={{ start, payers: true }}
          label={`${series[index]?.payers ?? 0} payers, ${formatPeriodName(start, by)}`}
        >
          {formatCount(series[index]?.payers ?? 0)}
        </DrillDownLink>,
        ...(earlier ? [formatAmount(earlier[index]?.revenue ?? '0')] : []),
      ]}
    />
  );
};
