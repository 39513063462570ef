import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import type { EngineWorld } from '../../src/engine/core/create-engine.js';
import { openDuckDb } from '../../src/engine/duckdb/open-duckdb.js';
import type { Engine, LogReader } from '../../src/engine/engine.js';
import type { Memory } from '../../src/engine/people-index/memory.js';
import type { LogRecord } from '../../src/ingest/record.js';
import { createFolder } from './folder.js';
import { readFrom } from './records.js';

/** A folder that is gone when the test is over. */
export const makeFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'kmq-engine-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
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

/** How tests open a kind of engine, in a small way. */
export type OpenKind = (folder: string, world: EngineWorld) => Promise<Engine>;

/** What tests of any engine use. */
export interface TestedEngine {
  name: string;
  /** An engine of the test's own; what it reports to humans collects in `reports`. */
  openEngine(
    read: LogReader,
    folder?: string,
    now?: () => number,
    memory?: Memory,
  ): Promise<Engine & { reports: string[] }>;
  /** An engine that has loaded these records. */
  loadEngine(records: readonly LogRecord[]): Promise<Engine>;
  /** One engine for all tests of a file: reports change nothing. */
  shareReportEngine(records: readonly LogRecord[]): () => Engine;
}

/** Prepares a kind of engine for tests. */
export const createTestedEngine = (name: string, open: OpenKind): TestedEngine => {
  const openEngine: TestedEngine['openEngine'] = async (read, folder, now = Date.now, memory) => {
    const reports: string[] = [];
    const engine = await open(folder ?? (await makeFolder()), {
      read,
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
  return {
    name,
    openEngine,
    async loadEngine(records) {
      const engine = await openEngine(readFrom(records));
      await waitUntilLoaded(engine, records.at(-1)?.seq ?? 0);
      return engine;
    },
    shareReportEngine(records) {
      const tasks: (() => void | Promise<void>)[] = [];
      let engine: Engine;
      beforeAll(async () => {
        engine = await open(
          createFolder((task) => tasks.push(task)),
          { read: readFrom(records) },
        );
        await waitUntilLoaded(engine, records.at(-1)!.seq);
      });
      afterAll(async () => {
        await engine.close();
        for (const task of tasks) await task();
      });
      return () => engine;
    },
  };
};

const duckDb = createTestedEngine('DuckDB', (folder, world) =>
  openDuckDb({ folder, memoryMegabytes: 256, threads: 1, ...world }),
);

/** For tests of what is DuckDB's own, or the same with any engine. */
export const { openEngine, loadEngine, shareReportEngine } = duckDb;

/** Every engine that has to give the numbers of the naive references: a second one is one row. */
export const ENGINES: readonly TestedEngine[] = [duckDb];
