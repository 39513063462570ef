import type { Person } from '../../api/types.js';
import { useSite, useTimeZone } from '../../site-context.js';
import { formatCount, formatMoment, formatMoney } from '../../text/format.js';

/** What a person is worth and how long they have been here. */
export const Facts = ({ person }: { person: Person }) => {
  const { currency } = useSite();
  const timeZone = useTimeZone();
  const facts = [
    ['Revenue', formatMoney(person.revenue, currency)],
    ['Events', formatCount(person.events)],
    ['First seen', formatMoment(person.firstSeen, timeZone)],
    ['Last seen', formatMoment(person.lastSeen, timeZone)],
  ];
  return (
    <dl class="card facts">
      {facts.map(([name, fact]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{fact}</dd>
        </div>
      ))}
    </dl>
  );
};
