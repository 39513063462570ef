import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { NAME } from 'kmq/wire';
import { ApiError } from '../errors.js';
import { readDistinctHits } from '../ingest/distinct.js';
import type { HitRecord } from '../ingest/record.js';
import { type Imported, NO_NAMES, toImported } from './imported.js';
import type { ImportJob, ImportNames, KeptJobs, PreviewName } from './kept.js';
import { splitLines } from './lines.js';
import type { JobParts } from './parts.js';

/** Twenty million hits; larger exports come in parts. */
const FILE_BYTES = 8 * 1024 ** 3;
/** Records of one append: live hits wait behind them for some milliseconds. */
const APPEND_RECORDS = 1000;
/** Lines after which the place is kept; a crash reads so many again, which changes nothing. */
const SAVE_LINES = 100_000;
const SHOWN_REJECTIONS = 100;
const SHOWN_NAMES = 1000;
/** The log is full or the disk is: it will not be at once. */
const RETRY_MS = 1000;

const toPath = ({ data }: JobParts, { id }: Pick<ImportJob, 'id'>): string =>
  join(data, 'imports', `${id}.jsonl`);

const KINDS = { e: 'event', s: 'set', a: 'alias' } as const;

async function* readLines(
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

const count = (counts: Map<string, number>, name: string): void => {
  if (counts.size < SHOWN_NAMES || counts.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
};

/** Old exports have names in lower case; the site may have the right ones already. */
const toNames = (counts: Map<string, number>, known: Set<string>): PreviewName[] => {
  const byLowerCase = new Map([...known].map((name) => [name.toLowerCase(), name]));
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([name, hits]) => {
      const suggested = known.has(name) ? undefined : byLowerCase.get(name.toLowerCase());
      return { name, hits, ...(suggested === undefined ? {} : { suggested }) };
    });
};

const countNames = (
  { kind, fields }: Omit<HitRecord, 'seq'>,
  events: (name: string) => void,
  properties: (name: string) => void,
): void => {
  for (const [name, value] of fields)
    if (name === NAME && kind === 'e') events(value);
    else if (name[0] !== '_') properties(name);
};

/** Reads the file without taking anything over. */
export const preview = async (parts: JobParts, jobs: KeptJobs, job: ImportJob): Promise<void> => {
  const known = { events: new Set<string>(), properties: new Set<string>() };
  const { createReader, log } = parts;
  for await (const hits of readDistinctHits(createReader(), job.site, log.syncedSeq()))
    for (const hit of hits)
      countNames(
        hit,
        (name) => known.events.add(name),
        (name) => known.properties.add(name),
      );
  const found = { events: new Map<string, number>(), properties: new Map<string, number>() };
  const hits = { event: 0, set: 0, alias: 0 };
  const rejections: { line: number; reason: string }[] = [];
  let lines = 0;
  let rejected = 0;
  for await (const { line, imported } of readLines(parts, job)) {
    lines++;
    if ('rejected' in imported) {
      rejected++;
      if (rejections.length < SHOWN_REJECTIONS)
        rejections.push({ line, reason: imported.rejected });
      continue;
    }
    const { draft } = imported;
    hits[KINDS[draft.kind]]++;
    countNames(
      draft,
      (name) => count(found.events, name),
      (name) => count(found.properties, name),
    );
  }
  job.preview = {
    lines,
    hits,
    rejected,
    rejections,
    events: toNames(found.events, known.events),
    properties: toNames(found.properties, known.properties),
  };
  job.state = 'preview';
  await jobs.save(job);
};

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
  await rm(toPath(parts, job), { force: true });
};

/** Names that a preview's reader has chosen. */
export const toStarted = (job: ImportJob, names: Partial<ImportNames>): ImportJob =>
  Object.assign(job, { state: 'running', names: { ...NO_NAMES, ...names } });
