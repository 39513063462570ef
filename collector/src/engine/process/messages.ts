import type { MoneyNames } from '../../money.js';
import type { Call } from '../calls.js';
import type { EngineSettings } from '../engines.js';
import type { EngineFailure } from '../failure.js';

/** What the engine's process is told at its start, as its one argument. */
export interface WorkerSettings extends EngineSettings {
  /** Folder of the log. */
  log: string;
  /** Folder of lists of people; without it there are none. */
  lists?: string;
}

/** One question. */
export interface Asked {
  id: number;
  ask: Call;
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
