import type { Person } from '../../api/types.js';
import { AddToList } from '../../report/people/add-to-list.js';
import { formatPersonName } from '../../text/person-name.js';

/** The way of a person into a list. */
export const Lists = ({ person }: { person: Person }) => {
  // The first is the one that their address comes from.
  const [first] = person.identities;
  return (
    <section class="card" aria-labelledby="lists">
      <h2 id="lists">Lists</h2>
      <AddToList identities={first ? [first.identity] : []} name={formatPersonName(person)} />
    </section>
  );
};
