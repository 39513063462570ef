import { CsvButton } from '../../report/csv-button.js';
import { NumberDoor } from '../../report/number-door.js';
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
    <section class="card" aria-labelledby="groups">
      <div class="card-head">
        <h2 id="groups">By {property}</h2>
        <CsvButton
          name={`revenue by ${property}`}
          toRows={() => [
            [property, 'Revenue', 'People', 'Payers'],
            ...groups.map(({ value, total, people, payers }) => [value, total, people, payers]),
          ]}
        />
      </div>
      <div class="table-box">
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">{property}</th>
              <th scope="col" class="figure">
                Revenue
              </th>
              <th scope="col" class="figure">
                People
              </th>
              <th scope="col" class="figure">
                Payers
              </th>
              <th scope="col" class="figure">
                Per payer
              </th>
            </tr>
          </thead>
          <tbody>
            {groups.map(({ value, total, people, payers, perPayer }) => (
              <tr key={value}>
                <th scope="row">{value}</th>
                <td class="figure">{toMoney(total, currency)}</td>
                <td class="figure">
                  <NumberDoor pick={{ group: value }} label={`${value}: ${people} people`}>
                    {toCount(people)}
                  </NumberDoor>
                </td>
                <td class="figure">
                  <NumberDoor
                    pick={{ group: value, payers: true }}
                    label={`${value}: ${payers} payers`}
                  >
                    {toCount(payers)}
                  </NumberDoor>
                </td>
                <td class="figure">{toShare(perPayer, currency)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
};
