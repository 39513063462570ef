import { useSite } from '../site-context.js';
import { toCount } from '../text/format.js';
import { ANY_EVENT, type EventMatch } from './event-match.js';
import { findSeen, type SeenName, suggestName } from './names.js';

/** Why a report counts nobody: events that were never sent, a condition that nothing meets, or dates without them. */
export const NothingHappened = ({
  match,
  names,
  choose,
}: {
  match: EventMatch;
  names: SeenName[] | null;
  choose: (match: EventMatch) => void;
}) => (
  <div class="card">
    {match.names.map((name, index) => (
      <NameNote
        key={name}
        name={name}
        names={names}
        choose={(meant) => choose({ ...match, names: match.names.with(index, meant) })}
      />
    ))}
    {match.where.length > 0 && (
      <p>
        Only those count that meet every condition.{' '}
        <button type="button" class="link" onClick={() => choose({ ...match, where: [] })}>
          Leave the conditions out
        </button>
        .
      </p>
    )}
  </div>
);

const NameNote = ({
  name,
  names,
  choose,
}: {
  name: string;
  names: SeenName[] | null;
  choose: (name: string) => void;
}) => {
  const { foldNames } = useSite();
  if (name === ANY_EVENT) return <p>Nothing happened in these dates. Try wider ones.</p>;
  if (!names) return <p>“{name}” has no hits in these dates.</p>;
  const seen = findSeen(names, name, foldNames);
  if (seen)
    return (
      <p>
        “{name}” has {toCount(seen.count)} hits, but none in these dates that count here. Try wider
        ones.
      </p>
    );
  const meant = suggestName(names, name);
  return (
    <p>
      “{name}” has 0 hits: nothing was ever sent under this name.
      {meant && (
        <>
          {' '}
          Did you mean{' '}
          <button type="button" class="link" onClick={() => choose(meant.name)}>
            {meant.name}
          </button>{' '}
          ({toCount(meant.count)})?
        </>
      )}
    </p>
  );
};
