import { Fragment } from 'preact';
import type { Properties } from '../api/types.js';

/** Properties as running text, which may break between them. */
export const PropertyLine = ({ properties }: { properties: Properties }) => (
  <span class="property-line">
    {Object.entries(properties).map(([name, value]) => (
      <Fragment key={name}>
        {' '}
        <span class="property">
          <span class="property-name">{name}</span> {value}
        </span>
      </Fragment>
    ))}
  </span>
);
