import type { Setting } from '../reports/request.js';
import type { Parts } from './parts.js';

/** What the requests of a site's reports are read with. */
export const toSetting = ({ store }: Parts, key: string, now: number): Setting => {
  const { timeZone, currency } = store.sites.find(key)!;
  return {
    now,
    timeZone,
    currency,
    merged: new Map(),
    findPopulation: () => undefined,
  };
};
