import type { HitWriter, LateSite } from '../hit-store.js';

/**
 * Sites that sent so many links that their later records wait, each in its own order, while those of others are loaded (S5).
 * What changes it is for use inside a transaction: it holds once that is settled, and is forgotten when all is read anew.
 */
export interface LateSites {
  find(site: string): LateSite | undefined;
  /** All of them, the one first whose turn it is. */
  list(): LateSite[];
  /** A site is late from now on, or has come further; whose turn it was comes last. */
  set(late: LateSite): Promise<void>;
  /** Nothing of the site waits any more. */
  remove(site: string): Promise<void>;
  /** The transaction is there for good. */
  settle(): void;
  /** After a transaction that failed. */
  reload(): Promise<void>;
}

/** Those that are kept. */
export const openLateSites = async (
  hits: Pick<HitWriter, 'readLate' | 'setLate' | 'removeLate'>,
): Promise<LateSites> => {
  let sites: ReadonlyMap<string, LateSite> = new Map();
  /** What they are once the transaction is there. */
  let next = new Map<string, LateSite>();
  const settle = () => {
    sites = new Map(next);
  };
  const reload = async () => {
    next = new Map((await hits.readLate()).map((late) => [late.site, late]));
    settle();
  };
  const remove = async (site: string) => {
    if (next.delete(site)) await hits.removeLate(site);
  };
  await reload();
  return {
    find: (site) => sites.get(site),
    list: () => [...sites.values()],
    async set(late) {
      await remove(late.site);
      await hits.setLate(late);
      next.set(late.site, late);
    },
    remove,
    settle,
    reload,
  };
};
