import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeJson } from '../store/json.js';
import { Problem } from './problem-error.js';

/** Raised where the version before cannot read what this one writes, in the log or beside it. */
const FORMAT = 1;

/** Name of the file in which a data folder says how it was written. */
export const FORMAT_FILE = 'format.json';

const PACKAGE = fileURLToPath(new URL('../../package.json', import.meta.url));

/** Version of the collector. */
export const readVersion = (): string => JSON.parse(readFileSync(PACKAGE, 'utf8')).version;

/** Refuses what a newer collector has written: this one would read it wrongly. */
export const checkFormatText = (folder: string, text: string | undefined): void => {
  // Collectors before 0.2 did not write it; what cannot be read is told when it is needed.
  if (text === undefined) return;
  let told: { format?: unknown; version?: unknown } | null;
  try {
    told = JSON.parse(text);
  } catch {
    throw new Problem([
      `${join(folder, FORMAT_FILE)} is damaged: it is not JSON. Restore it from a backup, or move it away.`,
    ]);
  }
  if (typeof told?.format === 'number' && told.format <= FORMAT) return;
  throw new Problem([
    `${folder} was written by a newer kmq-collector (${told?.version ?? 'unknown'}) in a form that this one (${readVersion()}) does not know; nothing was changed.`,
    'Install that version or a newer one, or restore the backup that was made before the upgrade into another folder.',
  ]);
};

/** Refuses a data folder that a newer collector has written. */
export const checkFormat = (folder: string): void => {
  let text: string | undefined;
  try {
    text = readFileSync(join(folder, FORMAT_FILE), 'utf8');
  } catch {
    // It is not there, or cannot be read: then nothing else can, and that is told.
  }
  checkFormatText(folder, text);
};

/** Notes that this version writes to the folder from now on. */
export const writeFormat = (folder: string): Promise<void> =>
  writeJson(join(folder, FORMAT_FILE), { format: FORMAT, version: readVersion() });
