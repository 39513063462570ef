import { withParts } from '../../report/change.js';
import { CsvButton } from '../../report/csv-button.js';
import { NumberDoor } from '../../report/number-door.js';
import { usePlace } from '../../router.js';
import { toCount } from '../../text/format.js';
import type { ActivityRow } from './rows.js';

/** Each event of the dates, or each value of a property, with its hits and its people. */
export const EventTable = ({ rows, property }: { rows: ActivityRow[]; property?: string }) => {
  const place = usePlace();
  return (
    <section class="card" aria-labelledby="events">
      <div class="card-head">
        <h2 id="events">{property ? `By ${property}` : 'Events'}</h2>
        <CsvButton
          name="events"
          toRows={() => [
            [property ?? 'Event', 'Hits', 'People'],
            ...rows.map(({ name, count, people }) => [name, count, people]),
          ]}
        />
      </div>
      <div class="table-box">
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">{property ?? 'Event'}</th>
              <th scope="col" class="figure">
                Hits
              </th>
              <th scope="col" class="figure">
                People
              </th>
              <th scope="col" class="figure">
                Hits per person
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, pick, count, people }) => (
              <tr key={name}>
                <th scope="row">
                  {property ? (
                    name
                  ) : (
                    <a class="door" href={withParts(place, { event: [name] })}>
                      {name}
                    </a>
                  )}
                </th>
                <td class="figure">{toCount(count)}</td>
                <td class="figure">
                  <NumberDoor pick={pick} label={`${name}: ${people} people`}>
                    {toCount(people)}
                  </NumberDoor>
                </td>
                <td class="figure">{people > 0 ? (count / people).toFixed(1) : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
};
