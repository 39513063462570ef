import { withParts } from '../../report/change.js';
import { CsvButton } from '../../report/csv-button.js';
import { NumberDoor } from '../../report/number-door.js';
import type { ActivitySeries } from '../../report/types.js';
import { usePlace } from '../../router.js';
import { toCount } from '../../text/format.js';

/** Each event of the dates with its hits and its people. */
export const EventTable = ({ events }: { events: ActivitySeries[] }) => {
  const place = usePlace();
  return (
    <section class="card" aria-labelledby="events">
      <div class="card-head">
        <h2 id="events">Events</h2>
        <CsvButton
          name="events"
          toRows={() => [
            ['Event', 'Hits', 'People'],
            ...events.map(({ event, count, people }) => [event, count, people]),
          ]}
        />
      </div>
      <div class="table-box">
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">Event</th>
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
            {events.map(({ event, count, people }) => (
              <tr key={event}>
                <th scope="row">
                  <a class="door" href={withParts(place, { event: [event] })}>
                    {event}
                  </a>
                </th>
                <td class="figure">{toCount(count)}</td>
                <td class="figure">
                  <NumberDoor pick={{ event }} label={`${event}: ${people} people`}>
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
