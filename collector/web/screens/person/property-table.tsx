import type { Properties } from '../../api/types.js';
import { CodeBlock } from '../../parts/code-block.js';

/** The latest value of each property. */
export const PropertyTable = ({ properties }: { properties: Properties }) => {
  const rows = Object.entries(properties).sort(([a], [b]) => a.localeCompare(b));
  return (
    <section class="card" aria-labelledby="properties">
      <h2 id="properties">Properties</h2>
      {rows.length > 0 ? (
        <dl class="properties">
          {rows.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
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
