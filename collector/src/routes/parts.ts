import type { FastifyInstance } from 'fastify';
import type { Trail } from '../audit/trail.js';
import type { LogReader, ResettableEngine } from '../engine/engine.js';
import type { Counts } from '../health/counts.js';
import type { Metrics } from '../health/metrics.js';
import type { FindCountry } from '../ingest/admission/countries.js';
import type { Log } from '../ingest/log/log.js';
import type { Upkeep } from '../ingest/packing/upkeep.js';
import type { Jobs } from '../jobs/jobs.js';
import type { Live } from '../live/live.js';
import type { ReportQueue } from '../reports/report-queue.js';
import type { ReceivedLog } from '../sources/received.js';
import type { RateLimit } from '../store/rate-limit.js';
import type { Space } from '../store/space.js';
import type { Store } from '../store/store.js';
import type { Team } from '../team/team.js';
import type { Guesses } from './access/guesses.js';

/** What the routes depend on. */
export interface Parts {
  log: Log;
  upkeep: Upkeep;
  jobs: Jobs;
  /** A new reader of the same log. */
  createReader: () => LogReader;
  engine: ResettableEngine;
  /** Whose questions the engine answers now, and whose wait. */
  reportQueue: ReportQueue;
  live: Live;
  counts: Counts;
  metrics: Metrics;
  rateLimit: RateLimit;
  /** How people sign in and are invited. */
  team: Team;
  /** What people did. */
  trail: Trail;
  /** Wrong tokens, by who sent them. */
  guesses: Guesses;
  /** Decides whose hits are accepted while the disk fills up; absent: all hits are. */
  space?: Space | undefined;
  /** Where the operator has supplied a database. */
  findCountry?: FindCountry | undefined;
  /** When this process began to count, Unix milliseconds. */
  started: number;
  store: Store;
  /** What services have sent of late. */
  received: ReceivedLog;
  /** Unix milliseconds. */
  clock: () => number;
  /** Folder with the built scripts `kmq.js` and `kmq-lite.js`. */
  sdkFolder: string;
  /** Folder with the built app. */
  webFolder: string;
  /** Folder with the built documentation. */
  docsFolder: string;
  /** Folder of exports that are being written; nothing in it outlives a start. */
  exportFolder: string;
  /** Folder of the scripts that were given out under an immutable name. */
  scriptFolder: string;
  /** Address of ingest and scripts, without a slash at its end, once it is known. */
  address: () => string;
  /** Host names, beside this machine's own, under which app and API answer. */
  hosts: readonly string[];
  /** Origin of the app in production, where a proxy stands between it and this process. */
  publicOrigin?: string | undefined;
  /** Address of the demo shop while it runs. */
  demoShop: () => string | undefined;
}

/** A group of routes. */
export type Routes = (app: FastifyInstance, parts: Parts) => void;
