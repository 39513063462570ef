import { RANKS, toMillisecond, toOrd, toRank } from '../ord.js';
import { MEMORY, type Memory } from './memory.js';
import type { Moment, OrderStore } from './store.js';

/** Gives hits their place among all others. */
export interface Order {
  /**
   * One `ord` for each moment, in log order, that no other hit of the site has: its millisecond, and the rank among the
   * site's hits of it. Where a millisecond is full, the next free place. Its hits are expected to be kept before it
   * is asked again.
   */
  toOrds(moments: readonly Moment[]): Promise<bigint[]>;
  /** After a transaction that failed. */
  forget(): void;
}

/** The next rank, by site and millisecond. */
type Ranks = Map<number, Map<number, number>>;

const ranksOf = (ranks: Ranks, site: number): Map<number, number> => {
  const found = ranks.get(site) ?? new Map<number, number>();
  ranks.set(site, found);
  return found;
};

/** Keeps what follows an `ord` that is taken. */
const take = (ranks: Ranks, site: number, ord: bigint): void => {
  const own = ranksOf(ranks, site);
  const millisecond = toMillisecond(ord);
  own.set(millisecond, Math.max(own.get(millisecond) ?? 0, toRank(ord) + 1));
};

/** What is kept of moments. */
const readRanks = async (store: OrderStore, moments: readonly Moment[]): Promise<Ranks> => {
  const ranks: Ranks = new Map();
  for (let wanted = moments; wanted.length; ) {
    const places = await store.readLast(wanted);
    for (const { site, ord } of places) take(ranks, site, ord);
    // Of a millisecond that these hits may fill, they need the next one, too.
    wanted = places
      .filter(({ ord }) => toRank(ord) + moments.length >= RANKS)
      .map(({ site, ord }) => ({ site, millisecond: toMillisecond(ord) + 1 }));
  }
  return ranks;
};

/** An order that knows the latest hits by heart and asks the store about others. */
export const createOrder = (store: OrderStore, { milliseconds: most }: Memory = MEMORY): Order => {
  const read = Math.ceil(most / 2);
  let latest: Ranks = new Map();
  /** From here on `latest` knows every millisecond that has hits. */
  let floor: number | undefined;

  const readLatest = async (): Promise<number> => {
    const places = await store.readLatest(read);
    for (const { site, ord } of places) take(latest, site, ord);
    // The last millisecond that was read may have more hits.
    return places.length < read ? -Infinity : toMillisecond(places.at(-1)!.ord) + 1;
  };

  /** Forgets about the earlier half where too much is remembered; one in a hundred tells where that ends. */
  const settle = (from: number): void => {
    const sample: number[] = [];
    let at = 0;
    for (const own of latest.values())
      for (const millisecond of own.keys()) if (at++ % 100 === 0) sample.push(millisecond);
    // The millisecond that was read in part lies below.
    floor = Math.max(from, sample.sort((a, b) => a - b)[sample.length >> 1]!);
    for (const own of latest.values())
      for (const millisecond of own.keys()) if (millisecond < floor) own.delete(millisecond);
  };

  return {
    async toOrds(moments) {
      floor ??= await readLatest();
      const from = floor;
      const late = await readRanks(
        store,
        moments.filter(({ millisecond }) => millisecond < from),
      );
      const ords = moments.map(({ site, millisecond }) => {
        const ranksIn = (at: number) => ranksOf(at < from ? late : latest, site);
        let free = millisecond;
        while (ranksIn(free).get(free) === RANKS) free++;
        const own = ranksIn(free);
        const rank = own.get(free) ?? 0;
        own.set(free, rank + 1);
        return toOrd(free, rank);
      });
      let size = 0;
      for (const own of latest.values()) size += own.size;
      if (size > most) settle(from);
      return ords;
    },
    forget() {
      latest = new Map();
      floor = undefined;
    },
  };
};
