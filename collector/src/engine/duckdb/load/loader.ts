import { setTimeout as wait } from 'node:timers/promises';
import type { DuckDBInstance } from '@duckdb/node-api';
import type { DeletedRecord } from '../../../ingest/record.js';
import type { LogReader } from '../../engine.js';
import { type Entry, toEntry } from '../../hit.js';
import { createIdentities } from '../../people-index/identities.js';
import type { Memory } from '../../people-index/memory.js';
import { createOrder } from '../../people-index/order.js';
import { createRepeats } from '../../people-index/repeats.js';
import { createSites } from '../../people-index/sites.js';
import { type MoneyNames, PLAIN_NAMES } from '../../revenue.js';
import { isPassing } from '../tables/database.js';
import { createLocalStore } from '../tables/local-store.js';
import { sortMonth } from '../tables/months.js';
import { foldOverrides, setOverrides } from '../tables/overrides.js';
import { readRows, run, transact } from '../tables/rows.js';
import { openAttempts } from './attempts.js';
import { type Loaded, writeBatch } from './batch.js';
import { recalculate } from './recalculate.js';
import { removeRecords, removeSite } from './removal.js';
import { countAside, setAside } from './set-aside.js';

/** Records of one transaction: enough that its fixed cost is small, few enough that memory stays so. */
const BATCH_RECORDS = 50_000;
/** Of properties; the usual ones stay far below. */
const BATCH_CHARACTERS = 30_000_000;
/** Links cost the most of all: what comes in front of many of them does not wait for all (S5). */
const BATCH_LINKS = 10_000;
const RETRY_MILLISECONDS = 1000;
/**
 * A batch that is not full costs mostly the same whatever it holds. Where one took long, the next one's hits wait for company
 * for so long; those that have waited already do not: it is then that batches are large, and reports behind (S8).
 */
const LONG_MILLISECONDS = 60;
const COMPANY_MILLISECONDS = 500;
/** Folding reads the identities of all hits; until then, reports have a join more. */
const FOLD_MILLISECONDS = 10_000;
/** Looking for a month to sort reads the times of all hits. */
const TIDY_MILLISECONDS = 10 * 60 * 1000;

/** Follows the log into the tables. */
export interface Loader {
  sites: Loaded['sites'];
  follow(seq: number): void;
  /** By which names sites tell their money, others than `PLAIN_NAMES`. */
  setNames(names: Readonly<Record<string, MoneyNames>>): void;
  /** Whether hits of a site still count by names of before. */
  isStale(key: string): boolean;
  /** Takes records of a site out of the tables, by their positions; the loader has read them. */
  remove(key: string, seqs: readonly number[]): Promise<void>;
  status(): { seq: number; waitingSince: number | null; setAside?: number };
  stop(): Promise<void>;
}

/** What a loader needs of the world. */
export interface LoaderSettings {
  instance: DuckDBInstance;
  read: LogReader;
  /** Unix milliseconds. */
  now: () => number;
  report: (message: string) => void;
  /** Sees each error that a batch failed with. */
  judge: (error: unknown) => Promise<void>;
  /** Told the key of a site whose hits are gone. */
  siteRemoved: (key: string) => Promise<void>;
  /** Where it is remembered what a process died of. */
  folder?: string | undefined;
  /** Between two tries of a batch that failed. */
  retryMilliseconds?: number | undefined;
  memory?: Memory | undefined;
}

/** A loader that goes on from where the tables are. */
export const createLoader = async ({
  instance,
  read,
  now,
  report,
  judge,
  siteRemoved,
  folder,
  retryMilliseconds = RETRY_MILLISECONDS,
  memory,
}: LoaderSettings): Promise<Loader> => {
  const connection = await instance.connect();
  const [progress] = await readRows<{ seq: bigint }>(connection, 'SELECT seq FROM progress');
  const store = createLocalStore(connection);
  const loaded: Loaded = {
    store,
    sites: await createSites(store.sites),
    identities: createIdentities(
      store.identities,
      (overrides) => setOverrides(connection, overrides),
      memory,
    ),
    repeats: createRepeats(store.repeats, memory),
    order: createOrder(store.order, memory),
  };
  const { sites } = loaded;
  /** Until somebody tells them, those that the tables were read by. */
  let wanted: ReadonlyMap<string, MoneyNames> | undefined;
  const attempts = openAttempts(folder);
  let position = Number(progress!.seq);
  let aside = await countAside(connection);
  /** Whether what is at hand failed while records were taken, not while they were read. */
  let isTaking = false;
  let target = position;
  let waitingSince: number | null = null;
  let tidyAfter = 0;
  let foldAfter = now() + FOLD_MILLISECONDS;
  /** Whether the last batch took long. */
  let isSlow = false;
  const ending = new AbortController();
  let running: Promise<void> | undefined;

  /** Records to remove, and who waits for it. */
  let removals: { work: () => Promise<void>; done: (error?: unknown) => void }[] = [];

  const forgetAll = async () => {
    loaded.identities.forget();
    loaded.repeats.forget();
    loaded.order.forget();
    await loaded.sites.reload();
  };

  /** `received` is the last record's, before which none comes that is yet to be read. */
  const write = async (entries: readonly Entry[], upToSeq: number, received: number | null) => {
    try {
      await transact(connection, () => writeBatch(connection, loaded, entries, upToSeq));
    } catch (error) {
      await forgetAll();
      throw error;
    }
    position = upToSeq;
    waitingSince = received;
    await transact(connection, () => foldOverrides(connection));
  };

  /** The site whose rules, or whose hits by them, are being written: nobody else sees it before it is done. */
  let changing: string | undefined;
  const change = async (key: string, work: () => Promise<void>) => {
    changing = key;
    try {
      await transact(connection, work);
    } catch (error) {
      await sites.reload();
      throw error;
    } finally {
      changing = undefined;
    }
  };

  const findNames = (key: string): MoneyNames => sites.find(key)?.names ?? PLAIN_NAMES;
  const isWanted = (key: string): boolean =>
    !wanted || JSON.stringify(wanted.get(key) ?? PLAIN_NAMES) === JSON.stringify(findNames(key));

  const toKeys = (): string[] => [
    ...new Set([...(wanted?.keys() ?? []), ...[...sites.list()].map(({ key }) => key)]),
  ];

  /** What is read from now on is read by the names that are wanted; what was read before is stale. */
  const takeNames = async () => {
    for (const key of toKeys()) {
      if (isWanted(key)) continue;
      const names = wanted?.get(key) ?? PLAIN_NAMES;
      await change(key, async () => sites.setNames(await sites.take(key), names, position));
    }
  };

  const isTaken = (): boolean => toKeys().every(isWanted);
  const findStale = () => [...sites.list()].find(({ stale }) => stale);

  /** Changes tables otherwise than by records that follow: nothing that was known by heart holds then. */
  const changeAll = async (work: () => Promise<void>) => {
    try {
      await transact(connection, work);
    } finally {
      await forgetAll();
    }
  };

  /** Before this record its site was another one, of which nothing stays. */
  const takeDeletion = async ({ site, seq, received }: DeletedRecord) => {
    await changeAll(async () => {
      await removeSite(connection, loaded, site);
      await run(connection, `UPDATE progress SET seq = ${seq}`);
    });
    position = seq;
    waitingSince = received;
    await siteRemoved(site);
  };

  const removeAll = async () => {
    const waiting = removals;
    removals = [];
    for (const { work, done } of waiting)
      await changeAll(work).then(
        () => done(),
        async (error) => {
          await judge(error);
          done(error);
        },
      );
  };

  // Stopping ends a wait early; nothing is lost by that.
  const pause = (milliseconds: number) =>
    wait(milliseconds, undefined, ending).catch(() => undefined);

  const load = async (upToSeq: number) => {
    let began = performance.now();
    let entries: Entry[] = [];
    let characters = 0;
    let links = 0;
    const isFull = () =>
      entries.length >= BATCH_RECORDS || characters >= BATCH_CHARACTERS || links >= BATCH_LINKS;
    let received = waitingSince;
    for await (const records of read(position, upToSeq)) {
      if (ending.signal.aborted) return;
      if (!entries.length) waitingSince = records[0]!.received;
      received = records.at(-1)!.received;
      isTaking = true;
      attempts.begin(position, records.at(-1)!.seq);
      for (const record of records) {
        if (record.type === 'deleted') {
          if (entries.length) await write(entries, record.seq - 1, received);
          entries = [];
          [characters, links] = [0, 0];
          await takeDeletion(record);
          continue;
        }
        const entry = toEntry(record, findNames);
        if (entry) entries.push(entry);
        if (entry?.type === 'hit') characters += entry.properties.length;
        if (entry?.type === 'hit' && entry.link) links++;
      }
      if (isFull()) await write(entries, records.at(-1)!.seq, received);
      isTaking = false;
      if (!isFull()) continue;
      await takeNames();
      began = performance.now();
      entries = [];
      [characters, links] = [0, 0];
    }
    // Positions may be missing in the log: what could be read up to here was read.
    if (!ending.signal.aborted) {
      isTaking = entries.length > 0;
      if (isTaking) attempts.begin(position, upToSeq);
      await write(entries, upToSeq, received);
    }
    isSlow = performance.now() - began > LONG_MILLISECONDS;
  };

  const waitForCompany = async () => {
    const waited = Math.max(0, now() - (waitingSince ?? now()));
    if (waited < COMPANY_MILLISECONDS) await pause(COMPANY_MILLISECONDS - waited);
  };

  /** Folds what merges have left, and sorts a month where one waits for it; answers whether to look again at once. */
  const tidy = async (): Promise<boolean> => {
    if (now() >= foldAfter) {
      foldAfter = now() + FOLD_MILLISECONDS;
      await transact(connection, () => foldOverrides(connection, 1));
    }
    if (now() < tidyAfter) return false;
    tidyAfter = now() + TIDY_MILLISECONDS;
    const sorted = await transact(connection, () => sortMonth(connection, now()));
    if (sorted) tidyAfter = 0;
    return sorted;
  };

  /** Goes on without the one record after the position, which stays in the log. */
  const skip = async (error: unknown) => {
    const seq = position + 1;
    let site: string | null = null;
    try {
      for await (const [record] of read(position, seq))
        if (typeof record?.site === 'string') site = record.site;
    } catch {
      // What cannot even be read belongs to no site.
    }
    const message = String(error);
    await transact(connection, () => setAside(connection, { seq, site, time: now(), message }));
    position = seq;
    aside++;
    attempts.found();
    report(
      `the record at position ${seq} of the log cannot be loaded and is set aside (${message}); reports go on without it, and a rebuild tries it again`,
    );
  };

  /** What is to be done after a failure; whether it is tried again at once. */
  const recover = async (error: unknown): Promise<void> => {
    await judge(error);
    const isOfRecords = isTaking && !isPassing(error);
    isTaking = false;
    const wasSearching = attempts.isSearching(position);
    if (isOfRecords && attempts.fail()) return skip(error);
    // One of many halves says nothing new.
    if (!wasSearching) report(`the loader tries again after position ${position}: ${error}`);
    if (!isOfRecords || !attempts.isSearching(position)) await pause(retryMilliseconds);
  };

  const work = async () => {
    for (let more = true; more && !ending.signal.aborted; ) {
      try {
        await removeAll();
        await takeNames();
        if (position < target) {
          if (isSlow) await waitForCompany();
          if (attempts.isDeadly(position)) await skip('the engine ended whenever it loaded it');
          else await load(attempts.bound(position, target));
        }
        const stale = findStale();
        if (stale) await change(stale.key, () => recalculate(connection, sites, stale));
        more =
          (await tidy()) ||
          position < target ||
          findStale() !== undefined ||
          !isTaken() ||
          removals.length > 0;
      } catch (error) {
        await recover(error).catch(async (failure) => {
          await judge(failure);
          report(`the loader tries again after position ${position}: ${failure}`);
          await pause(retryMilliseconds);
        });
      }
    }
    running = undefined;
  };

  return {
    sites,
    follow(seq) {
      if (seq <= target) return;
      if (position >= target) waitingSince = now();
      target = seq;
      running ??= work();
    },
    setNames(names) {
      wanted = new Map(Object.entries(names));
      running ??= work();
    },
    isStale: (key) => key === changing || !isWanted(key) || Boolean(sites.find(key)?.stale),
    remove: (key, seqs) =>
      new Promise((resolve, reject) => {
        removals.push({
          work: () => removeRecords(connection, loaded, { key, seqs }),
          done: (error) => (error === undefined ? resolve() : reject(error)),
        });
        running ??= work();
      }),
    status: () => ({
      seq: position,
      waitingSince: position < target ? waitingSince : null,
      ...(aside && { setAside: aside }),
    }),
    async stop() {
      ending.abort();
      await running;
      attempts.end();
      connection.closeSync();
    },
  };
};
