import { go, usePlace } from '../../router.js';
import { withPick } from './pick.js';

/** Parameters of the address to set; null or an empty text takes one away, a list sets it several times. */
export type Parts = Record<string, string | string[] | null>;

/** The address with these parameters. A number that was open belongs to the question before: it closes. */
export const withParts = (place: URL, parts: Parts): string => {
  const changed = new URL(withPick(place, null), place.origin);
  for (const [name, value] of Object.entries(parts)) {
    changed.searchParams.delete(name);
    if (Array.isArray(value)) for (const one of value) changed.searchParams.append(name, one);
    else if (value) changed.searchParams.set(name, value);
  }
  return changed.pathname + changed.search;
};

/** Changes what the address asks. */
export const useChange = (): ((parts: Parts) => void) => {
  const place = usePlace();
  return (parts) => go(withParts(place, parts));
};
