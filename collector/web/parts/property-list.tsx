import type { Properties } from '../api/types.js';

/** Properties in a line, as many as fit. */
export const PropertyLine = ({ properties }: { properties: Properties }) => (
  <span class="property-line">
    {Object.entries(properties).map(([name, value]) => (
      <span key={name} class="property">
        <span class="property-name">{name}</span> {value}
      </span>
    ))}
  </span>
);
