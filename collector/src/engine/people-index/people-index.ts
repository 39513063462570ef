import type { SettingsRecord } from '../../ingest/record.js';
import type { PlacedHit, ProjectedHit } from '../hit.js';
import { type DecisionRecord, takeDecision } from './decisions.js';
import { createIdentities } from './identities.js';
import type { Reassign } from './identity-changes.js';
import type { Memory } from './memory.js';
import { createOrder } from './order.js';
import { type Known, placeHits } from './place-hits.js';
import { type Removal, removeFromIndex } from './remove-records.js';
import { createRepeats } from './repeats.js';
import { takeSettings } from './settings.js';
import { createSites, type Sites } from './sites.js';
import type { LocalStore } from './store.js';

/**
 * Who is who, for every engine: which hits are new, whose they are, and in which order they came. All of it writes to the
 * local store and is for use inside a transaction; after one that failed, `forget`.
 */
export interface PeopleIndex {
  sites: Sites;
  /** Hits in log order, each with its person and its place; those that are repeats are left out. */
  place(hits: readonly ProjectedHit[]): Promise<PlacedHit[]>;
  /** Placed hits are kept: bounds the memory. */
  settle(): void;
  takeSettings(record: SettingsRecord): Promise<void>;
  takeDecision(record: DecisionRecord): Promise<void>;
  /** Takes records out; answers identities that are gone. Nothing that was known by heart holds then. */
  remove(removal: Removal): Promise<number[]>;
  /** Takes out a site whose hits are known by `repeats` until they are erased; answers its identities. */
  removeSite(key: string, eraseHits: (site: number) => Promise<void>): Promise<number[]>;
  /** Reads everything anew when it is needed. */
  forget(): Promise<void>;
}

/** The index over what a local store has. */
export const createPeopleIndex = async (
  store: LocalStore,
  reassign: Reassign,
  memory?: Memory,
): Promise<PeopleIndex> => {
  const known: Known = {
    sites: await createSites(store.sites),
    identities: createIdentities(store.identities, reassign, memory),
    repeats: createRepeats(store.repeats, memory),
    order: createOrder(store.order, memory),
  };
  const { sites, identities, repeats, order } = known;
  return {
    sites,
    place: (hits) => placeHits(store, known, hits),
    settle: identities.settle,
    takeSettings: (record) => takeSettings(store, known, record),
    takeDecision: (record) => takeDecision(store, known, record),
    remove: (removal) => removeFromIndex(store, known, removal),
    async removeSite(key, eraseHits) {
      const site = sites.find(key);
      if (!site) return [];
      await store.repeats.removeSite(site.site);
      await eraseHits(site.site);
      await store.links.removeSite(site.site);
      const gone = await store.identities.removeSite(site.site);
      await sites.remove(site);
      return gone;
    },
    async forget() {
      identities.forget();
      repeats.forget();
      order.forget();
      await sites.reload();
    },
  };
};
