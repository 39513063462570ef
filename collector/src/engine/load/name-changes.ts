import { type MoneyNames, PLAIN_NAMES } from '../../money.js';
import type { Site, Sites } from '../people-index/sites.js';
import type { Storage } from '../storage.js';
import { recalculate } from './recalculate.js';

/** By which names sites tell their money, and which hits were read by those of before. */
export interface NameChanges {
  find(key: string): MoneyNames;
  /** Those of all sites, but for `PLAIN_NAMES`. */
  want(names: Readonly<Record<string, MoneyNames>>): void;
  /** Has what follows a position read by the names that are wanted; what was read before is stale. */
  apply(position: number): Promise<void>;
  /** Reads some stale hits anew. */
  recalculate(): Promise<void>;
  /** Whether something is left to do. */
  isPending(): boolean;
  /** Whether hits of a site still count by names of before. */
  isStale(key: string): boolean;
}

/** Name changes of sites; until somebody tells them, those stay that hits were read by. */
export const createNameChanges = (storage: Storage, sites: Sites): NameChanges => {
  let wanted: ReadonlyMap<string, MoneyNames> | undefined;
  /** The site whose rules, or whose hits by them, are being written: nobody else sees it before it is done. */
  let changing: string | undefined;

  const change = async (key: string, work: () => Promise<void>) => {
    changing = key;
    try {
      await storage.transact(work);
    } catch (error) {
      await sites.reload();
      throw error;
    } finally {
      changing = undefined;
    }
  };
  const find = (key: string): MoneyNames => sites.find(key)?.names ?? PLAIN_NAMES;
  const isWanted = (key: string): boolean =>
    !wanted || JSON.stringify(wanted.get(key) ?? PLAIN_NAMES) === JSON.stringify(find(key));
  const findUnwanted = (): string[] =>
    [...new Set([...(wanted?.keys() ?? []), ...[...sites.list()].map(({ key }) => key)])].filter(
      (key) => !isWanted(key),
    );
  const findStale = (): Site | undefined => [...sites.list()].find(({ stale }) => stale);

  return {
    find,
    want(names) {
      wanted = new Map(Object.entries(names));
    },
    async apply(position) {
      for (const key of findUnwanted()) {
        const names = wanted?.get(key) ?? PLAIN_NAMES;
        await change(key, async () => sites.setNames(await sites.take(key), names, position));
      }
    },
    async recalculate() {
      const stale = findStale();
      if (stale) await change(stale.key, () => recalculate(storage.hits, sites, stale));
    },
    isPending: () => findStale() !== undefined || findUnwanted().length > 0,
    isStale: (key) => key === changing || !isWanted(key) || Boolean(sites.find(key)?.stale),
  };
};
