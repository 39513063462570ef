import { BIGINT, type DuckDBConnection, INTEGER } from '@duckdb/node-api';
import { MEMORY, type Memory } from './memory.js';
import { list, readRows } from './rows.js';

/** Three digits of `ord` tell hits of one millisecond apart; what comes later ties (S12). */
const RANKS = 1000;

/** When a hit of a site was. */
export interface Moment {
  site: number;
  millisecond: number;
}

/** Gives hits their place among all others. */
export interface Order {
  /**
   * One `ord` for each moment, in log order: microseconds, the last three digits the rank among the site's hits
   * of that millisecond. Its hits are expected in the tables before it is asked again.
   */
  toOrds(moments: readonly Moment[]): Promise<bigint[]>;
  /** After a transaction that failed. */
  forget(): void;
}

/** The millisecond of an `ord`. */
export const toMillisecond = (ord: bigint): number => Number(ord / BigInt(RANKS));

const toOrd = (millisecond: number, rank: number): bigint => {
  const ord = millisecond * RANKS + Math.min(rank, RANKS - 1);
  // Imports may tell of times far away, where a double has no microseconds.
  return Number.isSafeInteger(ord)
    ? BigInt(ord)
    : BigInt(millisecond) * BigInt(RANKS) + BigInt(Math.min(rank, RANKS - 1));
};

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
  own.set(millisecond, Math.max(own.get(millisecond) ?? 0, Number(ord % BigInt(RANKS)) + 1));
};

/** What the tables say of moments. */
const readRanks = async (
  connection: DuckDBConnection,
  moments: readonly Moment[],
): Promise<Ranks> => {
  const ranks: Ranks = new Map();
  if (!moments.length) return ranks;
  const milliseconds = moments.map(({ millisecond }) => millisecond);
  const rows = await readRows<{ site: number; ord: bigint }>(
    connection,
    `SELECT site, max(ord) AS ord FROM hits
     WHERE ord >= $from AND ord < $to AND site IN (SELECT unnest($sites))
       AND ord // ${RANKS} IN (SELECT unnest($milliseconds))
     GROUP BY site, ord // ${RANKS}`,
    {
      from: toOrd(
        milliseconds.reduce((a, b) => Math.min(a, b)),
        0,
      ),
      to: toOrd(milliseconds.reduce((a, b) => Math.max(a, b)) + 1, 0),
      sites: list(INTEGER, new Set(moments.map(({ site }) => site))),
      milliseconds: list(BIGINT, [...new Set(milliseconds)].map(BigInt)),
    },
  );
  for (const { site, ord } of rows) take(ranks, site, ord);
  return ranks;
};

/** An order that knows the latest hits by heart and asks the tables about others. */
export const createOrder = (
  connection: DuckDBConnection,
  { milliseconds: most }: Memory = MEMORY,
): Order => {
  const read = Math.ceil(most / 2);
  let latest: Ranks = new Map();
  /** From here on `latest` knows every millisecond that has hits. */
  let floor: number | undefined;

  const readLatest = async (): Promise<number> => {
    const rows = await readRows<{ site: number; ord: bigint }>(
      connection,
      `SELECT site, ord FROM hits ORDER BY ord DESC LIMIT ${read}`,
    );
    for (const { site, ord } of rows) take(latest, site, ord);
    // The last millisecond that was read may have more hits.
    return rows.length < read ? -Infinity : toMillisecond(rows.at(-1)!.ord) + 1;
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
        connection,
        moments.filter(({ millisecond }) => millisecond < from),
      );
      const ords = moments.map(({ site, millisecond }) => {
        const own = ranksOf(millisecond < from ? late : latest, site);
        const rank = own.get(millisecond) ?? 0;
        own.set(millisecond, rank + 1);
        return toOrd(millisecond, rank);
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
