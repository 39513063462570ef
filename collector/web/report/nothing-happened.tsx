import { useSite } from '../site-context.js';
import { formatCount } from '../text/format.js';
import { DidYouMean } from './did-you-mean.js';
import { ANY_EVENT, type EventMatch } from './query/event-match.js';
import { findSeen, type SeenName } from './query/names.js';

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
          Remove the conditions
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
  if (name === ANY_EVENT) return <p>No events in this period. Try a longer one.</p>;
  if (!names) return <p>“{name}” has no hits in this period.</p>;
  const seen = findSeen(names, name, foldNames);
  if (seen)
    return (
      <p>
        “{name}” has {formatCount(seen.count)} hits, but none in this period that count here. Try a
        longer one.
      </p>
    );
  return (
    <p>
      “{name}” has 0 hits: no hit was ever sent under this name.{' '}
      <DidYouMean name={name} names={names} choose={choose} />
    </p>
  );
};
