import { createSerialize } from '../../serialize.js';
import type { Report } from '../log/log.js';
import { packSealed } from './pack.js';

/** Maintenance of complete segments, one task at a time, while hits are appended. */
export interface Upkeep {
  /** Packs what has been sealed, soon. */
  pack(): void;
  /** Runs a task that rewrites segments, when no other one runs. */
  rewrite<Done>(task: () => Promise<Done>): Promise<Done>;
  /** How often that happened; odd while it does. */
  rewrites(): number;
  /** Waits for what runs; nothing new begins. */
  close(): Promise<void>;
}

/** Creates the upkeep of a log. What fails is reported, left as it was, and tried again with the next segment. */
export const createUpkeep = (
  folder: string,
  report: Report,
  packAll: (folder: string, ending: AbortSignal) => Promise<void> = packSealed,
): Upkeep => {
  const serialize = createSerialize();
  const ending = new AbortController();
  let rewrites = 0;
  return {
    rewrites: () => rewrites,
    rewrite: (task) =>
      serialize(async () => {
        rewrites++;
        try {
          return await task();
        } finally {
          rewrites++;
        }
      }),
    pack() {
      serialize(async () => {
        if (!ending.signal.aborted) await packAll(folder, ending.signal);
      }).catch((error) =>
        report('A log file could not be packed; it stays unpacked.', {
          folder,
          err: error,
        }),
      );
    },
    async close() {
      ending.abort();
      await serialize(() => undefined);
    },
  };
};
