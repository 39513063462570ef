import type { HitWriter } from './hit-store.js';
import type { LocalStore } from './people-index/store.js';

/** Where the loader writes: who is who, and what happened. One loader writes at a time. */
export interface Storage {
  people: LocalStore;
  hits: HitWriter;
  /** Runs work that writes both: all of it is kept, with the position, or nothing (S5). */
  transact<Answer>(work: () => Promise<Answer>): Promise<Answer>;
  /** Whether an error is the surroundings' fault, not that of what was written: the same is tried again for as long as it takes. */
  isPassing(error: unknown): boolean;
  /** Sees every error; an engine that cannot go on gives up here. */
  judge(error: unknown): Promise<void>;
  /** Bytes of what was erased may be left until the next start, which removes them. */
  markErased(): Promise<void>;
  /** What is kept cannot be true: the next start begins anew, and this engine gives up. `reason` goes on from its name. */
  discard(reason: string): void;
  close(): void;
}
