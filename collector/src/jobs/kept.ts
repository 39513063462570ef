import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PersonLink } from '../engine/engine.js';
import type { Backup } from '../store/backups.js';
import { readJson, writeJson } from '../store/json.js';
import { createSecret } from '../store/secrets.js';
import type { ColumnUse, ColumnUses } from './file/columns.js';

/** What every job tells. */
interface Told {
  id: string;
  site: string;
  /** ISO 8601. */
  created: string;
  finished?: string;
  /** What went wrong, in a sentence. */
  problem?: string;
}

/** Erasing a person (S26). */
export interface EraseJob extends Told {
  kind: 'erase';
  state: 'running' | 'done' | 'failed';
  dryRun: boolean;
  erased: { hits: number; identities: number };
  /** What a dry run found: nothing of it was touched. */
  would?: {
    hits: number;
    identities: string[];
    records: number;
    /** Why these identities are one person. */
    links: PersonLink[];
    saved: SavedMention[];
    /** Identities that lists of people have. */
    listed: number;
  };
  proof?: EraseProof;
}

/** What was looked at after a person was erased. */
export interface EraseProof {
  /** Position of the erase record: nothing of the person is left before it. */
  upToSeq: number;
  /** Records of the person that the log still has before it, read again from the disk. */
  recordsLeft: number;
  /** Records of others that mention an identity in their own values; they are theirs, and stay. */
  mentionedByOthers: number;
  /** How reports came to know nothing of the person: their rows were taken out, or all was built anew from that log. */
  reports: 'taken out' | 'built anew';
  /** Identities that lists of people still have. */
  listed: number;
  /** Populations whose conditions mention an identity; they are not changed. */
  populationsMentioning: number;
  /** Files that wait to be imported, and would bring the person back. */
  importsWaiting: number;
  /** Saved by people of the site, and naming one of the identities. */
  saved: SavedMention[];
  /** Copies that this collector made and cannot reach. */
  notCovered: Backup[];
}

/** A note, a saved report, a population or a dismissed finding that mentions the person. */
export interface SavedMention {
  kind: 'note' | 'report' | 'population' | 'dismissal';
  id: string;
  /** Of a note its date. */
  name: string;
}

/** A name in a file that is imported. */
export interface PreviewName {
  name: string;
  hits: number;
  /** A name of the site that differs in case only. */
  suggested?: string;
}

/** Taking over an export (S25). */
export interface ImportJob extends Told {
  kind: 'import-hits';
  state: 'reading' | 'preview' | 'running' | 'done' | 'failed';
  /** SHA-256 of the file. */
  file: string;
  preview?: {
    lines: number;
    /** All names are in lower case, as in exports of the original. */
    lowerCase: boolean;
    hits: { event: number; set: number; alias: number };
    /** Lines that are there already, or come twice in the file with one id. */
    repeated: number;
    rejected: number;
    /** The first of them. */
    rejections: Rejection[];
    /** How many lines each reason keeps out. */
    reasons: Record<string, number>;
    events: PreviewName[];
    properties: PreviewName[];
    /** Of CSV: each column, what it is read as, and the first of its cells. */
    columns?: PreviewColumn[];
  };
  /** Of CSV: what somebody chose for columns, the event of every row, and the zone of times that tell none. */
  columns?: ColumnUses;
  event?: string;
  timeZone?: string;
  /** What names are read as. */
  names?: ImportNames;
  /** Where in the log it has taken over: behind `after`, up to `upTo` where another import began before it was done. */
  took?: { after: number; upTo?: number }[];
  /** Lines that are settled: `imported`, `repeated` and `rejected` together. */
  lines: number;
  imported: number;
  repeated: number;
  rejected: number;
  /** The first of them. */
  rejections?: Rejection[];
  reasons?: Record<string, number>;
}

/** A column of a CSV file. */
export interface PreviewColumn {
  name: string;
  use: ColumnUse;
  examples: string[];
}

/** A line of a file that cannot be taken; lines count from 1. */
export interface Rejection {
  line: number;
  /** Of an archive. */
  file?: string;
  reason: string;
}

/** Loading the story of a made-up company. */
export interface HistoryJob extends Told {
  kind: 'demo-history';
  state: 'running' | 'done' | 'failed';
  /** Those that are on disk, of all; 0 of 0 while they are made up. */
  hits: number;
  of: number;
  /** How many it tells of; all of them where nothing is said. */
  people?: number;
}

/** Names of the file → names of the site. */
export interface ImportNames {
  events: Record<string, string>;
  properties: Record<string, string>;
}

/** A job as its own file keeps it: also what it needs to go on after a crash, and nobody is told. */
export type KeptJob = (EraseJob & { identities?: string[]; seq?: number }) | ImportJob | HistoryJob;

/** The jobs of a data folder. */
export interface KeptJobs {
  add<Job extends KeptJob>(job: Omit<Job, 'id'>, keep?: boolean): Promise<Job>;
  find(site: string, id: string): KeptJob | undefined;
  /** Writes what became of a job; of one that is forgotten nothing is written any more. */
  save(job: KeptJob): Promise<void>;
  list(): KeptJob[];
  /** Forgets all jobs of a site; those that run stop where they next look. */
  forget(site: string): Promise<void>;
  /** Throws where a job is forgotten. */
  stopIfForgotten(job: KeptJob): void;
}

/** Whoever asks later than this has forgotten. */
const JOBS = 1000;

/** Opens the jobs of a data folder, the earlier ones included. */
export const openKeptJobs = async (data: string): Promise<KeptJobs> => {
  const folder = join(data, 'jobs');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const jobs = new Map<string, KeptJob>();
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.json')) continue;
    const job = (await readJson(join(folder, name))) as KeptJob;
    jobs.set(job.id, job);
  }
  const pathOf = ({ id }: KeptJob): string => join(folder, `${id}.json`);
  const forgotten = new Set<string>();
  const save = async (job: KeptJob) => {
    if (forgotten.has(job.id)) return;
    jobs.set(job.id, job);
    await writeJson(pathOf(job), job);
    // It may have been forgotten while it was written.
    if (forgotten.has(job.id)) await rm(pathOf(job), { force: true });
  };
  return {
    async add<Job extends KeptJob>(given: Omit<Job, 'id'>, keep = true) {
      const job = { id: createSecret(), ...given } as Job;
      jobs.set(job.id, job);
      if (keep) await save(job);
      const [oldest] = jobs.values();
      if (jobs.size > JOBS && oldest && oldest.state !== 'running') {
        jobs.delete(oldest.id);
        await rm(pathOf(oldest), { force: true });
      }
      return job;
    },
    find(site, id) {
      const job = jobs.get(id);
      return job?.site === site ? job : undefined;
    },
    save,
    list: () => [...jobs.values()],
    async forget(site) {
      for (const job of jobs.values())
        if (job.site === site) {
          forgotten.add(job.id);
          jobs.delete(job.id);
          await rm(pathOf(job), { force: true });
        }
    },
    stopIfForgotten(job) {
      if (forgotten.has(job.id)) throw new Error('The site of this job was deleted.');
    },
  };
};

/** A job as its owner is told: without what it still needs to know. */
export const showJob = (job: KeptJob): object => {
  if (job.kind === 'import-hits') {
    const { took: _took, ...shown } = job;
    return shown;
  }
  if (job.kind !== 'erase') return job;
  const { identities: _identities, seq: _seq, ...shown } = job;
  return shown;
};
