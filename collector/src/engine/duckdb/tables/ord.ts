/** Hits of one site and millisecond are told apart by so many bits of an `ord`, the others are its time (S12). */
const RANK_BITS = 21;
/** So many hits of a site fit into one millisecond. */
export const RANKS = 2 ** RANK_BITS;
/** Milliseconds are counted from here: earlier than the first hit that a client may have sent (W13). */
const EPOCH_MS = Date.UTC(2009, 0, 1);
/** A BIGINT holds no more milliseconds on either side; what is further away is as good as no bound. */
const MOST_MS = 2 ** (63 - RANK_BITS) - 1;

/** The place of the hit with a rank in a millisecond; without a rank the first place from a moment on. */
export const toOrd = (milliseconds: number, rank = 0): bigint => {
  const whole = Math.ceil(milliseconds - EPOCH_MS);
  return BigInt(Math.max(-MOST_MS, Math.min(MOST_MS, whole))) * BigInt(RANKS) + BigInt(rank);
};

/** The millisecond of an `ord`. */
export const toMillisecond = (ord: bigint): number => Number(ord >> BigInt(RANK_BITS)) + EPOCH_MS;

/** The rank of an `ord` in its millisecond. */
export const toRank = (ord: bigint): number => Number(ord & BigInt(RANKS - 1));

/** The millisecond of an `ord`. */
export const sqlMillisecond = (ord: string): string => `((${ord} >> ${RANK_BITS}) + ${EPOCH_MS})`;

/** The last place that is no more than so many seconds later than an `ord`: time counts, whatever the ranks (S16). */
export const sqlUntil = (ord: string, seconds: number): string =>
  `((${ord} | ${RANKS - 1}) + ${BigInt(Math.round(seconds * 1000)) * BigInt(RANKS)})`;
