import { ApiError } from '../errors.js';
import { createFairQueue } from '../fair-queue.js';
import { createSerialize, type Serialize } from '../serialize.js';
import type { Deletion } from '../store/deletions.js';
import { beginDeletion, continueDeletion, forgetSite, runDeletion } from './delete-site.js';
import { type EraseRequest, runErase, startErase } from './erase.js';
import { UnreadableFile } from './file/unreadable.js';
import { runHistory, startHistory } from './history.js';
import { runImport, startImport } from './import.js';
import { failUnreadable, keepFile } from './import-file.js';
import { preview } from './import-preview.js';
import { type ImportJob, type ImportNames, type KeptJob, openKeptJobs, showJob } from './kept.js';
import type { JobParts } from './parts.js';
import { runRetention } from './retention.js';

/** Number of jobs that are listed. */
const JOBS_SHOWN = 100;

/** How the columns of a CSV file are read. */
export type ColumnReading = Pick<ImportJob, 'columns' | 'event' | 'timeZone'>;

/** What takes longer than a request. */
export interface Jobs {
  /** The latest jobs of a site, the last one first. */
  list(site: string): object[];
  /** A job as it is told; throws where a site has none with this id. */
  find(site: string, id: string): object;
  /** Answers the job, which runs on; a dry run is done at once. */
  erase(request: EraseRequest): Promise<object>;
  /** Keeps a file and reads it through; nothing is taken over before `start`. */
  import(site: string, body: AsyncIterable<Buffer>): Promise<object>;
  /** Reads a CSV file again with the chosen columns. */
  readColumns(site: string, id: string, reading: ColumnReading): Promise<object>;
  startImport(site: string, id: string, names: Partial<ImportNames>): Promise<object>;
  /** Tells a site the story of a made-up company; answers the job, which runs on. */
  history(site: string, people?: number): Promise<object>;
  /** Deletes a site with all it ever sent, or, where hits are kept, with all that is set and saved for it. */
  deleteSite(site: string, keepHits: boolean): Promise<void>;
  /** Removes what sites do not want to keep any longer; answers how many hits of each went. */
  expire(): Promise<Record<string, number>>;
  /** Waits for what runs. */
  settle(): Promise<void>;
}

/** Opens the jobs of a data folder; what a crash cut off goes on. */
export const openJobs = async (parts: JobParts): Promise<Jobs> => {
  const kept = await openKeptJobs(parts.data);
  const running = new Set<Promise<void>>();
  const importing = new Map<string, Serialize>();
  const rewriting = createFairQueue(1);

  const watch = (work: Promise<void>): void => {
    running.add(work);
    work.finally(() => running.delete(work));
  };

  /** One task at a time rewrites the log, sites in turn; `null` stands for all sites. */
  const queueRewrite = async <Done>(
    site: string | null,
    task: () => Promise<Done>,
  ): Promise<Done> => {
    const endTurn = await rewriting.enter(site);
    try {
      return await task();
    } finally {
      endTurn();
    }
  };

  const follow = (job: KeptJob, work: Promise<void>): void => {
    const settled = work.catch(async (error: Error) => {
      // Its site was deleted meanwhile.
      if (!kept.find(job.site, job.id)) return;
      if (error instanceof UnreadableFile && job.kind === 'import-hits') {
        await failUnreadable(parts, kept, { job, problem: error.message });
        return;
      }
      parts.report('A job failed; it continues at the next start.', { job: job.id, err: error });
      job.problem = 'It failed and continues at the next start; the collector’s log says why.';
      // On a full disk the job stays as it was kept, which goes on, too.
      await kept.save(job).catch(() => undefined);
    });
    watch(settled);
  };

  /** Imports of one site run one after the other: each has to know what the ones before have taken. */
  const takeTurn = (job: ImportJob, work: () => Promise<void>): Promise<void> => {
    const serialize = importing.get(job.site) ?? createSerialize();
    importing.set(job.site, serialize);
    return serialize(() => {
      kept.stopIfForgotten(job);
      return work();
    });
  };

  const run = (job: KeptJob): void => {
    if (job.kind === 'demo-history') {
      if (job.state === 'running') follow(job, runHistory(parts, kept, job));
    } else if (job.kind === 'import-hits') {
      if (job.state === 'running')
        follow(
          job,
          takeTurn(job, () => runImport(parts, kept, job)),
        );
      else if (job.state === 'reading' && job.file) follow(job, preview(parts, kept, job));
    } else if (job.state === 'running' && job.identities) {
      const { identities } = job;
      follow(
        job,
        queueRewrite(job.site, async () => {
          kept.stopIfForgotten(job);
          await runErase(parts, kept, Object.assign(job, { identities }));
        }),
      );
    }
  };
  // An import that had begun goes on before those that waited for it.
  const hasBegun = (job: KeptJob) => job.kind === 'import-hits' && job.took !== undefined;
  for (const job of kept.list().sort((a, b) => +hasBegun(b) - +hasBegun(a))) run(job);

  /** Takes the hits of a deleted site out of the log; what fails goes on at the next start. */
  const removeHits = (site: string, begun: Promise<Deletion>): void =>
    watch(
      begun
        .then((deletion) => queueRewrite(site, () => runDeletion(parts, deletion)))
        .catch((err) =>
          parts.report('The hits of a deleted site are still in the log.', { site, err }),
        ),
    );
  for (const deletion of parts.store.deletions.list())
    removeHits(deletion.site, continueDeletion(parts, kept, deletion));

  const find = (site: string, id: string): KeptJob => {
    const job = kept.find(site, id);
    if (!job) throw new ApiError('unknown_job');
    return job;
  };
  /** An import that waits with its preview. */
  const findWaiting = (site: string, id: string): ImportJob => {
    const job = find(site, id);
    if (job.kind !== 'import-hits' || job.state !== 'preview') throw new ApiError('job_not_ready');
    return job;
  };
  return {
    list: (site) =>
      kept
        .list()
        .filter((job) => job.site === site)
        .sort((a, b) => (a.created < b.created ? 1 : -1))
        .slice(0, JOBS_SHOWN)
        .map(showJob),
    find: (site, id) => showJob(find(site, id)),
    async erase(request) {
      const job = await startErase(parts, kept, request);
      const shown = { ...showJob(job) };
      run(job);
      return shown;
    },
    async import(site, body) {
      const job = await keepFile(parts, kept, { site, body });
      run(job);
      return showJob(job);
    },
    async readColumns(site, id, reading) {
      const job = findWaiting(site, id);
      if (!job.preview?.columns) throw new ApiError('no_columns');
      await kept.save(
        Object.assign(job, { timeZone: undefined, event: undefined }, reading, {
          state: 'reading',
        }),
      );
      run(job);
      return showJob(job);
    },
    async startImport(site, id, names) {
      const job = findWaiting(site, id);
      await kept.save(startImport(job, names));
      run(job);
      return showJob(job);
    },
    async history(site, people) {
      const job = await startHistory(parts, kept, { site, people });
      run(job);
      return showJob(job);
    },
    expire: () => queueRewrite(null, () => runRetention(parts)),
    async deleteSite(site, keepHits) {
      if (keepHits) return forgetSite(parts, kept, site);
      removeHits(site, Promise.resolve(await beginDeletion(parts, kept, site)));
    },
    async settle() {
      while (running.size) await Promise.all(running);
    },
  };
};
