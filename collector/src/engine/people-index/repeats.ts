import type { ProjectedHit, Repeat } from '../hit.js';
import { createFilter, type Filter } from './filter.js';
import { MEMORY, type Memory } from './memory.js';
import type { RepeatStore } from './store.js';

/** A filter is worth reading so many hits for each that was looked up without it. */
const WORTH_HITS = 100;
/** A filter of a day with more hits would take more than half of that: it is looked up in the store each time. */
const DAY_HITS = 12_000_000;
/** Most repeats come within the minute: of so many of the latest hits nothing has to be looked up. */
const LATEST_HITS = 100_000;
/** Days that are nobody's: clocks that are far off have thousands. */
const MOST_ASKED = 10_000;

/** Tells repeats from hits. */
export interface Repeats {
  /**
   * Those of the hits that repeat another one here, or one that is kept (S7). What the others are known by
   * is written down.
   */
  find(hits: readonly ProjectedHit[]): Promise<ReadonlySet<Repeat>>;
  /** After a transaction that failed. */
  forget(): void;
}

const readKnown = (store: RepeatStore, repeats: readonly Repeat[]): Promise<Set<bigint>> =>
  store.find(
    [...new Set(repeats.map(({ day }) => day))],
    repeats.map(({ key }) => key),
  );

/** Filters of the days that most hits are of. */
const createDays = (store: RepeatStore, { filterBytes }: Memory) => {
  /** The one used last is the last. */
  const filters = new Map<number, Filter>();
  /** How often a day without a filter was looked up. */
  const asked = new Map<number, number>();

  const read = async (days: readonly number[]) => {
    for (const day of days) filters.set(day, createFilter());
    for await (const { days: found, keys } of store.read(days))
      keys.forEach((key, at) => {
        filters.get(found[at]!)!.add(key);
      });
  };

  /** Makes filters of those days for which it is worth it. */
  const open = async (hits: ReadonlyMap<number, number>) => {
    const closed = [...hits.keys()].filter((day) => !filters.has(day));
    if (!closed.length) return;
    const sizes = await store.count(closed);
    const isWorth = (day: number) => {
      const [size, times] = [sizes.get(day) ?? 0, (asked.get(day) ?? 0) + hits.get(day)!];
      asked.set(day, times);
      return size <= Math.min(DAY_HITS, times * WORTH_HITS);
    };
    const worth = closed.filter(isWorth);
    for (const day of worth) asked.delete(day);
    if (asked.size > MOST_ASKED) asked.clear();
    if (worth.length) await read(worth);
  };

  const shrink = () => {
    let bytes = 0;
    for (const filter of filters.values()) bytes += filter.bytes();
    for (const [day, filter] of filters) {
      if (bytes <= filterBytes) return;
      bytes -= filter.bytes();
      filters.delete(day);
    }
  };

  return {
    /** Before a batch. */
    async prepare(repeats: readonly Repeat[]) {
      const hits = new Map<number, number>();
      for (const { day } of repeats) hits.set(day, (hits.get(day) ?? 0) + 1);
      await open(hits);
      for (const day of hits.keys()) {
        const filter = filters.get(day);
        if (filter && filters.delete(day)) filters.set(day, filter);
      }
      shrink();
    },
    /** Whether a hit may be one that is known. */
    has: ({ day, key }: Repeat): boolean => filters.get(day)?.has(key) ?? true,
    add: ({ day, key }: Repeat): void => filters.get(day)?.add(key),
    forget: () => filters.clear(),
  };
};

/** Repeats are looked up in the store; filters of a bounded size spare most of that, however long the history. */
export const createRepeats = (store: RepeatStore, memory: Memory = MEMORY): Repeats => {
  const days = createDays(store, memory);
  const latest = new Set<bigint>();

  const write = (fresh: readonly ProjectedHit[]) =>
    store.add({
      days: fresh.map(({ repeat }) => repeat!.day),
      keys: fresh.map(({ repeat }) => repeat!.key),
      seqs: fresh.map(({ seq }) => seq),
    });

  return {
    async find(hits) {
      const repeatable = hits.filter(({ repeat }) => repeat !== undefined);
      const all = repeatable.map(({ repeat }) => repeat!);
      await days.prepare(all);
      // Those that come a second time here are among them: the first one is in its filter by then.
      const doubtful = new Set<Repeat>();
      for (const repeat of all)
        if (days.has(repeat)) doubtful.add(repeat);
        else days.add(repeat);
      const repeats = new Set<Repeat>();
      if (doubtful.size) {
        const asked = [...doubtful].filter(({ key }) => !latest.has(key));
        const known = asked.length ? await readKnown(store, asked) : new Set<bigint>();
        for (const repeat of all) if (!doubtful.has(repeat)) known.add(repeat.key);
        for (const repeat of doubtful) {
          if (known.has(repeat.key) || latest.has(repeat.key)) repeats.add(repeat);
          known.add(repeat.key);
          days.add(repeat);
        }
      }
      await write(
        repeats.size ? repeatable.filter(({ repeat }) => !repeats.has(repeat!)) : repeatable,
      );
      if (latest.size > LATEST_HITS) latest.clear();
      for (const { key } of all) latest.add(key);
      return repeats;
    },
    forget() {
      days.forget();
      latest.clear();
    },
  };
};
