import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Config } from '../config.js';
import { claimFolder } from '../store/claim.js';
import { checkFormat } from './format.js';
import { MANIFEST, readFileOf, readManifest, writeFileOf } from './manifest.js';
import { findHeir, findOwner, giveTo } from './owner.js';
import { Problem, prepareFolder, toClaimProblem } from './problem.js';

/** `restore <folder>`: a backup becomes the data of a collector that has none. */
export const restore = async ({ data }: Config, source: string): Promise<string> => {
  const folder = resolve(source);
  const manifest = await readManifest(folder);
  if (!manifest)
    throw new Problem([`${folder} holds no finished backup: its backup.json is missing.`]);
  checkFormat(folder);
  const heir = findHeir(data, join(folder, MANIFEST));
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
    for (const { path, sha256 } of manifest.files) {
      const written = await writeFileOf(data, path, await readFileOf(join(folder, path)));
      if (written.sha256 !== sha256)
        throw new Problem([
          `${join(folder, path)} is not what was backed up: its bytes have changed.`,
          `Empty ${data} and take another backup.`,
        ]);
    }
  } finally {
    claim.release();
  }
  if (heir) giveTo(data, heir);
  const owner = findOwner(data)?.name;
  return `Restored up to position ${manifest.syncedSeq}, as of ${manifest.made}${owner ? `, for ${owner}` : ''}; the next start builds the reports from it.`;
};
