import { setTimeout as wait } from 'node:timers/promises';
import type { DeletedRecord } from '../../ingest/record.js';
import type { MoneyNames } from '../../money.js';
import type { LogReader } from '../engine.js';
import type { Entry } from '../hit.js';
import type { LateSite } from '../hit-store.js';
import type { Memory } from '../people-index/memory.js';
import { createPeopleIndex } from '../people-index/people-index.js';
import type { Sites } from '../people-index/sites.js';
import type { Storage } from '../storage.js';
import { openAttempts } from './attempts.js';
import { writeBatch } from './batch.js';
import { openLateSites } from './late-sites.js';
import { createNameChanges } from './name-changes.js';
import { type Batch, createOpenBatch } from './open-batch.js';
import { removeRecords, removeSite } from './removal.js';
import { createRemovals } from './removals.js';

const RETRY_MILLISECONDS = 1000;
/** Some tenths of a second's worth. Of a site that sends more links at once, what follows is loaded later (S5). */
const SITE_LINKS = 3_000;
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
  /** What is loaded of a site, or of all, and since when something waits. */
  status(site?: string): { seq: number; waitingSince: number | null; setAside?: number };
  /** The same, without sites that wait because of what they sent themselves. */
  isBusySince(): number | null;
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
  /** So many links of a site are loaded at once. */
  siteLinks?: number | undefined;
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
  siteLinks = SITE_LINKS,
}: LoaderSettings): Promise<Loader> => {
  const { hits, transact, judge } = storage;
  const index = await createPeopleIndex(storage.people, hits.reassign, memory);
  const names = createNameChanges(storage, index.sites);
  const removals = createRemovals();
  const attempts = openAttempts(folder);
  /** All records up to here are loaded, but for those of sites that are late. */
  let position = await hits.position();
  const lateSites = await openLateSites(hits);
  /** The late site whose records failed to be loaded last: until that is settled, nothing else is tried. */
  let failing = lateSites.list().find(({ seq }) => attempts.hasFailedAt(seq))?.site;
  let aside = await hits.countAside();
  /** Whether what is at hand failed while records were taken, not while they were read. */
  let isTaking = false;
  let target = position;
  let waitingSince: number | null = null;
  /** Whether the last batch took long. */
  let isSlow = false;
  const ending = new AbortController();
  let running: Promise<void> | undefined;

  const forget = async () => {
    await index.forget();
    await lateSites.reload();
  };

  /** Writes records, and in the same transaction how far they go. */
  const writeWith = async (entries: readonly Entry[], keepProgress: () => Promise<void>) => {
    try {
      await transact(async () => {
        await writeBatch(storage, index, entries);
        await keepProgress();
      });
    } catch (error) {
      await forget();
      throw error;
    }
  };

  /** `received` is the last record's, before which none comes that is yet to be read. */
  const write = async ({ entries, late }: Batch, upToSeq: number, received: number | null) => {
    await writeWith(entries, async () => {
      for (const each of late.values()) await lateSites.set(each);
      await hits.setPosition(upToSeq);
    });
    position = upToSeq;
    waitingSince = received;
    lateSites.settle();
    await hits.settle();
  };

  /** Changes the storage otherwise than by records that follow: nothing that was known by heart holds then. */
  const change = async (work: () => Promise<void>) => {
    try {
      await transact(work);
    } finally {
      await forget();
    }
  };

  /** Before this record its site was another one, of which nothing stays. */
  const takeDeletion = async ({ site, seq, received }: DeletedRecord) => {
    await change(async () => {
      await removeSite(storage, index, site);
      await lateSites.remove(site);
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
    const batch = createOpenBatch({
      ...{ siteLinks, findNames: names.find },
      takes: (site) => !lateSites.find(site),
    });
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
      // Whoever is late has a turn now and then, too.
      if (lateSites.list().length) return;
    }
    // Positions may be missing in the log: what could be read up to here was read.
    if (!ending.signal.aborted) {
      isTaking = !batch.isEmpty();
      if (isTaking) attempts.begin(position, upToSeq);
      await write(batch.take(), upToSeq, received);
    }
    isSlow = performance.now() - began > LONG_MILLISECONDS;
  };

  /** Loads the next records of a late site. */
  const loadLate = async ({ site, seq }: LateSite) => {
    const upToSeq = attempts.bound(seq, position);
    const batch = createOpenBatch({
      ...{ siteLinks, findNames: names.find },
      takes: (each) => each === site,
    });
    const keep = async ({ entries, late }: Batch, last: Omit<LateSite, 'site'>) => {
      const next = late.get(site) ?? { site, ...last };
      await writeWith(entries, () =>
        next.seq < position ? lateSites.set(next) : lateSites.remove(site),
      );
      lateSites.settle();
      await hits.settle();
    };
    let received = lateSites.find(site)!.received;
    for await (const records of read(seq, upToSeq)) {
      if (ending.signal.aborted) return;
      isTaking = true;
      attempts.begin(seq, records.at(-1)!.seq);
      for (const record of records) batch.add(record);
      received = records.at(-1)!.received;
      if (batch.isFull()) return keep(batch.take(), { seq: records.at(-1)!.seq, received });
    }
    if (ending.signal.aborted) return;
    isTaking = true;
    attempts.begin(seq, upToSeq);
    await keep(batch.take(), { seq: upToSeq, received });
  };

  const waitForCompany = async () => {
    const waited = Math.max(0, now() - (waitingSince ?? now()));
    if (waited < COMPANY_MILLISECONDS) await pause(COMPANY_MILLISECONDS - waited);
  };

  /** Behind which position records are loaded next: of the late site whose turn it is, or of all others. */
  const toFrom = (late: LateSite | undefined): number => late?.seq ?? position;

  /** Goes on without the one record after that position, which stays in the log. */
  const skip = async (error: unknown, late: LateSite | undefined) => {
    const seq = toFrom(late) + 1;
    let site: string | null = null;
    try {
      for await (const [record] of read(seq - 1, seq))
        if (typeof record?.site === 'string') site = record.site;
    } catch {
      // What cannot even be read belongs to no site.
    }
    const message = String(error);
    await transact(async () => {
      await hits.setAside({ seq, site, time: now(), message });
      if (!late) await hits.setPosition(seq);
      else if (seq < position) await lateSites.set({ ...late, seq });
      else await lateSites.remove(late.site);
    });
    if (!late) position = seq;
    lateSites.settle();
    aside++;
    attempts.found();
    report(
      `the record at position ${seq} of the log cannot be loaded and is set aside (${message}); reports go on without it, and a rebuild tries it again`,
    );
  };

  /** What is to be done after a failure; whether it is tried again at once. */
  const recover = async (error: unknown): Promise<void> => {
    await judge(error);
    const late = failing === undefined ? undefined : lateSites.find(failing);
    const from = toFrom(late);
    const isOfRecords = isTaking && !storage.isPassing(error);
    isTaking = false;
    const wasSearching = attempts.isSearching(from);
    if (isOfRecords && attempts.fail()) return skip(error, late);
    // One of many halves says nothing new.
    if (!wasSearching) report(`the loader tries again after position ${from}: ${error}`);
    if (!isOfRecords || !attempts.isSearching(from)) await pause(retryMilliseconds);
  };

  const DEADLY = 'the engine ended whenever it loaded it';

  /** A turn of the late site that failed, or else of the one that has waited longest. */
  const takeLateTurn = async () => {
    const late = (failing !== undefined && lateSites.find(failing)) || lateSites.list()[0];
    failing = late?.site;
    if (!late) return;
    if (attempts.isDeadly(late.seq)) await skip(DEADLY, late);
    else await loadLate(late);
    isTaking = false;
    if (!attempts.isSearching(lateSites.find(late.site)?.seq ?? position)) failing = undefined;
  };

  const work = async () => {
    for (let more = true; more && !ending.signal.aborted; ) {
      try {
        await removals.run(change, judge);
        await names.apply(position);
        if (failing === undefined && position < target) {
          if (isSlow) await waitForCompany();
          if (attempts.isDeadly(position)) await skip(DEADLY, undefined);
          else await load(attempts.bound(position, target));
        }
        if (!attempts.isSearching(position)) await takeLateTurn();
        await names.recalculate();
        more =
          (await hits.tidy(now())) ||
          position < target ||
          lateSites.list().length > 0 ||
          names.isPending() ||
          !removals.isEmpty();
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
    isBusySince: () => (position < target ? waitingSince : null),
    status(site) {
      const late = lateSites.list();
      const moments = late.map(({ received }) => received);
      if (position < target && waitingSince !== null) moments.push(waitingSince);
      return {
        seq:
          site === undefined
            ? Math.min(position, ...late.map(({ seq }) => seq))
            : (lateSites.find(site)?.seq ?? position),
        waitingSince: moments.length ? Math.min(...moments) : null,
        ...(aside && { setAside: aside }),
      };
    },
    async stop() {
      ending.abort();
      await running;
      attempts.end();
      storage.close();
    },
  };
};
