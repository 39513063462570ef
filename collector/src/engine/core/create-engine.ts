import { PLAIN_NAMES } from '../../money.js';
import { normalizeIdentity } from '../../people/identity.js';
import type { Merged, Settling } from '../answers.js';
import type { Engine, ListReader, LogReader } from '../engine.js';
import { engineFailure } from '../failure.js';
import { fromPublicId, toKey } from '../hash.js';
import type { AskedSite, HitReader, ReadKeys } from '../hit-store.js';
import { createLoader } from '../load/loader.js';
import { letLoaderGo } from '../load/wait-for-loader.js';
import type { Memory } from '../people-index/memory.js';
import { DEFAULT_SETTINGS, type Site } from '../people-index/sites.js';
import type { Storage } from '../storage.js';
import { createSettle } from './settle.js';
import { spellCatalogue, spellMerged, spellPlan } from './spell-plan.js';

/** What an engine needs of the world. */
export interface EngineWorld {
  read: LogReader;
  /** Without it there are no lists. */
  readList?: ListReader;
  /** Unix milliseconds. */
  now?: () => number;
  /** Told, in a sentence, what a human should know. */
  report?: (message: string) => void;
  /** Told when only opening it again can help; whoever runs the engine ends it then. */
  giveUp?: (message: string) => void;
  /** What the loader may keep in memory. */
  memory?: Memory;
  /** How long answers wait for hits that are read anew. */
  settleMilliseconds?: number;
  /** Between two tries of a batch that failed. */
  retryMilliseconds?: number;
  /** So many links of a site are loaded at once. */
  siteLinks?: number;
}

/** What makes an engine: where it writes, and where it reads. */
export interface EngineParts {
  storage: Storage;
  createReader: (readKeys: ReadKeys) => HitReader;
  /** Where it is remembered what a process died of; without it, nothing is. */
  folder?: string;
}

/** An engine over any storage: follows the log, and asks the reader what it is asked, in the words of the storage. */
export const createEngine = async (
  { storage, createReader, folder }: EngineParts,
  {
    read,
    readList,
    now = Date.now,
    report = () => undefined,
    memory,
    settleMilliseconds,
    retryMilliseconds,
    siteLinks,
  }: EngineWorld,
): Promise<Engine> => {
  const siteRemoved = async (key: string) => {
    reader.forgetReports(key);
    await storage.markErased();
  };
  const loader = await createLoader({
    ...{ storage, read, now, report, folder, memory, retryMilliseconds, siteLinks },
    siteRemoved,
  });
  const findSite = (key: string): Site | undefined => loader.sites.find(key);
  const toAsked = (key: string): AskedSite => ({ key, number: findSite(key)?.site ?? 0 });
  const normalize = (key: string, identity: string): string =>
    normalizeIdentity(identity, findSite(key)?.settings ?? DEFAULT_SETTINGS);
  const toKeyOf = (key: string) => (identity: string) => toKey(key, normalize(key, identity));
  const readIdentities = async (key: string, list: string): Promise<string[]> => {
    const identities = await readList?.(key, list);
    if (!identities) throw engineFailure('unknown_list', 'There is no such list.');
    return identities;
  };
  const reader = createReader(async (key, list) =>
    (await readIdentities(key, list)).map(toKeyOf(key)),
  );
  const settle = createSettle(loader.isStale, settleMilliseconds);
  /** An answer, and whether it counts by names of before. */
  const answerSettled = async <Answer extends object>(
    key: string,
    signal: AbortSignal | undefined,
    answer: () => Promise<Answer>,
  ): Promise<Answer & Settling> => {
    const settling = await settle(key, signal);
    return { ...(await answer()), ...settling };
  };
  const spellPicked = <Query extends { site: string; merged?: Merged }>(query: Query): Query => ({
    ...query,
    merged: spellMerged(query.merged, findSite(query.site)) ?? {},
  });
  let followed = false;

  return {
    follow(seq) {
      const position = loader.status().seq;
      // The first word is where the log ends. What is kept beyond it, no log holds any more.
      if (!followed && seq < position)
        return storage.discard(`is at position ${position}, but the log ends at ${seq}`);
      followed = true;
      loader.follow(seq);
    },
    setNames: loader.setNames,
    status: async (site) => ({ ready: true, ...loader.status(site) }),
    async erase(key, seqs) {
      await storage.markErased();
      await loader.remove(key, seqs);
      reader.forgetReports(key);
    },
    async people(query, signal) {
      const site = findSite(query.site);
      if (!site) return { people: [], cursor: null };
      return answerSettled(query.site, signal, () => {
        const { population, merged, ...rest } = query;
        const asked = {
          ...rest,
          ...(population && { population: spellPlan(population, site) }),
          merged: spellMerged(merged, site) ?? {},
        };
        return reader.people(toAsked(query.site), asked, signal);
      });
    },
    async person(key, by, query) {
      const site = findSite(key);
      const found = 'id' in by ? fromPublicId(by.id) : toKeyOf(key)(by.identity);
      if (!site || found === undefined) return null;
      const settling = await settle(key);
      const { events = {}, properties = {}, ...rest } = query ?? {};
      const page = await reader.person(toAsked(key), found, {
        ...rest,
        events: spellMerged(events, site, 'events'),
        properties: spellMerged(properties, site),
      });
      return page && { ...page, ...settling };
    },
    async between(key, a, b) {
      if (!findSite(key)) return { links: [], chain: [] };
      return reader.between(toAsked(key), [normalize(key, a), normalize(key, b)]);
    },
    async waiting(key, cursor) {
      return findSite(key) ? reader.waiting(toAsked(key), cursor) : { links: [], cursor: null };
    },
    link: async (key, id) => (findSite(key) ? reader.link(toAsked(key), id) : null),
    async report(key, plan, signal) {
      const site = findSite(key);
      await letLoaderGo(loader.isBusySince, now, signal);
      return answerSettled(key, signal, () =>
        reader.report(toAsked(key), spellPlan(plan, site), signal),
      );
    },
    reportPeople: (query) => reader.peopleBehind(spellPicked(query)),
    reportIdentities: (query, most) => reader.identitiesBehind(spellPicked(query), most),
    isPopulation: (query, population) =>
      reader.isPopulation(spellPicked(query), spellPlan(population, findSite(query.site))),
    async listed(key, list, identities) {
      const entries = await readIdentities(key, list);
      return reader.listed(toAsked(key), { entries, identities }, toKeyOf(key));
    },
    async signs(key, merged, signal) {
      const site = findSite(key);
      await settle(key, signal);
      const { revenue } = site?.names ?? PLAIN_NAMES;
      const asked = {
        merged: spellMerged(merged, site, 'events'),
        revenue: site?.names.foldNames ? revenue.flatMap(site.spellings.properties.of) : revenue,
      };
      return reader.signs(toAsked(key), asked, signal);
    },
    async exportedHits(key, query, signal) {
      if (!findSite(key)) return [];
      await settle(key, signal);
      return reader.exportedHits(toAsked(key), query, signal);
    },
    previewRetention: (key, before, signal) =>
      reader.previewRetention(toAsked(key), before, signal),
    async catalogue(key, query, signal) {
      const site = findSite(key);
      if (!site) return [];
      await settle(key, signal);
      return reader.catalogue(toAsked(key), spellCatalogue(query, site), signal);
    },
    async close() {
      reader.close();
      await loader.stop();
    },
  };
};
