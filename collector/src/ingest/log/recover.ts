import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../../folder.js';
import { countHits, type WrittenRecord } from '../record.js';
import { isWhole, SHORTEST_HIT_BYTES } from './frame.js';
import { requireKnown } from './known.js';
import { scanLines } from './scan.js';
import { type Damage, isPacked, keepAside, readSegments, type Segment } from './segments.js';

/** Where a log continues after it was closed or cut off. */
export interface LogEnd {
  /** Last position that may ever have been given out. */
  seq: number;
  /** The segment to append to, and its length; none in a new log, or behind a packed one. */
  last: (Segment & { bytes: number }) | undefined;
  /** What was found damaged in the last segment, in order; `torn`: cut off its end. */
  damages: (Damage & { torn: boolean })[];
}

/** The hits of a full segment would take more memory than all that follows. */
const checkWhole =
  (path: string) =>
  (line: Buffer): Buffer[] | undefined => {
    if (!isWhole(line)) return undefined;
    requireKnown(path, line);
    return [line];
  };

/** Last position that a line of the log takes. */
const readLastSeq = (line: Buffer): number => {
  const record = JSON.parse(line.toString()) as WrittenRecord;
  return record.seq + countHits(record) - 1;
};

/** Cuts a segment and makes sure that what remains is on disk. */
const cutSegment = async (path: string, bytes: number): Promise<void> => {
  const handle = await open(path, 'r+');
  try {
    const { size } = await handle.stat();
    if (size > bytes) await handle.truncate(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/**
 * Opens what an earlier process left: the unreadable end of the last segment is cut off, what is unreadable
 * before it stays in place, both are kept aside, and everything readable is synced.
 */
export const recoverLog = async (folder: string): Promise<LogEnd> => {
  await mkdir(folder, { recursive: true });
  await syncFolder(dirname(folder));
  const last = (await readSegments(folder)).at(-1);
  if (!last) return { seq: 0, last: undefined, damages: [] };

  let seq = last.firstSeq - 1;
  let bytes = 0;
  const damages: LogEnd['damages'] = [];
  for await (const stretch of scanLines(last.path, 0, checkWhole(last.path))) {
    if ('damaged' in stretch) {
      const damage = await keepAside(last.path, stretch.offset, stretch.damaged);
      damages.push({ ...damage, torn: true });
    } else {
      seq = readLastSeq(stretch.records.at(-1)!);
      bytes = stretch.ends.at(-1)!;
      for (const damage of damages) damage.torn = false;
    }
  }
  const torn = damages.at(-1)?.torn ? damages.at(-1)!.bytes : 0;
  // A lost record may have been acknowledged and loaded: its position must not go to another hit.
  seq += Math.ceil(torn / SHORTEST_HIT_BYTES);
  // A segment that was sealed stays as it is; a new one follows.
  if (isPacked(last.path)) return { seq, last: undefined, damages };
  await cutSegment(last.path, bytes);
  await syncFolder(folder);
  return { seq, last: { ...last, bytes }, damages };
};
