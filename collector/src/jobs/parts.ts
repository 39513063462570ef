import type { Engine, LogReader } from '../engine/engine.js';
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
  engine: Engine;
  renewEngine: (meanwhile?: () => Promise<void>) => Promise<void>;
  /** Runs a task during which the engine is not made anew. */
  holdEngine: <Done>(task: () => Promise<Done>) => Promise<Done>;
  live: Live;
  store: Store;
  /** Unix milliseconds. */
  clock: () => number;
  report: (message: string, facts: object) => void;
}
