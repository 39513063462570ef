import type { PeopleIndex } from '../people-index/people-index.js';
import type { Storage } from '../storage.js';

/** Where names that differ in case count as one, how often each spelling came is counted anew, in the background. */
const recountNames = async (
  { hits }: Storage,
  { sites }: PeopleIndex,
  key: string,
): Promise<void> => {
  const site = sites.find(key);
  if (site?.names.foldNames) await sites.setNames(site, site.names, await hits.position());
};

/**
 * Takes records out of both halves, as if the log had never had them: what is left is what a rebuild from the rest of
 * the log makes. For use inside a transaction, after which nothing that was known by heart holds.
 */
export const removeRecords = async (
  storage: Storage,
  index: PeopleIndex,
  { key, seqs }: { key: string; seqs: readonly number[] },
): Promise<void> => {
  const { hits } = storage;
  const owners = await hits.erase(seqs);
  await hits.forget(await index.remove({ seqs, owners, readFirst: hits.readFirst }));
  await recountNames(storage, index, key);
};

/** Takes all that a site ever sent out of both halves. For use as above. */
export const removeSite = async (
  { hits }: Storage,
  index: PeopleIndex,
  key: string,
): Promise<void> => hits.forget(await index.removeSite(key, hits.eraseSite));
