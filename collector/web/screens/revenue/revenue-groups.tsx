import { NumberDoor } from '../../report/figures/drill-down-link.js';
import { FigureCard } from '../../report/figures/figure-card.js';
import { FigureTable } from '../../report/figures/figure-table.js';
import type { RevenueGroup } from '../../report/types.js';
import { useSite } from '../../site-context.js';
import { toCount, toMoney, toShare } from '../../text/format.js';

/** Revenue by a property of people. */
export const RevenueGroups = ({
  property,
  groups,
}: {
  property: string;
  groups: RevenueGroup[];
}) => {
  const { currency } = useSite();
  return (
    <FigureCard
      id="groups"
      title={`By ${property}`}
      csv={`revenue by ${property}`}
      toRows={() => [
        [property, 'Revenue', 'People', 'Payers'],
        ...groups.map(({ value, total, people, payers }) => [value, total, people, payers]),
      ]}
    >
      <FigureTable
        columns={[property, 'Revenue', 'People', 'Payers', 'Per payer']}
        rows={groups.map(({ value, total, people, payers, perPayer }) => ({
          key: value,
          head: value,
          cells: [
            toMoney(total, currency),
            <NumberDoor key="people" pick={{ group: value }} label={`${value}: ${people} people`}>
              {toCount(people)}
            </NumberDoor>,
            <NumberDoor
              key="payers"
              pick={{ group: value, payers: true }}
              label={`${value}: ${payers} payers`}
            >
              {toCount(payers)}
            </NumberDoor>,
            toShare(perPayer, currency),
          ],
        }))}
      />
    </FigureCard>
  );
};
