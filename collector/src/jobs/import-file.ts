import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiError } from '../errors.js';
import { type Imported, NO_NAMES, toImported } from './imported.js';
import type { ImportJob, KeptJobs } from './kept.js';
import { splitLines } from './lines.js';
import type { JobParts } from './parts.js';

/** Twenty million hits; larger exports come in parts. */
const FILE_BYTES = 8 * 1024 ** 3;

const toPath = ({ data }: JobParts, { id }: Pick<ImportJob, 'id'>): string =>
  join(data, 'imports', `${id}.jsonl`);

/** What the lines of a kept file are as hits; blank ones are none. */
export async function* readLines(
  parts: JobParts,
  job: ImportJob,
): AsyncGenerator<{ line: number; imported: Imported }> {
  const names = job.names ?? NO_NAMES;
  const { site, file } = job;
  // A time that is the same for every attempt.
  const now = Date.parse(job.created);
  let line = 0;
  for await (const found of splitLines(createReadStream(toPath(parts, job)))) {
    line++;
    if (found === null) {
      yield { line, imported: { rejected: 'line_too_long' } };
      continue;
    }
    // The mark that some programs put before UTF-8 counts as blank.
    const text = found.trim();
    if (!text) continue;
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      yield { line, imported: { rejected: 'not_json' } };
      continue;
    }
    yield { line, imported: toImported(parsed, { site, file, line, names, now }) };
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
    rejected: 0,
  });
  await mkdir(join(parts.data, 'imports'), { recursive: true, mode: 0o700 });
  const hash = createHash('sha256');
  let bytes = 0;
  const handle = await open(toPath(parts, job), 'wx', 0o600);
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > FILE_BYTES) throw new ApiError('body_too_large');
      hash.update(chunk);
      await handle.writeFile(chunk);
    }
    await handle.sync();
  } catch (error) {
    await rm(toPath(parts, job), { force: true });
    await jobs.save(
      Object.assign(job, { state: 'failed', problem: 'The file did not arrive whole.' }),
    );
    throw error;
  } finally {
    await handle.close();
  }
  job.file = hash.digest('hex');
  await jobs.save(job);
  return job;
};

/** Lets go of a file that nobody needs any more. */
export const dropFile = (parts: JobParts, job: ImportJob): Promise<void> =>
  rm(toPath(parts, job), { force: true });
