/** Hits of one site and millisecond are told apart by so many bits of an `ord`, the others are its time (S12). */
export const RANK_BITS = 21;
/** So many hits of a site fit into one millisecond. */
export const RANKS = 2 ** RANK_BITS;
/** Milliseconds are counted from here: earlier than the first hit that a client may have sent (W13). */
export const ORD_EPOCH_MS = Date.UTC(2009, 0, 1);
/** 64 bits hold no more milliseconds on either side; what is further away is as good as no bound. */
const MOST_MS = 2 ** (63 - RANK_BITS) - 1;

/** The place of the hit with a rank in a millisecond; without a rank the first place from a moment on. */
export const toOrd = (milliseconds: number, rank = 0): bigint => {
  const whole = Math.ceil(milliseconds - ORD_EPOCH_MS);
  return BigInt(Math.max(-MOST_MS, Math.min(MOST_MS, whole))) * BigInt(RANKS) + BigInt(rank);
};

/** The millisecond of an `ord`. */
export const toMillisecond = (ord: bigint): number =>
  Number(ord >> BigInt(RANK_BITS)) + ORD_EPOCH_MS;

/** The rank of an `ord` in its millisecond. */
export const toRank = (ord: bigint): number => Number(ord & BigInt(RANKS - 1));
