import { setTimeout as wait } from 'node:timers/promises';
import { createLineKeys } from './hit-keys.js';
import { dropFile, readLines } from './import-file.js';
import { type HitDraft, NO_NAMES } from './imported.js';
import type { ImportJob, ImportNames, KeptJobs } from './kept.js';
import type { JobParts } from './parts.js';
import { createRejections } from './rejections.js';
import { readThere } from './there.js';

/** Records of one append: live hits wait behind them for some milliseconds. */
const APPEND_RECORDS = 1000;
/** The log is full or the disk is: it will not be at once. */
const RETRY_MS = 1000;

/** From here on the log has what this import takes; what another one that is not done has taken ends here. */
const begin = async ({ log }: JobParts, jobs: KeptJobs, job: ImportJob): Promise<void> => {
  const seq = log.syncedSeq();
  for (const other of jobs.list()) {
    if (other.kind !== 'import-hits' || other.site !== job.site || other.id === job.id) continue;
    const open = other.state === 'running' && other.took?.find(({ upTo }) => upTo === undefined);
    if (open) await jobs.save(Object.assign(other, { took: closeAll(other.took!, seq) }));
  }
  if (!job.took?.some(({ upTo }) => upTo === undefined))
    await jobs.save(Object.assign(job, { took: [...(job.took ?? []), { after: seq }] }));
};

const closeAll = (took: NonNullable<ImportJob['took']>, seq: number) =>
  took.map(({ after, upTo = seq }) => ({ after, upTo }));

/**
 * Takes over what can be taken, a little at a time. After a crash it counts from the start again, and appends only what
 * it has not taken yet.
 */
export const runImport = async (parts: JobParts, jobs: KeptJobs, job: ImportJob): Promise<void> => {
  const { log, clock } = parts;
  await begin(parts, jobs, job);
  const there = await readThere(parts, job.site, {
    isOwn: (seq) => job.took!.some(({ after, upTo = seq }) => seq > after && seq <= upTo),
  });
  const toKeyed = createLineKeys(there.knowsEarlier);
  const rejections = createRejections();
  let drafts: HitDraft[] = [];
  let [lines, imported, repeated] = [0, 0, 0];

  /** The counts of a job are those of lines that are on disk. */
  const append = async (): Promise<void> => {
    while (drafts.length) {
      jobs.stopIfForgotten(job);
      try {
        await log.append(drafts);
        drafts = [];
      } catch (error) {
        // A collector that stops goes on with this at its next start.
        if (/closed/.test(String(error))) throw error;
        await wait(RETRY_MS);
      }
    }
    Object.assign(job, { lines, imported, repeated, ...rejections.told });
  };

  for await (const { imported: found, ...place } of readLines(parts, job)) {
    lines++;
    if ('rejected' in found) rejections.add({ ...place, reason: found.rejected });
    else {
      const keyed = toKeyed(found);
      const judged = there.judge(keyed);
      if (judged === 'repeated') repeated++;
      else imported++;
      if (judged === 'new') drafts.push(keyed.draft);
    }
    if (drafts.length >= APPEND_RECORDS || lines % APPEND_RECORDS === 0) await append();
  }
  await append();
  await jobs.save(Object.assign(job, { state: 'done', finished: new Date(clock()).toISOString() }));
  await dropFile(parts, job);
};

/** Names that a preview's reader has chosen. */
export const startImport = (job: ImportJob, names: Partial<ImportNames>): ImportJob =>
  Object.assign(job, { state: 'running', names: { ...NO_NAMES, ...names } });
