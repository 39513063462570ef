/** The same for names that differ in case alone (S15). By upper case first: so `ß` is `SS`, and every sigma one. */
export const foldName = (name: string): string =>
  name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');

/** Names that count under another one, each with that one. */
export type Merges = Readonly<Record<string, string>>;

/** How names of a site are compared. */
export interface Naming {
  merged: Merges;
  /** Names that differ in case alone are one. */
  foldNames: boolean;
}

/** What names are compared by. */
export const createFold = ({ foldNames }: Pick<Naming, 'foldNames'>): ((name: string) => string) =>
  foldNames ? foldName : (name) => name;

/**
 * Merges of which none leads to another one: one that was made while case told names apart may do so once it does not.
 * Those that lead in a circle count under the first name of it.
 */
export const flattenMerges = (merged: Merges, foldNames: boolean): Record<string, string> => {
  const compare = createFold({ foldNames });
  const next = new Map(Object.entries(merged).map(([from, to]) => [compare(from), to]));
  const follow = (name: string): string => {
    const way = [name];
    for (let last = name; ; ) {
      const to = next.get(compare(last));
      if (to === undefined) return last;
      const before = way.findIndex((one) => compare(one) === compare(to));
      if (before >= 0)
        return way.slice(before).toSorted((a, b) => (compare(a) < compare(b) ? -1 : 1))[0]!;
      way.push(to);
      last = to;
    }
  };
  const flat = Object.keys(merged).map((from) => [from, follow(from)] as const);
  return Object.fromEntries(flat.filter(([from, to]) => compare(from) !== compare(to)));
};

/** The name that a name counts under, then all that count under it. */
export const listMergedNames = (name: string, { merged, foldNames }: Naming): string[] => {
  const compare = createFold({ foldNames });
  const entries = Object.entries(merged);
  const found = entries.find(([from]) => compare(from) === compare(name));
  const target = found?.[1] ?? name;
  const others = entries.filter(([, to]) => compare(to) === compare(target));
  return [target, ...others.map(([from]) => from)];
};
