import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';

/** Whether there is something to open in a folder, or something of it was ever made. */
export const isBuilt = (folder: string): boolean => existsSync(folder);

/** Removes all that the engine ever wrote, files that were put aside included. */
export const removeAll = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true });

/** Two processes may not open one file; the one before may still be ending. */
export const isLocked = (error: unknown): boolean => /could not set lock/i.test(String(error));
