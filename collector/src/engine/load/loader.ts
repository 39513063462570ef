import { setTimeout as wait } from 'node:timers/promises';
import type { DeletedRecord } from '../../ingest/record.js';
import type { LogReader } from '../engine.js';
import type { Entry } from '../hit.js';
import type { Memory } from '../people-index/memory.js';
import { createPeopleIndex } from '../people-index/people-index.js';
import type { Sites } from '../people-index/sites.js';
import type { MoneyNames } from '../revenue.js';
import type { Storage } from '../storage.js';
import { openAttempts } from './attempts.js';
import { writeBatch } from './batch.js';
import { createNameChanges } from './name-changes.js';
import { createOpenBatch } from './open-batch.js';
import { removeRecords, removeSite } from './removal.js';
import { createRemovals } from './removals.js';

const RETRY_MILLISECONDS = 1000;
/**
 * A batch that is not full costs mostly the same whatever it holds. Where one took long, the next one's hits wait for company
 * for so long; those that have waited already do not: it is then that batches are large, and reports behind (S8).
 */
const LONG_MILLISECONDS = 60;
const COMPANY_MILLISECONDS = 500;

/** Follows the log into a storage. */
export interface Loader {
  sites: Sites;
  follow(seq: number): void;
  /** By which names sites tell their money, others than `PLAIN_NAMES`. */
  setNames(names: Readonly<Record<string, MoneyNames>>): void;
  /** Whether hits of a site still count by names of before. */
  isStale(key: string): boolean;
  /** Takes records of a site out of the storage, by their positions; the loader has read them. */
  remove(key: string, seqs: readonly number[]): Promise<void>;
  status(): { seq: number; waitingSince: number | null; setAside?: number };
  stop(): Promise<void>;
}

/** What a loader needs of the world. */
export interface LoaderSettings {
  storage: Storage;
  read: LogReader;
  /** Unix milliseconds. */
  now: () => number;
  report: (message: string) => void;
  /** Told the key of a site whose hits are gone. */
  siteRemoved: (key: string) => Promise<void>;
  /** Where it is remembered what a process died of. */
  folder?: string | undefined;
  /** Between two tries of a batch that failed. */
  retryMilliseconds?: number | undefined;
  memory?: Memory | undefined;
}

/** A loader that goes on from where the storage is. */
export const createLoader = async ({
  storage,
  read,
  now,
  report,
  siteRemoved,
  folder,
  retryMilliseconds = RETRY_MILLISECONDS,
  memory,
}: LoaderSettings): Promise<Loader> => {
  const { hits, transact, judge } = storage;
  const index = await createPeopleIndex(storage.people, hits.reassign, memory);
  const names = createNameChanges(storage, index.sites);
  const removals = createRemovals();
  const attempts = openAttempts(folder);
  let position = await hits.position();
  let aside = await hits.countAside();
  /** Whether what is at hand failed while records were taken, not while they were read. */
  let isTaking = false;
  let target = position;
  let waitingSince: number | null = null;
  /** Whether the last batch took long. */
  let isSlow = false;
  const ending = new AbortController();
  let running: Promise<void> | undefined;

  /** `received` is the last record's, before which none comes that is yet to be read. */
  const write = async (entries: readonly Entry[], upToSeq: number, received: number | null) => {
    try {
      await transact(() => writeBatch(storage, index, entries, upToSeq));
    } catch (error) {
      await index.forget();
      throw error;
    }
    position = upToSeq;
    waitingSince = received;
    await hits.settle();
  };

  /** Changes the storage otherwise than by records that follow: nothing that was known by heart holds then. */
  const change = async (work: () => Promise<void>) => {
    try {
      await transact(work);
    } finally {
      await index.forget();
    }
  };

  /** Before this record its site was another one, of which nothing stays. */
  const takeDeletion = async ({ site, seq, received }: DeletedRecord) => {
    await change(async () => {
      await removeSite(storage, index, site);
      await hits.setPosition(seq);
    });
    position = seq;
    waitingSince = received;
    await siteRemoved(site);
  };

  // Stopping ends a wait early; nothing is lost by that.
  const pause = (milliseconds: number) =>
    wait(milliseconds, undefined, ending).catch(() => undefined);

  const load = async (upToSeq: number) => {
    let began = performance.now();
    const batch = createOpenBatch(names.find);
    let received = waitingSince;
    for await (const records of read(position, upToSeq)) {
      if (ending.signal.aborted) return;
      if (batch.isEmpty()) waitingSince = records[0]!.received;
      received = records.at(-1)!.received;
      isTaking = true;
      attempts.begin(position, records.at(-1)!.seq);
      for (const record of records) {
        if (record.type !== 'deleted') {
          batch.add(record);
          continue;
        }
        if (!batch.isEmpty()) await write(batch.take(), record.seq - 1, received);
        await takeDeletion(record);
      }
      const isFull = batch.isFull();
      if (isFull) await write(batch.take(), records.at(-1)!.seq, received);
      isTaking = false;
      if (!isFull) continue;
      await names.apply(position);
      began = performance.now();
    }
    // Positions may be missing in the log: what could be read up to here was read.
    if (!ending.signal.aborted) {
      isTaking = !batch.isEmpty();
      if (isTaking) attempts.begin(position, upToSeq);
      await write(batch.take(), upToSeq, received);
    }
    isSlow = performance.now() - began > LONG_MILLISECONDS;
  };

  const waitForCompany = async () => {
    const waited = Math.max(0, now() - (waitingSince ?? now()));
    if (waited < COMPANY_MILLISECONDS) await pause(COMPANY_MILLISECONDS - waited);
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
    await transact(() => hits.setAside({ seq, site, time: now(), message }));
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
    const isOfRecords = isTaking && !storage.isPassing(error);
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
        await removals.run(change, judge);
        await names.apply(position);
        if (position < target) {
          if (isSlow) await waitForCompany();
          if (attempts.isDeadly(position)) await skip('the engine ended whenever it loaded it');
          else await load(attempts.bound(position, target));
        }
        await names.recalculate();
        more =
          (await hits.tidy(now())) || position < target || names.isPending() || !removals.isEmpty();
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
    sites: index.sites,
    follow(seq) {
      if (seq <= target) return;
      if (position >= target) waitingSince = now();
      target = seq;
      running ??= work();
    },
    setNames(wanted) {
      names.want(wanted);
      running ??= work();
    },
    isStale: names.isStale,
    remove(key, seqs) {
      const removed = removals.add(() => removeRecords(storage, index, { key, seqs }));
      running ??= work();
      return removed;
    },
    status: () => ({
      seq: position,
      waitingSince: position < target ? waitingSince : null,
      ...(aside && { setAside: aside }),
    }),
    async stop() {
      ending.abort();
      await running;
      attempts.end();
      storage.close();
    },
  };
};
