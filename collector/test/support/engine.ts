import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { openDuckDb } from '../../src/engine/duckdb/open-duckdb.js';
import type { Engine, LogReader } from '../../src/engine/engine.js';
import type { Memory } from '../../src/engine/people-index/memory.js';
import type { LogRecord } from '../../src/ingest/record.js';
import { readFrom } from './records.js';

/** A folder that is gone when the test is over. */
export const makeFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'kmq-engine-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

/** An engine of the test's own; what it reports to humans collects in `reports`. */
export const openEngine = async (
  read: LogReader,
  folder?: string,
  now = Date.now,
  memory?: Memory,
): Promise<Engine & { reports: string[] }> => {
  const reports: string[] = [];
  const engine = await openDuckDb({
    folder: folder ?? (await makeFolder()),
    read,
    memoryMegabytes: 256,
    threads: 1,
    now,
    ...(memory && { memory }),
    retryMilliseconds: 0,
    // So few that most histories of tests make their sites late.
    siteLinks: 7,
    report: (message) => reports.push(message),
  });
  let closed = false;
  const close = async () => {
    if (!closed) await engine.close();
    closed = true;
  };
  onTestFinished(close);
  return { ...engine, close, reports };
};

/** A busy machine loads slowly; one that has not by then never will. */
const LOAD_MILLISECONDS = 120_000;

/** Waits until reports see everything up to a position. */
export const waitUntilLoaded = async (engine: Engine, seq: number): Promise<void> => {
  engine.follow(seq);
  const until = Date.now() + LOAD_MILLISECONDS;
  while ((await engine.status()).seq < seq) {
    if (Date.now() > until) throw new Error(`the engine did not come to position ${seq}`);
    await wait(5);
  }
};

/** An engine that has loaded these records. */
export const loadEngine = async (records: readonly LogRecord[]): Promise<Engine> => {
  const engine = await openEngine(readFrom(records));
  await waitUntilLoaded(engine, records.at(-1)?.seq ?? 0);
  return engine;
};
