import { NAME } from 'kmq/wire';
import { readDistinctHits } from '../ingest/distinct.js';
import type { HitRecord } from '../ingest/record.js';
import { readLines } from './import-file.js';
import type { ImportJob, KeptJobs, PreviewName } from './kept.js';
import type { JobParts } from './parts.js';

const SHOWN_REJECTIONS = 100;
const SHOWN_NAMES = 1000;

const KINDS = { e: 'event', s: 'set', a: 'alias' } as const;

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
  const names = [...found.events.keys(), ...found.properties.keys()];
  job.preview = {
    lines,
    // Whoever exports from the original gets every name so.
    lowerCase:
      found.events.size > 0 &&
      names.every((name) => name === name.toLowerCase()) &&
      names.some((name) => name !== name.toUpperCase()),
    hits,
    rejected,
    rejections,
    events: toNames(found.events, known.events),
    properties: toNames(found.properties, known.properties),
  };
  job.state = 'preview';
  await jobs.save(job);
};
