import { setTimeout as wait } from 'node:timers/promises';
import type { HitRecord } from '../ingest/record.js';
import { dropFile, readLines } from './import-file.js';
import { NO_NAMES } from './imported.js';
import type { ImportJob, ImportNames, KeptJobs } from './kept.js';
import type { JobParts } from './parts.js';

/** Records of one append: live hits wait behind them for some milliseconds. */
const APPEND_RECORDS = 1000;
/** Lines after which the place is kept; a crash reads so many again, which changes nothing. */
const SAVE_LINES = 100_000;
/** The log is full or the disk is: it will not be at once. */
const RETRY_MS = 1000;

/** Takes over what can be taken, a little at a time. */
export const runImport = async (parts: JobParts, jobs: KeptJobs, job: ImportJob): Promise<void> => {
  const { log, clock } = parts;
  let drafts: Omit<HitRecord, 'seq'>[] = [];
  const start = job.lines;
  let { imported: taken, rejected } = job;
  let saved = start;
  let last = start;

  /** The counts of a job are those of lines that are on disk. */
  const append = async (lines: number): Promise<void> => {
    while (drafts.length) {
      try {
        await log.append(drafts);
        drafts = [];
      } catch (error) {
        // A collector that stops goes on with this at its next start.
        if (/closed/.test(String(error))) throw error;
        await wait(RETRY_MS);
      }
    }
    Object.assign(job, { lines, imported: taken, rejected });
  };

  for await (const { line, imported } of readLines(parts, job)) {
    if (line <= start) continue;
    last = line;
    if ('rejected' in imported) rejected++;
    else {
      drafts.push(imported.draft);
      taken++;
    }
    if (drafts.length < APPEND_RECORDS) continue;
    await append(line);
    if (line - saved < SAVE_LINES) continue;
    saved = line;
    await jobs.save(job);
  }
  await append(last);
  await jobs.save(Object.assign(job, { state: 'done', finished: new Date(clock()).toISOString() }));
  await dropFile(parts, job);
};

/** Names that a preview's reader has chosen. */
export const toStarted = (job: ImportJob, names: Partial<ImportNames>): ImportJob =>
  Object.assign(job, { state: 'running', names: { ...NO_NAMES, ...names } });
