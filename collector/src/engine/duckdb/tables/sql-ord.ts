import { ORD_EPOCH_MS, RANK_BITS, RANKS } from '../../ord.js';

/** The millisecond of an `ord`. */
export const sqlMillisecond = (ord: string): string =>
  `((${ord} >> ${RANK_BITS}) + ${ORD_EPOCH_MS})`;

/** The last place that is no more than so many seconds later than an `ord`: time counts, whatever the ranks (S16). */
export const sqlUntil = (ord: string, seconds: number): string =>
  `((${ord} | ${RANKS - 1}) + ${BigInt(Math.round(seconds * 1000)) * BigInt(RANKS)})`;
