import { existsSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from '../config.js';
import { claimFolder } from '../store/claim.js';
import { listBackups } from './backup-schedule.js';
import { checkFormatText, FORMAT_FILE } from './format.js';
import { type Manifest, readManifest, readText } from './manifest.js';
import { findHeir, findOwner, giveTo } from './owner.js';
import { Problem, prepareFolder, toClaimProblem } from './problem.js';
import { openS3 } from './s3.js';
import { isS3 } from './s3-problem.js';
import { MANIFEST, openFolder, type Storage, writeFileOf } from './storage.js';

/** Somebody may have named the folder that holds several. */
const toMissingProblem = async (source: Storage): Promise<Problem> => {
  const backups = await listBackups(source).catch(() => []);
  const last = backups.filter(({ finished }) => finished).at(-1);
  return new Problem([
    `${source.address} holds no finished backup: its ${MANIFEST} is missing.`,
    ...(last ? [`The last one below it: kmq-collector restore ${last.backup.address}`] : []),
  ]);
};

const copyFiles = async (data: string, source: Storage, { files }: Manifest): Promise<void> => {
  const written: string[] = [];
  try {
    for (const { path, sha256 } of files) {
      const chunks = await source.read(path);
      if (!chunks)
        throw new Problem([
          `${source.address}/${path} is missing, though the backup lists it. ${data} is as it was.`,
          'Restore another backup.',
        ]);
      const copied = await writeFileOf(data, path, chunks);
      written.push(path);
      if (copied.sha256 !== sha256)
        throw new Problem([
          `${source.address}/${path} is not what was backed up: its bytes have changed. ${data} is as it was.`,
          'Restore another backup.',
        ]);
    }
  } catch (error) {
    for (const path of written) await rm(join(data, path), { force: true });
    // Folders that hold something else stay.
    for (const folder of new Set(files.map(({ path }) => dirname(path))))
      if (folder !== '.') await rmdir(join(data, folder)).catch(() => undefined);
    throw error;
  }
};

/** `restore <folder>`: a backup becomes the data of a collector that has none; what fails leaves nothing. */
export const restore = async ({ data }: Config, address: string): Promise<string> => {
  const source = isS3(address) ? await openS3(address) : openFolder(address);
  const manifest = await readManifest(source);
  if (!manifest) throw await toMissingProblem(source);
  checkFormatText(source.address, await readText(source, FORMAT_FILE));
  const heir = findHeir(data, ...(isS3(address) ? [] : [join(source.address, MANIFEST)]));
  prepareFolder(data);
  const claim = claimFolder(data);
  if ('running' in claim) throw toClaimProblem(data, claim.running);
  try {
    const taken = ['log', 'sites', 'tokens.json'].find((name) => existsSync(join(data, name)));
    if (taken)
      throw new Problem([
        `${data} holds data already (${taken}); nothing was changed.`,
        'Choose an empty folder with KMQ_DATA or --data.',
      ]);
    await copyFiles(data, source, manifest);
  } finally {
    claim.release();
  }
  if (heir) giveTo(data, heir);
  const owner = findOwner(data)?.name;
  return `Restored up to position ${manifest.syncedSeq}, as of ${manifest.made}${owner ? `, for ${owner}` : ''}; the next start builds the reports from it.`;
};
