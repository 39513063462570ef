import { rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { ApiError } from '../errors.js';
import type { LogRecord } from '../ingest/record.js';
import type { Deletion } from '../store/deletions.js';
import { pathOf } from './import-file.js';
import type { KeptJobs } from './kept.js';
import type { JobParts } from './parts.js';
import { rewriteSegments } from './rewrite.js';
import { removeBeside } from './rewrite-beside.js';

/** The log is full or the disk is: it will not be at once. */
const RETRY_MS = 1000;

/** Everything that is kept of a site beside the log; its key is refused from then on. */
export const forgetSite = async (
  { store, live, ...parts }: JobParts,
  jobs: KeptJobs,
  site: string,
): Promise<void> => {
  for (const job of jobs.list())
    if (job.site === site && job.kind === 'import-hits')
      await rm(pathOf(parts, job), { force: true });
  await jobs.forget(site);
  await store.sites.remove(site);
  for (const kept of [
    ...[store.populations, store.savedReports, store.notes, store.dismissals],
    ...[store.catalogue, store.properties, store.serverKeys, store.sources],
  ])
    await kept.forget(site);
  // A new site with this key has no people yet.
  await store.users.forgetSite(site);
  await store.shares.forget(site);
  store.drops.forget(site);
  live.forget(site);
};

/** Has the log say that all before this position belongs to no site; hits of a new site with this key come behind it. */
const appendDeletion = async ({ log, store, clock }: JobParts, site: string): Promise<Deletion> => {
  for (;;)
    try {
      const seq = await log.append([{ type: 'deleted', v: 1, site, received: clock() }]);
      const deletion = { site, seq };
      await store.deletions.save(deletion);
      return deletion;
    } catch (error) {
      // A collector that stops goes on with this at its next start.
      if (/closed/.test(String(error))) throw error;
      await wait(RETRY_MS);
    }
};

/** Deletes a site: when this resolves it is gone from all that can be read, and its key can be used again. */
export const beginDeletion = async (
  parts: JobParts,
  jobs: KeptJobs,
  site: string,
): Promise<Deletion> => {
  const { log, store } = parts;
  await log.append([]).catch((cause) => {
    throw new ApiError('log_unavailable', { cause });
  });
  await store.deletions.save({ site, seq: null });
  return continueDeletion(parts, jobs, { site, seq: null });
};

/** Goes on with a deletion that a crash cut off. */
export const continueDeletion = async (
  parts: JobParts,
  jobs: KeptJobs,
  deletion: Deletion,
): Promise<Deletion> => {
  if (deletion.seq !== null) return deletion;
  await forgetSite(parts, jobs, deletion.site);
  await parts.store.erased.forget(deletion.site);
  return appendDeletion(parts, deletion.site);
};

/** Rewrites the log without the hits of a deleted site. */
export const runDeletion = async (parts: JobParts, deletion: Deletion): Promise<void> => {
  const { log, logFolder, store } = parts;
  const { site } = deletion;
  const seq = deletion.seq!;
  await log.seal();
  const erasure = {
    takes: (record: LogRecord) => record.site === site && record.seq < seq,
    mentions: (text: string) => text.includes(`"site":"${site}"`),
  };
  // The engine has it from the log.
  await removeBeside(parts, {
    upToSeq: seq,
    seqs: new Map(),
    rewrite: () => rewriteSegments(logFolder, { erasure, upToSeq: seq, leave: () => undefined }),
  });
  await store.deletions.finish(deletion);
};
