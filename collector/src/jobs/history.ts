import { setTimeout as wait } from 'node:timers/promises';
import { tellHistory } from '../demo/history.js';
import { createSaved } from '../demo/saved.js';
import type { Population } from '../store/population.js';
import type { HistoryJob, KeptJobs } from './kept.js';
import type { JobParts } from './parts.js';

/** Records of one append: live hits wait behind them for some milliseconds. */
const APPEND_RECORDS = 1000;
/** The log is full or the disk is: it will not be at once. */
const RETRY_MS = 1000;

/** A job that tells a site the story of a made-up company. */
export const startHistory = (
  { clock }: JobParts,
  jobs: KeptJobs,
  { site, people }: { site: string; people: number | undefined },
): Promise<HistoryJob> =>
  jobs.add<HistoryJob>({
    kind: 'demo-history',
    site,
    state: 'running',
    created: new Date(clock()).toISOString(),
    hits: 0,
    of: 0,
    ...(people && { people }),
  });

/** Saves what the company's analyst would have: once, however often it is told. */
const save = async (
  { savedReports, populations, notes }: JobParts['store'],
  { site, created }: HistoryJob,
): Promise<void> => {
  const saved = createSaved(Date.parse(created));
  for (const report of saved.reports)
    await savedReports.save(site, { ...report, created, changed: created });
  for (const population of saved.populations)
    await populations.save(site, { kind: 'condition', ...population, created } as Population);
  for (const note of saved.notes) await notes.save(site, { ...note, created });
};

/** Writes the demo data to the log like any other hits. After a crash it starts again; repeats change nothing. */
export const runHistory = async (
  { log, clock, store }: JobParts,
  jobs: KeptJobs,
  job: HistoryJob,
): Promise<void> => {
  const { site, created, people } = job;
  const now = Date.parse(created);
  await save(store, job);
  jobs.stopIfForgotten(job);
  const drafts = await tellHistory({ site, now, ...(people && { people }) });
  job.of = drafts.length;
  for (job.hits = 0; job.hits < drafts.length; ) {
    jobs.stopIfForgotten(job);
    const part = drafts.slice(job.hits, job.hits + APPEND_RECORDS);
    try {
      await log.append(part);
      job.hits += part.length;
    } catch (error) {
      // A collector that stops goes on with this at its next start.
      if (/closed/.test(String(error))) throw error;
      await wait(RETRY_MS);
    }
  }
  await jobs.save(Object.assign(job, { state: 'done', finished: new Date(clock()).toISOString() }));
};
