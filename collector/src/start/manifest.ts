import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from '../folder.js';
import { Problem } from './problem.js';

/** One file of a backup. */
export interface BackupFile {
  /** Below the backup's folder, as below the data folder. */
  path: string;
  bytes: number;
  sha256: string;
}

/** What a backup holds; it is written last, so a backup without it is none. */
export interface Manifest {
  format: 1;
  /** ISO 8601. */
  made: string;
  /** Every record up to this position is in it, and none behind it. */
  syncedSeq: number;
  files: BackupFile[];
}

/** Name of the manifest. */
export const MANIFEST = 'backup.json';

/** Writes a file of a backup, synced; answers its line of the manifest. */
export const writeFileOf = async (
  folder: string,
  path: string,
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
): Promise<BackupFile> => {
  await mkdir(dirname(join(folder, path)), { recursive: true, mode: 0o700 });
  const hash = createHash('sha256');
  let bytes = 0;
  const handle = await open(join(folder, path), 'wx', 0o600);
  try {
    for await (const chunk of chunks) {
      await handle.writeFile(chunk);
      hash.update(chunk);
      bytes += chunk.length;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncFolder(dirname(join(folder, path)));
  return { path, bytes, sha256: hash.digest('hex') };
};

/** A file's bytes, opened at once: it may lose its name while it is read. */
export const readFileOf = async (path: string): Promise<AsyncIterable<Buffer>> => {
  const handle = await open(path, 'r');
  return createReadStream('', { fd: handle }) as AsyncIterable<Buffer>;
};

/** The manifest of a backup, or undefined where the folder is none. */
export const readManifest = async (folder: string): Promise<Manifest | undefined> => {
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const manifest = JSON.parse(text) as Manifest;
  if (manifest.format > 1)
    throw new Problem([
      `${folder} is a backup of a newer kmq-collector, in a form that this one does not know.`,
      'Restore it with that version, or a newer one.',
    ]);
  return manifest.format === 1 ? manifest : undefined;
};
