import { formatCount } from '../text/format.js';
import { type SeenName, suggestName } from './query/names.js';

/** Offers the seen name that a name never seen was probably meant to be. */
export const DidYouMean = ({
  name,
  names,
  choose,
}: {
  name: string;
  names: SeenName[];
  choose: (name: string) => void;
}) => {
  const meant = suggestName(names, name);
  if (!meant) return null;
  return (
    <>
      Did you mean{' '}
      <button type="button" class="link" onClick={() => choose(meant.name)}>
        {meant.name}
      </button>{' '}
      ({formatCount(meant.count)})?
    </>
  );
};
