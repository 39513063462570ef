import { CsvButton } from '../../report/csv-button.js';
import { NumberDoor } from '../../report/number-door.js';
import type { FunnelStep } from '../../report/types.js';
import { toCount, toPercent } from '../../text/format.js';

interface Segment {
  value: string;
  steps: FunnelStep[];
}

/** The same funnel for each value of a property, side by side. */
export const Segments = ({ property, segments }: { property: string; segments: Segment[] }) => (
  <section class="card" aria-labelledby="segments">
    <div class="card-head">
      <h2 id="segments">By {property}</h2>
      <CsvButton name={`funnel by ${property}`} toRows={() => toRows(property, segments)} />
    </div>
    <div class="table-box">
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">{property}</th>
            {segments[0]?.steps.map(({ event }, index) => (
              <th key={index} scope="col" class="figure">
                {index + 1}. {event}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {segments.map(({ value, steps }) => (
            <tr key={value}>
              <th scope="row">{value}</th>
              {steps.map((step, index) => (
                <td key={index} class="figure">
                  <NumberDoor
                    pick={{ step: index + 1, outcome: 'converted', segment: value }}
                    label={`${value}, step ${index + 1}: ${step.people} people`}
                  >
                    {toCount(step.people)}
                  </NumberDoor>
                  {index > 0 && (
                    <span class="soft figure-note">
                      {toPercent(step.people, steps[0]?.people ?? 0)}
                    </span>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </section>
);

const toRows = (property: string, segments: Segment[]) => [
  [property, ...(segments[0]?.steps.map(({ event }) => event) ?? [])],
  ...segments.map(({ value, steps }) => [value, ...steps.map(({ people }) => people)]),
];
