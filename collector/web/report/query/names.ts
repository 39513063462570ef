import { distance as countEdits } from 'fastest-levenshtein';
import { createFold } from '../../../src/names.js';

/** A name that the site has sent. */
export interface SeenName {
  name: string;
  count: number;
  lastSeen?: string;
  /** Other names that count under this one. */
  merged?: string[];
  /** Of a property: whether events and people have it. */
  event?: boolean;
  person?: boolean;
}

/** More than anybody reads; typing narrows them down. */
const MOST = 50;

/** Names that contain the typed text, in any case: the same name first, then names that begin with it, then by count. */
export const findNames = (names: SeenName[], typed: string): SeenName[] => {
  const exact = typed.trim();
  const sought = exact.toLowerCase();
  const rankOf = ({ name }: SeenName) => {
    if (name === exact) return 0;
    const folded = name.toLowerCase();
    if (folded === sought) return 1;
    return folded.startsWith(sought) ? 2 : 3;
  };
  return names
    .filter(({ name }) => name.toLowerCase().includes(sought))
    .sort((a, b) => rankOf(a) - rankOf(b) || b.count - a.count)
    .slice(0, MOST);
};

/** A suggestion of a name picker. */
export interface NameOption extends SeenName {
  /** The typed text itself, which the site never sent. */
  asTyped?: true;
}

/**
 * The names to suggest for the typed text. The text itself, where it is not among them, is the last one; of a field for any
 * name, which knows the most frequent names only, the first.
 */
export const listOptions = (names: SeenName[], typed: string, anyName = false): NameOption[] => {
  const found = findNames(names, typed);
  const text = typed.trim();
  if (!text || found.length === 0 || found[0]?.name === text) return found;
  const own: NameOption = { name: text, count: 0, asTyped: true };
  return anyName ? [own, ...found] : [...found, own];
};

const fold = (name: string): string => name.toLowerCase().replace(/[\s_-]+/g, '');

/** Two typing mistakes; more is another name. */
const FAR = 3;

/** The seen name that somebody may have meant, the most frequent of the nearest. */
export const suggestName = (names: SeenName[], typed: string): SeenName | undefined => {
  const sought = fold(typed);
  let nearest: { name: SeenName; distance: number } | undefined;
  for (const name of names) {
    const folded = fold(name.name);
    if (Math.abs(folded.length - sought.length) >= FAR) continue;
    const distance = countEdits(folded, sought);
    if (distance >= FAR || distance >= sought.length) continue;
    const nearer = !nearest || distance < nearest.distance;
    const oftener = distance === nearest?.distance && name.count > nearest.name.count;
    if (nearer || oftener) nearest = { name, distance };
  }
  return nearest?.name;
};

/** The seen name that this one counts under; `foldNames`: in any case. */
export const findSeen = (
  names: SeenName[],
  name: string,
  foldNames = false,
): SeenName | undefined => {
  const compare = createFold({ foldNames });
  const isSame = (other: string) => compare(other) === compare(name);
  return names.find((seen) => isSame(seen.name) || seen.merged?.some(isSame));
};
