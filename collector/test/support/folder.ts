import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** An empty folder that is gone after the test. */
export const createFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'kmq-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};
