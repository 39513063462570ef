import { readMembership } from '../reports/population.js';
import type { Setting } from '../reports/request.js';
import type { Parts } from './parts.js';

/** Names that count under another one. */
export const toMerged = ({ store }: Pick<Parts, 'store'>, key: string): Record<string, string> =>
  Object.fromEntries(
    [...store.catalogue.list(key)].flatMap(([name, { mergedInto }]) =>
      mergedInto === undefined ? [] : [[name, mergedInto]],
    ),
  );

/** What the requests of a site's reports are read with. */
export const toSetting = ({ store }: Pick<Parts, 'store'>, key: string, now: number): Setting => {
  const { timeZone, currency } = store.sites.find(key)!;
  const merged = new Map<string, string[]>();
  for (const [name, into] of Object.entries(toMerged({ store }, key)))
    merged.set(into, [...(merged.get(into) ?? []), name]);
  return {
    now,
    timeZone,
    currency,
    merged,
    findPopulation: (id) => {
      const population = store.populations.find(key, id);
      return population && readMembership({ name: '', value: population.definition }, merged);
    },
  };
};
