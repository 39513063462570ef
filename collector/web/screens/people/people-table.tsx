import type { Person } from '../../api/types.js';
import { usePlace } from '../../router.js';
import { formatHref } from '../../routes.js';
import { Only } from '../../session.js';
import { useSite, useTimeZone } from '../../site-context.js';
import { formatCount, formatMoment, formatMoney } from '../../text/format.js';
import { formatPersonName } from '../../text/person-name.js';

/** Newest first: what an analyst asks for most. */
export const DEFAULT_SORT = '-lastSeen';

const COLUMNS = [
  { name: 'lastSeen', title: 'Last seen' },
  { name: 'firstSeen', title: 'First seen' },
  { name: 'events', title: 'Events' },
  { name: 'revenue', title: 'Revenue' },
];

/** The people of a list, in the order of the address, of whom some are ticked. */
export const PeopleTable = ({
  people,
  sort,
  ticked,
  tick,
}: {
  people: Person[];
  sort: string;
  /** By their ids. */
  ticked: ReadonlySet<string>;
  tick: (id: string) => void;
}) => (
  <table class="people">
    <thead>
      <tr>
        <td class="column-tick" />
        <th scope="col">Person</th>
        {COLUMNS.map(({ name, title }) => (
          <SortHead key={name} name={name} title={title} sort={sort} />
        ))}
      </tr>
    </thead>
    <tbody>
      {people.map((person) => (
        <PersonRow
          key={person.id}
          person={person}
          ticked={ticked.has(person.id)}
          tick={() => tick(person.id)}
        />
      ))}
    </tbody>
  </table>
);

const SortHead = ({ name, title, sort }: { name: string; title: string; sort: string }) => {
  const place = usePlace();
  const descending = sort === `-${name}`;
  const sorted = descending || sort === name;
  place.searchParams.set('sort', descending ? name : `-${name}`);
  return (
    <th
      scope="col"
      class={`column-${name}`}
      aria-sort={sorted ? (descending ? 'descending' : 'ascending') : undefined}
    >
      <a href={place.pathname + place.search}>
        {title}
        <span aria-hidden="true" class="arrow">
          {sorted && (descending ? '↓' : '↑')}
        </span>
      </a>
    </th>
  );
};

const PersonRow = ({
  person,
  ticked,
  tick,
}: {
  person: Person;
  ticked: boolean;
  tick: () => void;
}) => {
  const { key, currency } = useSite();
  const timeZone = useTimeZone();
  const name = formatPersonName(person);
  // A name alone tells two Janes apart badly: the identity stands beside it.
  const named = person.identities.find(({ kind }) => kind === 'named')?.identity;
  return (
    <tr>
      <td class="column-tick">
        <Only least="analyst">
          <input type="checkbox" aria-label={`Choose ${name}`} checked={ticked} onChange={tick} />
        </Only>
      </td>
      <th scope="row">
        <a href={formatHref(key, 'people', person.id)}>{name}</a>
        {named && named !== name && <span class="soft person-identity">{named}</span>}
      </th>
      <td class="column-lastSeen">{formatMoment(person.lastSeen, timeZone)}</td>
      <td class="column-firstSeen">{formatMoment(person.firstSeen, timeZone)}</td>
      <td class="column-events">{formatCount(person.events)}</td>
      <td class={Number(person.revenue) === 0 ? 'column-revenue soft' : 'column-revenue'}>
        {formatMoney(person.revenue, currency)}
      </td>
    </tr>
  );
};
