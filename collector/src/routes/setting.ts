import type { Merged } from '../reports/matches.js';
import { readMembership } from '../reports/population.js';
import type { Setting } from '../reports/request.js';
import type { Parts } from './parts.js';

/** Names of events, or of properties, that count under another one. */
export const toMerged = (
  { store }: Pick<Parts, 'store'>,
  key: string,
  of: 'catalogue' | 'properties' = 'catalogue',
): Record<string, string> =>
  Object.fromEntries(
    [...store[of].list(key)].flatMap(([name, { mergedInto }]) =>
      mergedInto === undefined ? [] : [[name, mergedInto]],
    ),
  );

const toInto = (merged: Readonly<Record<string, string>>): Map<string, string[]> => {
  const into = new Map<string, string[]>();
  for (const [name, target] of Object.entries(merged))
    into.set(target, [...(into.get(target) ?? []), name]);
  return into;
};

/** What the requests of a site's reports are read with. */
export const toSetting = (parts: Pick<Parts, 'store'>, key: string, now: number): Setting => {
  const { store } = parts;
  const { timeZone, currency } = store.sites.find(key)!;
  const merged: Merged = {
    events: toInto(toMerged(parts, key)),
    properties: toInto(toMerged(parts, key, 'properties')),
  };
  return {
    now,
    timeZone,
    currency,
    merged,
    findPopulation: (id) => {
      const population = store.populations.find(key, id);
      if (!population) return undefined;
      if (population.kind === 'list') return { list: population.id };
      return readMembership({ name: 'population', value: population.definition }, merged);
    },
  };
};
