import { setTimeout as wait } from 'node:timers/promises';
import type { Settling } from '../answers.js';

/** Small sites are read anew within; who asks for a large one is told that it is not. */
const SETTLE_MILLISECONDS = 3000;
const LOOK_MILLISECONDS = 20;

/** Waits a little for a site's hits to be read by its names of now; answers what to tell where they are not. */
export const createSettle =
  (isStale: (siteKey: string) => boolean, milliseconds = SETTLE_MILLISECONDS) =>
  async (siteKey: string, signal?: AbortSignal): Promise<Settling> => {
    for (let left = milliseconds; left > 0 && isStale(siteKey) && !signal?.aborted; ) {
      await wait(LOOK_MILLISECONDS);
      left -= LOOK_MILLISECONDS;
    }
    return isStale(siteKey) ? { recalculating: true } : {};
  };
