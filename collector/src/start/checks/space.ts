import { statfs } from 'node:fs/promises';
import type { Check } from './finding.js';

const GIB = 1024 ** 3;
/** The log of about ten million hits, and what reports spill meanwhile. */
const LEAST_BYTES = 2 * GIB;

/** Names the space that is left on the disk of the data folder. */
export const checkSpace: Check = async ({ data }) => {
  const { bavail, bsize } = await statfs(data);
  const free = bavail * bsize;
  const text = `${(free / GIB).toFixed(1)} GiB are free on the disk of ${data}`;
  return free < LEAST_BYTES
    ? [{ ok: false, text: `${text}: make room, or hits will be refused once it is full.` }]
    : [{ ok: true, text: `${text}.` }];
};
