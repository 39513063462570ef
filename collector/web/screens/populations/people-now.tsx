import { DrillDownLink } from '../../report/figures/drill-down-link.js';
import { formatCount, formatCounted } from '../../text/format.js';

/** How many people meet a condition now, and the way to them. */
export const PeopleNow = ({ people }: { people: number }) => (
  <h2 class="answer">
    <b>
      <DrillDownLink pick={{}} label={formatCounted(people, 'person', 'people')}>
        {formatCount(people)}
      </DrillDownLink>
    </b>{' '}
    {people === 1 ? 'person' : 'people'} now
  </h2>
);
