import type { RevenueGroup } from '../../../src/reports/revenue/schema.js';
import { DrillDownLink } from '../../report/figures/drill-down-link.js';
import { FigureCard } from '../../report/figures/figure-card.js';
import { FigureTable } from '../../report/figures/figure-table.js';
import { useSite } from '../../site-context.js';
import { formatCount, formatMoney, formatMoneyShare } from '../../text/format.js';

/** Revenue by a property of people. */
export const RevenueBreakdown = ({
  property,
  groups,
}: {
  property: string;
  groups: RevenueGroup[];
}) => {
  const { currency } = useSite();
  return (
    <FigureCard id="groups" title={`By ${property}`}>
      <FigureTable
        columns={[property, 'Revenue', 'People', 'Payers', 'Per payer']}
        rows={groups.map(({ value, total, people, payers, perPayer }) => ({
          key: value,
          head: value,
          cells: [
            formatMoney(total, currency),
            <DrillDownLink
              key="people"
              pick={{ group: value }}
              label={`${value}: ${people} people`}
            >
              {formatCount(people)}
            </DrillDownLink>,
            <DrillDownLink
              key="payers"
              pick={{ group: value, payers: true }}
              label={`${value}: ${payers} payers`}
            >
              {formatCount(payers)}
            </DrillDownLink>,
            formatMoneyShare(perPayer, currency),
          ],
        }))}
      />
    </FigureCard>
  );
};
