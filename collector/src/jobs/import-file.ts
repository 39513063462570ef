import { createHash } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiError } from '../errors.js';
import { type CsvReading, readCsv } from './file/csv.js';
import { readJsonArray } from './file/json-array.js';
import { readJsonLines } from './file/lines.js';
import type { Row } from './file/row.js';
import { type FileText, openTexts } from './file/unpack.js';
import { type Imported, NO_NAMES, readImported } from './imported.js';
import type { ImportJob, KeptJobs } from './kept.js';
import type { JobParts } from './parts.js';

/** Twenty million hits; larger exports come in parts. */
const FILE_BYTES = 8 * 1024 ** 3;

/** Where the file of an import is. */
export const pathOf = ({ data }: Pick<JobParts, 'data'>, { id }: Pick<ImportJob, 'id'>): string =>
  join(data, 'imports', `${id}.jsonl`);

/** A line of a file that is imported: what is made of it, or why nothing is. */
export interface ImportLine {
  line: number;
  /** Name of the file in an archive. */
  file?: string;
  imported: Imported;
}

/** Who wants to know what columns there are. */
export type SeeColumns = CsvReading['see'];

const readRows = (
  { kind, head, bytes }: FileText,
  { columns = {}, event }: ImportJob,
  see: SeeColumns,
): AsyncGenerator<Row> => {
  if (kind === 'csv') return readCsv({ head, bytes }, { columns, event, see });
  return kind === 'json-array' ? readJsonArray(bytes) : readJsonLines(bytes);
};

/** What the lines of a kept file are as hits; blank ones are none. */
export async function* readLines(
  parts: JobParts,
  job: ImportJob,
  see?: SeeColumns,
): AsyncGenerator<ImportLine> {
  const { site, names = NO_NAMES } = job;
  const timeZone = job.timeZone ?? parts.store.sites.find(site)?.timeZone ?? 'UTC';
  // A time that is the same for every attempt.
  const context = { site, names, timeZone, now: Date.parse(job.created) };
  for await (const text of openTexts(pathOf(parts, job))) {
    const file = text.name === undefined ? {} : { file: text.name };
    for await (const row of readRows(text, job, see)) {
      const imported = 'rejected' in row ? row : readImported(row.value, context);
      yield { line: row.line, ...file, imported };
    }
  }
}

/** Keeps the file of an import, as it comes. */
export const keepFile = async (
  parts: JobParts,
  jobs: KeptJobs,
  { site, body }: { site: string; body: AsyncIterable<Buffer> },
): Promise<ImportJob> => {
  const job = await jobs.add<ImportJob>({
    kind: 'import-hits',
    site,
    state: 'reading',
    created: new Date(parts.clock()).toISOString(),
    file: '',
    lines: 0,
    imported: 0,
    repeated: 0,
    rejected: 0,
  });
  await mkdir(join(parts.data, 'imports'), { recursive: true, mode: 0o700 });
  const hash = createHash('sha256');
  let bytes = 0;
  const handle = await open(pathOf(parts, job), 'wx', 0o600);
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > FILE_BYTES) throw new ApiError('body_too_large');
      hash.update(chunk);
      await handle.writeFile(chunk);
    }
    await handle.sync();
    // Long files are long under way: the site may have been deleted, and its key be another one's.
    if (!jobs.find(site, job.id)) throw new ApiError('unknown_site');
  } catch (error) {
    await rm(pathOf(parts, job), { force: true });
    await jobs.save(Object.assign(job, { state: 'failed', problem: 'The upload is incomplete.' }));
    throw error;
  } finally {
    await handle.close();
  }
  job.file = hash.digest('hex');
  await jobs.save(job);
  return job;
};

/** Ends an import whose file cannot be read. */
export const failUnreadable = async (
  parts: JobParts,
  jobs: KeptJobs,
  { job, problem }: { job: ImportJob; problem: string },
): Promise<void> => {
  const finished = new Date(parts.clock()).toISOString();
  await jobs.save(Object.assign(job, { state: 'failed', problem, finished }));
  await dropFile(parts, job);
};

/** Deletes a file that is no longer needed. */
export const dropFile = (parts: JobParts, job: ImportJob): Promise<void> =>
  rm(pathOf(parts, job), { force: true });
