import { foldName, type Merges } from '../../names.js';

/** How names of one kind were spelled, and how often; those that differ in case alone stand together (S15). */
export interface Spellings {
  count(name: string, hits: number): void;
  /** Every spelling of a name that came, the most frequent first; the name itself where none did. */
  of(name: string): string[];
  /** Names that are shown as another one: merged ones, and rarer spellings as the most frequent one. */
  toShown(merged: Merges): Merges;
  /** What was counted since it was last asked, with all hits of each name. */
  takeNews(): [name: string, hits: number][];
}

/** Spellings, those that were counted before. */
export const createSpellings = (known: Iterable<readonly [string, number]> = []): Spellings => {
  const alike = new Map<string, Map<string, number>>();
  const news = new Set<string>();
  const hitsOf = (name: string) => alike.get(foldName(name))?.get(name) ?? 0;
  const set = (name: string, hits: number) => {
    const folded = foldName(name);
    const own = alike.get(folded) ?? new Map<string, number>();
    alike.set(folded, own.set(name, hits));
  };
  for (const [name, hits] of known) set(name, hits);

  /** The most frequent first. */
  const sort = (folded: string): string[] =>
    [...(alike.get(folded) ?? [])]
      .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .map(([name]) => name);
  const of = (name: string): string[] => {
    const found = sort(foldName(name));
    return found.length ? found : [name];
  };

  return {
    count(name, hits) {
      set(name, hitsOf(name) + hits);
      news.add(name);
    },
    of,
    toShown(merged) {
      const sources = new Map(Object.keys(merged).map((from) => [foldName(from), from]));
      const targets = new Map(Object.values(merged).map((to) => [foldName(to), to]));
      const groups = [...alike]
        .filter(([folded, own]) => own.size > 1 && !sources.has(folded))
        .map(([folded]) => folded);
      const shown = new Map<string, string>();
      for (const folded of new Set([...groups, ...targets.keys()])) {
        const spelled = sort(folded);
        const name = spelled[0] ?? targets.get(folded)!;
        const others = Object.entries(merged).flatMap(([from, to]) =>
          foldName(to) === folded ? [from, ...of(from)] : [],
        );
        for (const other of [...spelled, ...others]) if (other !== name) shown.set(other, name);
      }
      return Object.fromEntries(shown);
    },
    takeNews() {
      const told = [...news].map((name): [string, number] => [name, hitsOf(name)]);
      news.clear();
      return told;
    },
  };
};
