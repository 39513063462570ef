import type { Loader } from './loader.js';

/** Hits that have waited so long go first. */
const BEHIND_MILLISECONDS = 1500;
/** So far behind, a report cannot wait for it: reports are being built anew, say. */
const FAR_BEHIND_MILLISECONDS = 60_000;
/** In so long the loader gets far, and nobody gives up on a report. */
const COURTESY_MILLISECONDS = 5000;
const LOOK_MILLISECONDS = 100;

/**
 * Lets the loader go before a report, both of which would have all processors: resolves once hits wait for less than
 * one and a half seconds, or after five (S8).
 */
export const letLoaderGo = async (
  isBusySince: Loader['isBusySince'],
  now: () => number,
  signal?: AbortSignal,
): Promise<void> => {
  const isBehind = () => {
    const waitingSince = isBusySince();
    const behind = waitingSince === null ? 0 : now() - waitingSince;
    return behind > BEHIND_MILLISECONDS && behind < FAR_BEHIND_MILLISECONDS;
  };
  // Whoever is gone needs no report; the report itself says so.
  for (let left = COURTESY_MILLISECONDS; left > 0 && isBehind() && !signal?.aborted; ) {
    await new Promise((done) => setTimeout(done, LOOK_MILLISECONDS));
    left -= LOOK_MILLISECONDS;
  }
};
