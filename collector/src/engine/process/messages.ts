import type { DatabaseSettings } from '../duckdb/tables/database.js';
import type { Engine } from '../engine.js';
import type { EngineFailure } from '../failure.js';
import type { MoneyNames } from '../revenue.js';

/** What the engine's process is told at its start, as its one argument. */
export interface WorkerSettings extends DatabaseSettings {
  /** Folder of the log. */
  log: string;
  /** Folder of lists of people; without it there are none. */
  lists?: string;
}

/** Questions that the process answers: methods of `Engine` by name. */
export type Question =
  | 'status'
  | 'people'
  | 'person'
  | 'between'
  | 'link'
  | 'waiting'
  | 'report'
  | 'reportPeople'
  | 'reportIdentities'
  | 'isPopulation'
  | 'listed'
  | 'catalogue'
  | 'signs'
  | 'outlived'
  | 'remove';

/** One question. */
export interface Asked {
  id: number;
  ask: Question;
  with: unknown[];
}

/** To the engine's process. */
export type Order =
  | { follow: number }
  /** Of `Engine.setNames`. */
  | { names: Readonly<Record<string, MoneyNames>> }
  | Asked
  /** Nobody waits for this answer any more. */
  | { forget: number }
  | { close: true };

/** Where the loader is. */
export type Status = Awaited<ReturnType<Engine['status']>>;

/** The answer to one question. */
export type Answered =
  | { id: number; answer: unknown }
  | { id: number; failed: { code: EngineFailure; message: string } };

/** From the engine's process. */
export type Notice =
  | { open: true }
  /** A sentence for a human. */
  | { report: string }
  | Answered;
