import { setTimeout as wait } from 'node:timers/promises';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { normalizeIdentity } from '../../people/identity.js';
import type { Engine, ListReader, LogReader, Merged, PeopleQuery, Settling } from '../engine.js';
import { engineFailure } from '../failure.js';
import { fromPublicId, toKey } from '../hash.js';
import { createLoader } from '../load/loader.js';
import { letLoaderGo } from '../load/wait-for-loader.js';
import type { Memory } from '../people-index/memory.js';
import { DEFAULT_SETTINGS } from '../people-index/sites.js';
import { PLAIN_NAMES } from '../revenue.js';
import { readCatalogue } from './answer/catalogue.js';
import { readBetween, readLink, readWaiting } from './answer/explain-links.js';
import { readListed } from './answer/listed.js';
import { listPeople } from './answer/people.js';
import { readPerson } from './answer/person.js';
import { readOutlived } from './answer/retention-preview.js';
import { readSigns } from './answer/signs.js';
import { spellCatalogue, spellMerged, spellPlan } from './answer/spell-plan.js';
import { createStorage } from './load/storage.js';
import { createRuns } from './reports/runs.js';
import {
  type DatabaseSettings,
  isDamaged,
  isFatal,
  markRemoved,
  markUseless,
  openDatabase,
} from './tables/database.js';
import { withLimit } from './tables/limit.js';

/** Small sites are read anew within; who asks for a large one is told that it is not. */
const SETTLE_MILLISECONDS = 3000;
const LOOK_MILLISECONDS = 20;

/** What an engine needs of the world. */
export interface LocalSettings extends DatabaseSettings {
  read: LogReader;
  /** Without it there are no lists. */
  readList?: ListReader;
  /** Unix milliseconds. */
  now?: () => number;
  /** Told, in a sentence, what a human should know. */
  report?: (message: string) => void;
  /** Told when only opening the file again can help; whoever runs the engine ends it then. */
  giveUp?: (message: string) => void;
  /** What the loader may keep in memory. */
  memory?: Memory;
  /** How long answers wait for hits that are read anew. */
  settleMilliseconds?: number;
  /** Between two tries of a batch that failed. */
  retryMilliseconds?: number;
}

/** Runs reading work on a connection of its own, in one snapshot of the tables, as long as reports may. */
const withSnapshot = async <Answer>(
  instance: DuckDBInstance,
  work: (connection: DuckDBConnection) => Promise<Answer>,
  signal?: AbortSignal,
): Promise<Answer> => {
  const connection = await instance.connect();
  try {
    return await withLimit(connection, signal, async () => {
      await connection.run('BEGIN TRANSACTION READ ONLY');
      return work(connection);
    });
  } finally {
    connection.closeSync();
  }
};

/** The engine inside this process: what the engine's own process runs, and what tests use. */
export const openDuckDb = async (settings: LocalSettings): Promise<Engine> => {
  const {
    folder,
    read,
    readList,
    now = Date.now,
    report = () => undefined,
    giveUp,
    memory,
    settleMilliseconds = SETTLE_MILLISECONDS,
    retryMilliseconds,
  } = settings;
  const instance = await openDatabase(settings, report);
  const judge = async (error: unknown) => {
    if (isDamaged(error)) await markUseless(folder, `is damaged (${error})`);
    if (isFatal(error)) giveUp?.(`the engine cannot go on: ${error}`);
  };
  const siteRemoved = async (key: string) => {
    runs.forget(key);
    await markRemoved(folder);
  };
  const storage = await createStorage(instance, { folder, now, judge });
  const loader = await createLoader({
    ...{ storage, read, now, report, folder, memory, retryMilliseconds },
    siteRemoved,
  }).catch(async (error) => {
    await judge(error);
    instance.closeSync();
    throw error;
  });
  const answer = async <Answer>(
    work: (connection: DuckDBConnection) => Promise<Answer>,
    signal?: AbortSignal,
  ) => {
    try {
      return await withSnapshot(instance, work, signal);
    } catch (error) {
      await judge(error);
      throw error;
    }
  };

  const toKeyOf = (site: string) => {
    const rules = loader.sites.find(site)?.settings ?? DEFAULT_SETTINGS;
    return (identity: string) => toKey(site, normalizeIdentity(identity, rules));
  };
  const readIdentities = async (site: string, list: string): Promise<string[]> => {
    const identities = await readList?.(site, list);
    if (!identities) throw engineFailure('unknown_list', 'There is no such list.');
    return identities;
  };
  const readKeys = async (site: string, list: string) =>
    (await readIdentities(site, list)).map(toKeyOf(site));

  const runs = createRuns(instance, now, readKeys);
  /** Waits a little for a site's hits to be read by its names of now; answers what to tell where they are not. */
  const settle = async (key: string, signal?: AbortSignal): Promise<Settling> => {
    for (let left = settleMilliseconds; left > 0 && loader.isStale(key) && !signal?.aborted; ) {
      await wait(LOOK_MILLISECONDS);
      left -= LOOK_MILLISECONDS;
    }
    return loader.isStale(key) ? { recalculating: true } : {};
  };
  const spellPicked = <Query extends { site: string; merged?: Merged }>(query: Query): Query => ({
    ...query,
    merged: spellMerged(query.merged, loader.sites.find(query.site)) ?? {},
  });
  let followed = false;

  return {
    follow(seq) {
      const position = loader.status().seq;
      // The first word is where the log ends. What the tables know beyond it, no log holds any more.
      if (!followed && seq < position) {
        const reason = `is at position ${position}, but the log ends at ${seq}`;
        markUseless(folder, reason).then(() => giveUp?.(`the engine ${reason}`), judge);
        return;
      }
      followed = true;
      loader.follow(seq);
    },
    setNames: loader.setNames,
    status: async () => ({ ready: true, ...loader.status() }),
    async remove(key, seqs) {
      await markRemoved(folder);
      await loader.remove(key, seqs);
      runs.forget(key);
    },
    async people(query, signal) {
      const site = loader.sites.find(query.site);
      if (!site) return { people: [], cursor: null };
      const settling = await settle(query.site, signal);
      const { population, merged, ...rest } = query;
      const asked: PeopleQuery = {
        ...rest,
        ...(population && { population: spellPlan(population, site) }),
        merged: spellMerged(merged, site) ?? {},
      };
      const page = await answer(
        (connection) =>
          listPeople(connection, site.site, asked, (list) => readKeys(query.site, list)),
        signal,
      );
      return { ...page, ...settling };
    },
    async person(siteKey, by, query) {
      const site = loader.sites.find(siteKey);
      if (!site) return null;
      const key =
        'id' in by
          ? fromPublicId(by.id)
          : toKey(siteKey, normalizeIdentity(by.identity, site.settings));
      if (key === undefined) return null;
      const settling = await settle(siteKey);
      const { events = {}, properties = {}, ...rest } = query ?? {};
      const asked = {
        ...rest,
        events: spellMerged(events, site, 'events'),
        properties: spellMerged(properties, site),
      };
      const page = await answer((connection) => readPerson(connection, site.site, key, asked));
      return page && { ...page, ...settling };
    },
    async between(siteKey, a, b) {
      const site = loader.sites.find(siteKey);
      if (!site) return { links: [], chain: [] };
      const pair = [
        normalizeIdentity(a, site.settings),
        normalizeIdentity(b, site.settings),
      ] as const;
      return answer((connection) => readBetween(connection, site.site, pair));
    },
    async waiting(siteKey, cursor) {
      const site = loader.sites.find(siteKey);
      if (!site) return { links: [], cursor: null };
      return answer((connection) => readWaiting(connection, site.site, cursor));
    },
    async link(siteKey, id) {
      const site = loader.sites.find(siteKey);
      return site ? answer((connection) => readLink(connection, site.site, id)) : null;
    },
    async report(key, plan, signal) {
      // A site without hits has no number yet; no hit has number 0.
      const site = loader.sites.find(key);
      try {
        await letLoaderGo(loader.status, now, signal);
        const settling = await settle(key, signal);
        const asked = spellPlan(plan, site);
        return {
          ...(await runs.run({ key, number: site?.site ?? 0 }, asked, signal)),
          ...settling,
        };
      } catch (error) {
        await judge(error);
        throw error;
      }
    },
    reportPeople: (query) => runs.people(spellPicked(query)),
    reportIdentities: (query, most) => runs.identities(spellPicked(query), most),
    isPopulation: (query, population) =>
      runs.isPopulation(spellPicked(query), spellPlan(population, loader.sites.find(query.site))),
    async listed(siteKey, list, identities) {
      const entries = await readIdentities(siteKey, list);
      const number = loader.sites.find(siteKey)?.site ?? 0;
      return answer((connection) =>
        readListed(connection, { site: number, toKey: toKeyOf(siteKey) }, { entries, identities }),
      );
    },
    async signs(key, merged, signal) {
      const site = loader.sites.find(key);
      await settle(key, signal);
      const { revenue } = site?.names ?? PLAIN_NAMES;
      const asked = {
        key,
        // A site without hits has no number; nothing is wrong with it.
        site: site?.site ?? 0,
        merged: spellMerged(merged, site, 'events'),
        revenue: site?.names.foldNames ? revenue.flatMap(site.spellings.properties.of) : revenue,
      };
      return answer((connection) => readSigns(connection, asked), signal);
    },
    outlived: (key, before, signal) =>
      answer(
        (connection) => readOutlived(connection, loader.sites.find(key)?.site ?? 0, before),
        signal,
      ),
    async catalogue(key, query, signal) {
      const site = loader.sites.find(key);
      if (!site) return [];
      await settle(key, signal);
      const asked = spellCatalogue(query, site);
      return answer((connection) => readCatalogue(connection, site.site, asked), signal);
    },
    async close() {
      runs.close();
      await loader.stop();
      instance.closeSync();
    },
  };
};
