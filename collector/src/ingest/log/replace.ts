import { type FileHandle, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../../folder.js';

/** Ending of a file that is still being written; a crash may leave one behind. */
export const UNFINISHED = '.unfinished';

/**
 * Writes a file of the log as a whole: after a crash it is there complete, or as it was before. It gets its name only after
 * `check`, which may read it, has not thrown.
 */
export const writeWhole = async (
  path: string,
  parts: AsyncIterable<Buffer>,
  check?: (written: FileHandle) => Promise<void>,
): Promise<void> => {
  // Hits are personal data: only this account can read them.
  const handle = await open(path + UNFINISHED, 'w+', 0o600);
  try {
    for await (const part of parts) await handle.writeFile(part);
    await handle.sync();
    await check?.(handle);
  } finally {
    await handle.close();
  }
  await rename(path + UNFINISHED, path);
  await syncFolder(dirname(path));
};
