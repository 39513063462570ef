/** Chances of a made-up life; the same seed gives the same life. */
export interface Chance {
  /** In [0, 1). */
  next(): number;
  /** True so often. */
  of(probability: number): boolean;
  /** A whole number below another one. */
  below(count: number): number;
  pick<One>(from: readonly One[]): One;
  /** One of several by weight. */
  weigh<One>(from: readonly (readonly [One, number])[]): One;
  /** Mostly short, now and then long: so much on average. */
  wait(mean: number): number;
}

/** Chances by a seed (mulberry32). */
export const createChance = (seed: number): Chance => {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number) => Math.floor(next() * count);
  return {
    next,
    of: (probability) => next() < probability,
    below,
    pick: (from) => from[below(from.length)]!,
    weigh(from) {
      let left = next() * from.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [one, weight] of from) {
        left -= weight;
        if (left < 0) return one;
      }
      return from.at(-1)![0];
    },
    wait: (mean) => -Math.log(1 - next()) * mean,
  };
};
