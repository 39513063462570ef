import type { Properties, TimelineEntry } from '../../api/types.js';
import { CodeBlock } from '../../parts/code-block.js';
import { useTimeZone } from '../../site-context.js';
import { formatMoment } from '../../text/format.js';
import { type EarlierValue, findEarlierValues } from './earlier.js';

/** The latest value of each property, and those it had before as far as the timeline is loaded. */
export const PropertyTable = ({
  properties,
  timeline,
}: {
  properties: Properties;
  timeline: TimelineEntry[];
}) => {
  const rows = Object.entries(properties).sort(([a], [b]) => a.localeCompare(b));
  const values = findEarlierValues(timeline);
  return (
    <section class="card" aria-labelledby="properties">
      <h2 id="properties">Properties</h2>
      {rows.length > 0 ? (
        <dl class="properties">
          {rows.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                {value}
                <Earlier values={values.get(name) ?? []} />
              </dd>
            </div>
          ))}
        </dl>
      ) : (
        <>
          <p>None yet. Describe the person with:</p>
          <CodeBlock
            code="_kmq.push(['set', { 'Plan': 'Pro' }]);"
            label="A call that sets a property"
          />
        </>
      )}
    </section>
  );
};

const Earlier = ({ values }: { values: EarlierValue[] }) => {
  const timeZone = useTimeZone();
  if (values.length < 2) return null;
  return (
    <details>
      <summary class="soft">{values.length - 1} before</summary>
      <ol>
        {values.map(({ value, time }) => (
          <li key={time}>
            {value} <span class="soft">since {formatMoment(time, timeZone)}</span>
          </li>
        ))}
      </ol>
    </details>
  );
};
