import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Config } from '../config.js';
import type { Engine } from '../engine/engine.js';
import { startEngine } from '../engine/open.js';
import { createLog } from '../ingest/log/log.js';
import { claimFolder, readRunning } from '../store/claim.js';
import { findData, prepareFolder, toClaimProblem } from './problem.js';
import { askRunning } from './running.js';

const LOOK_MS = 50;

/** Waits until an engine has read the log up to a position. */
export const waitUntilRead = async (engine: Engine, seq: number): Promise<void> => {
  for (;;) {
    const status = await engine.status();
    if (status.ready && status.seq >= seq) return;
    await wait(LOOK_MS);
  }
};

/** What reports answer from, made anew in a folder where no collector runs; answers how many records were read. */
const rebuildHere = async (data: string, report: (message: string) => void): Promise<number> => {
  const claim = claimFolder(data);
  if ('running' in claim) throw toClaimProblem(data, claim.running);
  const folder = join(data, 'log');
  try {
    const log = await createLog({ folder, report });
    await log.close();
    const engine = startEngine({ folder: join(data, 'engine'), log: folder, report }, log);
    try {
      await engine.reset();
      await waitUntilRead(engine, log.syncedSeq());
    } finally {
      await engine.close();
    }
    return log.syncedSeq();
  } finally {
    claim.release();
  }
};

/** The same in the collector that runs, which goes on taking hits. */
const rebuildThere = async (data: string): Promise<number> => {
  const { ask, end } = await askRunning(data);
  try {
    const { syncedSeq } = await ask<{ syncedSeq: number }>('POST', '/api/rebuild');
    for (;;) {
      const { engine } = await ask<{ engine: { ready: boolean; seq: number } }>('GET', '/api/log');
      if (engine.ready && engine.seq >= syncedSeq) return syncedSeq;
      await wait(LOOK_MS);
    }
  } finally {
    await end();
  }
};

/** `rebuild`: everything that reports answer from is thrown away and read from the log again. */
export const rebuild = async (
  { data }: Config,
  report: (message: string) => void,
): Promise<string> => {
  findData(data);
  prepareFolder(data);
  const started = Date.now();
  const seq = readRunning(data) ? await rebuildThere(data) : await rebuildHere(data, report);
  return `Rebuilt the reports from the log up to position ${seq}, in ${(Date.now() - started) / 1000} s.`;
};
