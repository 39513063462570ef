import type { EngineWorld } from './core/create-engine.js';
import { isBuilt, isLocked, removeAll } from './duckdb/folder.js';
import type { Engine } from './engine.js';

/** What decides which engine answers, and how it does. Passed to the engine's process as JSON. */
export interface EngineSettings {
  /** Default `duckdb`. */
  engine?: EngineName;
  /** Folder that the engine has for itself. */
  folder: string;
  /** Buffers of queries and of the loader; beyond that they go to a temporary folder. */
  memoryMegabytes?: number;
  threads?: number;
}

/** A kind of engine: all that the rest of the program knows of it before it is open. */
export interface EngineKind {
  capabilities: {
    /** A crash of it ends its process, so it runs in one of its own. */
    ownProcess: boolean;
    /** Several collectors may write to one and answer from it. */
    shared: boolean;
    /** Bytes of rows that were erased are gone at once, or when it is opened the next time. */
    erasedBytesGone: 'at once' | 'when opened again';
  };
  open(settings: EngineSettings, world: EngineWorld): Promise<Engine>;
  /** Whether another process still holds what it keeps, so that opening it is worth another try. */
  isHeld(error: unknown): boolean;
  /** Whether it has anything to answer from. */
  isBuilt(settings: EngineSettings): boolean;
  /** Removes all that it keeps, while nothing has it open. */
  remove(settings: EngineSettings): Promise<void>;
}

/** Every kind of engine by its name. Libraries are loaded when an engine is opened, not before. */
const ENGINES = {
  duckdb: {
    capabilities: {
      ownProcess: true,
      shared: false,
      erasedBytesGone: 'when opened again',
    },
    open: async (settings, world) =>
      (await import('./duckdb/open-duckdb.js')).openDuckDb({ ...settings, ...world }),
    isHeld: isLocked,
    isBuilt: ({ folder }) => isBuilt(folder),
    remove: ({ folder }) => removeAll(folder),
  },
} satisfies Record<string, EngineKind>;

export type EngineName = keyof typeof ENGINES;

/** The kind of engine that settings ask for. */
export const findEngineKind = ({ engine = 'duckdb' }: EngineSettings): EngineKind =>
  ENGINES[engine];
