import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { toIdentity } from '../../people/identity.js';
import type { Engine, ListReader, LogReader } from '../engine.js';
import { engineFailure } from '../failure.js';
import { fromPublicId, toKey } from '../hash.js';
import { letLoaderGo } from './courtesy.js';
import {
  type DatabaseSettings,
  isDamaged,
  isFatal,
  markUseless,
  openDatabase,
} from './database.js';
import { withLimit } from './limit.js';
import { readListed } from './listed.js';
import { createLoader } from './loader.js';
import type { Memory } from './memory.js';
import { readOutlived } from './outlived.js';
import { listPeople } from './people.js';
import { readPerson } from './person.js';
import { readCatalogue } from './reports/catalogue.js';
import { createRuns } from './reports/runs.js';
import { readSigns } from './reports/signs.js';
import { DEFAULT_SETTINGS } from './sites.js';
import { readBetween, readLink } from './why.js';

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
  } = settings;
  const instance = await openDatabase(settings, report);
  const judge = async (error: unknown) => {
    if (isDamaged(error)) await markUseless(folder, `is damaged (${error})`);
    if (isFatal(error)) giveUp?.(`the engine cannot go on: ${error}`);
  };
  const loader = await createLoader({ instance, read, now, report, judge, memory }).catch(
    async (error) => {
      await judge(error);
      instance.closeSync();
      throw error;
    },
  );
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
    return (identity: string) => toKey(site, toIdentity(identity, rules));
  };
  const readIdentities = async (site: string, list: string): Promise<string[]> => {
    const identities = await readList?.(site, list);
    if (!identities) throw engineFailure('unknown_list', 'There is no such list.');
    return identities;
  };
  const readKeys = async (site: string, list: string) =>
    (await readIdentities(site, list)).map(toKeyOf(site));

  const runs = createRuns(instance, now, readKeys);
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
    status: async () => ({ ready: true, ...loader.status() }),
    async people(query, signal) {
      const site = loader.sites.find(query.site);
      if (!site) return { people: [], cursor: null };
      return answer(
        (connection) =>
          listPeople(connection, site.site, query, (list) => readKeys(query.site, list)),
        signal,
      );
    },
    async person(siteKey, by, query) {
      const site = loader.sites.find(siteKey);
      if (!site) return null;
      const key =
        'id' in by ? fromPublicId(by.id) : toKey(siteKey, toIdentity(by.identity, site.settings));
      if (key === undefined) return null;
      return answer((connection) => readPerson(connection, site.site, key, query));
    },
    async between(siteKey, a, b) {
      const site = loader.sites.find(siteKey);
      if (!site) return { links: [], chain: [] };
      const pair = [toIdentity(a, site.settings), toIdentity(b, site.settings)] as const;
      return answer((connection) => readBetween(connection, site.site, pair));
    },
    async link(siteKey, id) {
      const site = loader.sites.find(siteKey);
      return site ? answer((connection) => readLink(connection, site.site, id)) : null;
    },
    async report(key, plan, signal) {
      // A site without hits has no number yet; no hit has number 0.
      const number = loader.sites.find(key)?.site ?? 0;
      try {
        await letLoaderGo(loader.status, now, signal);
        return await runs.run({ key, number }, plan, signal);
      } catch (error) {
        await judge(error);
        throw error;
      }
    },
    reportPeople: runs.people,
    reportIdentities: runs.identities,
    isPopulation: runs.isPopulation,
    async listed(siteKey, list, identities) {
      const entries = await readIdentities(siteKey, list);
      const number = loader.sites.find(siteKey)?.site ?? 0;
      return answer((connection) =>
        readListed(connection, { site: number, toKey: toKeyOf(siteKey) }, { entries, identities }),
      );
    },
    // A site without hits has no number; nothing is wrong with it.
    signs: (key, signal) =>
      answer((connection) => readSigns(connection, loader.sites.find(key)?.site ?? 0), signal),
    outlived: (key, before, signal) =>
      answer(
        (connection) => readOutlived(connection, loader.sites.find(key)?.site ?? 0, before),
        signal,
      ),
    async catalogue(key, query, signal) {
      const site = loader.sites.find(key);
      if (!site) return [];
      return answer((connection) => readCatalogue(connection, site.site, query), signal);
    },
    async close() {
      runs.close();
      await loader.stop();
      instance.closeSync();
    },
  };
};
