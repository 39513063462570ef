import { join } from 'node:path';
import { readJson, writeJson } from './json.js';

/** A backup that was made of a data folder; erasing a person cannot reach it. */
export interface Backup {
  folder: string;
  /** ISO 8601. */
  made: string;
  syncedSeq: number;
}

const pathOf = (data: string): string => join(data, 'backups.json');

/** The backups that were made, oldest first. */
export const readBackups = async (data: string): Promise<Backup[]> =>
  ((await readJson(pathOf(data))) as Backup[] | undefined) ?? [];

/** Remembers that a backup was made. */
export const addBackup = async (data: string, backup: Backup): Promise<void> =>
  writeJson(pathOf(data), [...(await readBackups(data)), backup]);

/** Forgets backups that were removed. */
export const forgetBackups = async (data: string, folders: readonly string[]): Promise<void> => {
  const backups = await readBackups(data);
  const kept = backups.filter(({ folder }) => !folders.includes(folder));
  if (kept.length < backups.length) await writeJson(pathOf(data), kept);
};
