import { NumberDoor } from '../../report/figures/drill-down-link.js';
import { toCount, toCounted } from '../../text/format.js';

/** How many people meet a condition now, and the way to them. */
export const PeopleNow = ({ people }: { people: number }) => (
  <h2 class="answer">
    <b>
      <NumberDoor pick={{}} label={toCounted(people, 'person', 'people')}>
        {toCount(people)}
      </NumberDoor>
    </b>{' '}
    {people === 1 ? 'person' : 'people'} now
  </h2>
);
