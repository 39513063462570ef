import { afterAll, beforeAll } from 'vitest';
import { openDuckDb } from '../../src/engine/duckdb/open-duckdb.js';
import type { Engine } from '../../src/engine/engine.js';
import type { LogRecord } from '../../src/ingest/record.js';
import type { Pick } from '../../src/reports/people/schema.js';
import { waitUntilLoaded } from './engine.js';
import { createFolder } from './folder.js';
import { readFrom } from './records.js';

/** One engine for all tests of a file: reports change nothing. */
export const shareReportEngine = (records: readonly LogRecord[]): (() => Engine) => {
  const tasks: (() => void | Promise<void>)[] = [];
  let engine: Engine;
  beforeAll(async () => {
    engine = await openDuckDb({
      folder: createFolder((task) => tasks.push(task)),
      read: readFrom(records),
      memoryMegabytes: 256,
      threads: 1,
    });
    await waitUntilLoaded(engine, records.at(-1)!.seq);
  });
  afterAll(async () => {
    await engine.close();
    for (const task of tasks) await task();
  });
  return () => engine;
};

/** Everybody behind a number, all pages, in order of their ids. */
export const idsBehind = async (
  engine: Engine,
  reportId: string,
  pick: Pick,
): Promise<string[]> => {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await engine.reportPeople({
      site: 'demo',
      reportId,
      pick,
      limit: 200,
      ...(cursor && { cursor }),
    });
    ids.push(...page.people.map(({ id }) => id));
    cursor = page.cursor ?? undefined;
  } while (cursor);
  return ids.sort();
};
