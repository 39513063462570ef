import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../folder.js';
import { encodeRecords } from '../ingest/log/frame.js';
import { writeWhole } from '../ingest/log/replace.js';
import { scanSegment } from '../ingest/log/scan.js';
import { isPacked, otherPathOf, readSegments, type Segment } from '../ingest/log/segments.js';
import { packLines } from '../ingest/packing/pack.js';
import type { ErasedRecord, LogRecord } from '../ingest/record.js';
import type { Erasure } from './erasure.js';

/** A segment to which nothing is added any more. */
interface Sealed extends Segment {
  /** Last position that counts in it; a refused group may have left records behind. */
  endSeq: number;
}

/** The sealed segments that begin up to a position. */
export const readSealed = async (folder: string, upToSeq: number): Promise<Sealed[]> => {
  const segments = await readSegments(folder);
  return segments.slice(0, -1).flatMap((segment, index) => {
    const endSeq = segments[index + 1]!.firstSeq - 1;
    return segment.firstSeq <= upToSeq ? [{ ...segment, endSeq }] : [];
  });
};

/** It keeps its place in the log, so that no position moves, and says nothing else. */
const emptyRecord = ({ seq, site, received }: LogRecord): ErasedRecord => ({
  type: 'erased',
  v: 1,
  seq,
  site,
  received,
});

const holdsErased = async (path: string, erasure: Erasure): Promise<boolean> => {
  for await (const stretch of scanSegment(path)) {
    if (
      'damaged' in stretch
        ? erasure.mentions(stretch.damaged.toString())
        : stretch.records.some(erasure.takes)
    )
      return true;
  }
  return false;
};

/** What is removed from the log, and how. */
export interface Rewriting {
  erasure: Erasure;
  upToSeq: number;
  /** What is left of a record that goes; by default its place. */
  leave?: (record: LogRecord) => LogRecord | undefined;
}

async function* encodeLines(
  { path, endSeq }: Sealed,
  { erasure, leave = emptyRecord }: Rewriting,
): AsyncGenerator<Buffer> {
  for await (const stretch of scanSegment(path)) {
    if ('damaged' in stretch) {
      // Unreadable bytes are kept, unless they mention a person who is erased.
      if (!erasure.mentions(stretch.damaged.toString())) yield stretch.damaged;
      continue;
    }
    const kept: LogRecord[] = [];
    for (const record of stretch.records) {
      if (record.seq > endSeq) continue;
      const left = erasure.takes(record) ? leave(record) : record;
      if (!left) continue;
      // The check that it was read with is not part of the record.
      const { check: _check, ...rest } = left as LogRecord & { check?: string };
      kept.push(rest as LogRecord);
    }
    yield encodeRecords(kept);
  }
}

/**
 * Writes every sealed segment anew that holds something that goes: each is replaced as a whole, so that a
 * crash leaves the old one or the new one.
 */
export const rewriteSegments = async (folder: string, rewriting: Rewriting): Promise<void> => {
  const { erasure, upToSeq } = rewriting;
  for (const segment of await readSealed(folder, upToSeq)) {
    const { path } = segment;
    if (!(await holdsErased(path, erasure))) continue;
    await writeWhole(
      isPacked(path) ? path : otherPathOf(path),
      packLines(encodeLines(segment, rewriting)),
    );
    if (!isPacked(path)) await rm(path);
    await syncFolder(folder);
  }
  const aside = join(folder, 'aside');
  for (const name of await readdir(aside).catch(() => [])) {
    const bytes = await readFile(join(aside, name));
    if (erasure.mentions(bytes.toString())) await rm(join(aside, name));
  }
};
