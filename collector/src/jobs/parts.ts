import type { LogReader, ResettableEngine } from '../engine/engine.js';
import type { Log } from '../ingest/log/log.js';
import type { Upkeep } from '../ingest/packing/upkeep.js';
import type { Live } from '../live/live.js';
import type { Store } from '../store/store.js';

/** What jobs work with. */
export interface JobParts {
  data: string;
  log: Log;
  logFolder: string;
  upkeep: Upkeep;
  createReader: () => LogReader;
  engine: ResettableEngine;
  live: Live;
  store: Store;
  /** Unix milliseconds. */
  clock: () => number;
  report: (message: string, facts: object) => void;
}
