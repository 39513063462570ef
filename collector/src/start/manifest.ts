import { posix } from 'node:path';
import { Problem } from './problem.js';
import { type BackupFile, MANIFEST, type Storage } from './storage.js';

/** What a backup holds. */
export interface Manifest {
  format: 1;
  /** ISO 8601. */
  made: string;
  /** Every record up to this position is in it, and none behind it. */
  syncedSeq: number;
  files: BackupFile[];
}

/** A file of a data folder, and of nothing outside of it: somebody may have written into the bucket. */
const isInside = ({ path }: BackupFile): boolean =>
  posix.normalize(path) === path && !/^(\.\.?(\/|$)|\/)/.test(path) && !path.includes('\\');

/** The text of a file of a backup; undefined where it has none. */
export const readText = async (backup: Storage, path: string): Promise<string | undefined> => {
  const chunks = await backup.read(path);
  if (!chunks) return undefined;
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString('utf8');
};

const parse = (text: string, address: string): Manifest => {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem([
      `${address}/${MANIFEST} is damaged: it is not JSON. Restore another backup.`,
    ]);
  }
};

/** The manifest of a backup, or undefined where there is no finished one. */
export const readManifest = async (backup: Storage): Promise<Manifest | undefined> => {
  const text = await readText(backup, MANIFEST);
  if (text === undefined) return undefined;
  const manifest = parse(text, backup.address);
  if (manifest?.format > 1)
    throw new Problem([
      `${backup.address} is a backup of a newer kmq-collector, in a form that this one does not know.`,
      'Restore it with that version, or a newer one.',
    ]);
  if (manifest?.format !== 1) return undefined;
  const outside = manifest.files.find((file) => !isInside(file));
  if (outside)
    throw new Problem([
      `${backup.address}/${MANIFEST} names ${JSON.stringify(outside.path)}, which is not a file of a data folder. Nothing was restored.`,
    ]);
  return manifest;
};
