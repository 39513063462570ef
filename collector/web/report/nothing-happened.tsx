import { toCount } from '../text/format.js';
import { findSeen, type SeenName, suggestName } from './names.js';

/** Why a report counts nobody: an event that was never sent, or dates without it. */
export const NothingHappened = ({
  event,
  names,
  choose,
}: {
  event: string;
  names: SeenName[] | null;
  choose: (name: string) => void;
}) => {
  const seen = names ? findSeen(names, event) : undefined;
  const meant = !seen && names ? suggestName(names, event) : undefined;
  return (
    <p class="card">
      {seen &&
        `“${event}” has ${toCount(seen.count)} hits, but none in these dates. Try wider ones.`}
      {!seen && names && `“${event}” has 0 hits: nothing was ever sent under this name.`}
      {!names && `“${event}” has no hits in these dates.`}
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
