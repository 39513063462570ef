import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Asks for something to be done when a test has finished. */
export type Finish = (task: () => void | Promise<void>) => void;

/** An empty folder that is gone after the test. */
export const createFolder = (finish: Finish = onTestFinished): string => {
  const folder = mkdtempSync(join(tmpdir(), 'kmq-'));
  finish(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};
