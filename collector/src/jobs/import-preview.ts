import { NAME } from 'kmq/wire';
import type { HitRecord } from '../ingest/record.js';
import type { ColumnUse } from './file/columns.js';
import { createLineKeys } from './hit-keys.js';
import { readLines } from './import-file.js';
import type { ImportJob, KeptJobs, PreviewColumn, PreviewName } from './kept.js';
import type { JobParts } from './parts.js';
import { createRejections } from './rejections.js';
import { readThere } from './there.js';

const SHOWN_NAMES = 1000;
const EXAMPLES = 3;
const EXAMPLE_LENGTH = 100;

const KINDS = { e: 'event', s: 'set', a: 'alias' } as const;

const count = (counts: Map<string, number>, name: string): void => {
  if (counts.size < SHOWN_NAMES || counts.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
};

/** Old exports have names in lower case; the site may have the right ones already. */
const listNames = (counts: Map<string, number>, known: Set<string>): PreviewName[] => {
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

/** Collects the columns of CSV files, and the first cells of each. */
const createColumns = () => {
  const found = new Map<string, PreviewColumn>();
  return {
    see(columns: readonly { name: string; use: ColumnUse }[], cells: readonly string[]): void {
      columns.forEach(({ name, use }, at) => {
        if (!name) return;
        const column = found.get(name) ?? { name, use, examples: [] };
        if (found.size < SHOWN_NAMES) found.set(name, column);
        const cell = cells[at]?.slice(0, EXAMPLE_LENGTH);
        const { examples } = column;
        if (cell && examples.length < EXAMPLES && !examples.includes(cell)) examples.push(cell);
      });
    },
    told: () => (found.size ? { columns: [...found.values()] } : {}),
  };
};

/** Reads the file without taking anything over. */
export const preview = async (parts: JobParts, jobs: KeptJobs, job: ImportJob): Promise<void> => {
  const known = { events: new Set<string>(), properties: new Set<string>() };
  const there = await readThere(parts, job.site, {
    see: (hit) =>
      countNames(
        hit,
        (name) => known.events.add(name),
        (name) => known.properties.add(name),
      ),
  });
  const found = { events: new Map<string, number>(), properties: new Map<string, number>() };
  const hits = { event: 0, set: 0, alias: 0 };
  const toKeyed = createLineKeys(there.knowsEarlier);
  const rejections = createRejections();
  let lines = 0;
  let repeated = 0;
  const columns = createColumns();
  for await (const { imported, ...place } of readLines(parts, job, columns.see)) {
    jobs.stopIfForgotten(job);
    lines++;
    if ('rejected' in imported) {
      rejections.add({ ...place, reason: imported.rejected });
      continue;
    }
    const { asInFile } = imported;
    if (there.judge(toKeyed(imported)) === 'repeated') repeated++;
    hits[KINDS[asInFile.kind]]++;
    countNames(
      asInFile,
      (name) => count(found.events, name),
      (name) => count(found.properties, name),
    );
  }
  const names = [...found.events.keys(), ...found.properties.keys()];
  job.preview = {
    ...{ lines, hits, repeated },
    ...rejections.told,
    // Whoever exports from the original gets every name so.
    lowerCase:
      found.events.size > 0 &&
      names.every((name) => name === name.toLowerCase()) &&
      names.some((name) => name !== name.toUpperCase()),
    events: listNames(found.events, known.events),
    properties: listNames(found.properties, known.properties),
    ...columns.told(),
  };
  job.state = 'preview';
  await jobs.save(job);
};
