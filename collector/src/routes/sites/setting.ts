import { CURRENCY_NAMES, type MoneyNames, REVENUE_NAMES } from '../../money.js';
import { flattenMerges, listMergedNames } from '../../names.js';
import type { Merged } from '../../reports/condition.js';
import { planMembership } from '../../reports/population.js';
import type { Setting } from '../../reports/request.js';
import type { Parts } from '../parts.js';

/** Whether names of a site that differ in case alone are one. */
const isFolding = ({ store }: Pick<Parts, 'store'>, key: string): boolean =>
  store.sites.find(key)?.foldNames ?? false;

/** Names of events, or of properties, that count under another one. */
export const readMerged = (
  { store }: Pick<Parts, 'store'>,
  key: string,
  of: 'catalogue' | 'properties' = 'catalogue',
): Record<string, string> => {
  const merged = [...store[of].list(key)].flatMap(([name, { mergedInto }]) =>
    mergedInto === undefined ? [] : [[name, mergedInto] as const],
  );
  return flattenMerges(Object.fromEntries(merged), isFolding({ store }, key));
};

/** Under which names the events of a site tell their money. */
const readMoneyNames = (parts: Pick<Parts, 'store'>, key: string): MoneyNames => {
  const foldNames = isFolding(parts, key);
  const naming = { merged: readMerged(parts, key, 'properties'), foldNames };
  const withMerged = (names: readonly string[]) => [
    ...new Set(names.flatMap((name) => listMergedNames(name, naming))),
  ];
  return { revenue: withMerged(REVENUE_NAMES), currency: withMerged(CURRENCY_NAMES), foldNames };
};

/** The same of all sites, as an engine is told. */
export const readAllMoneyNames = (store: Parts['store']): Record<string, MoneyNames> =>
  Object.fromEntries(store.sites.list().map(({ key }) => [key, readMoneyNames({ store }, key)]));

/** Tells the engine by which names sites tell their money, after any of them has changed. */
export const tellNames = ({ engine, store }: Pick<Parts, 'engine' | 'store'>): void =>
  engine.setNames(readAllMoneyNames(store));

/** What the requests of a site's reports are read with. */
export const readSetting = (parts: Pick<Parts, 'store'>, key: string, now: number): Setting => {
  const { store } = parts;
  const { timeZone, currency } = store.sites.get(key);
  const merged: Merged = {
    events: readMerged(parts, key),
    properties: readMerged(parts, key, 'properties'),
    foldNames: isFolding(parts, key),
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
      return planMembership({ name: 'population', value: population.definition }, merged);
    },
  };
};
