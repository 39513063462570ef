import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { findOwner, toChown, toName, walk } from '../owner.js';
import type { Check } from './finding.js';

/** Everything in the data folder is its owner's: what is somebody else's the collector may not be able to read. */
export const checkOwner: Check = async ({ data }) => {
  const owner = findOwner(data);
  if (!owner || !process.getuid) return [];
  const foreign: { path: string; uid: number }[] = [];
  for (const path of walk(data)) {
    // A file that a running collector replaces meanwhile is gone.
    // A folder that is mounted, and what its file system keeps in it, may be the system's.
    if (path === data || path === join(data, 'lost+found')) continue;
    const uid = lstatSync(path, { throwIfNoEntry: false })?.uid ?? owner.uid;
    if (uid !== owner.uid) foreign.push({ path, uid });
  }
  const [first] = foreign;
  if (!first) return [{ ok: true, text: `All files in ${data} belong to ${owner.name}.` }];
  return [
    {
      ok: false,
      text: `${foreign.length} files or folders in ${data} do not belong to ${owner.name}, such as ${first.path} (${toName(first.uid)}): ${toChown(data, owner)}`,
    },
  ];
};
