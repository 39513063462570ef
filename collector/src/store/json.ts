import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { syncFolder } from '../folder.js';

/** A file that cannot be read as what it should be; its message says what to do. */
export class DamagedFile extends Error {}

/** What a file holds, or undefined where there is none. Throws, naming the file, where it is not JSON. */
export const readJson = async (path: string): Promise<unknown> => {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new DamagedFile(
      `${path} is damaged: it is not JSON. Restore it from a backup, or move it away.`,
    );
  }
};

/** Replaces a file as a whole: after a crash it holds the old text or the new one. Only its owner may read it. */
export const writeJson = async (path: string, content: unknown): Promise<void> => {
  await writeFileAtomic(path, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await syncFolder(dirname(path));
};
