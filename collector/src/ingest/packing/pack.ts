import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../../folder.js';
import { readBytes } from '../log/bytes.js';
import { UNFINISHED, writeWhole } from '../log/replace.js';
import { isPacked, otherPathOf, readSegments } from '../log/segments.js';
import { BLOCK_BYTES, packBlock, readPacked } from './packed.js';

const LINE_FEED = 10;

/** Bytes → members of whole lines, one at least. A rest without line feed is a member, too: nothing is judged here. */
export async function* packLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let isEmpty = true;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([rest, chunk]);
    const end = bytes.length < BLOCK_BYTES ? 0 : bytes.lastIndexOf(LINE_FEED) + 1;
    if (end) {
      isEmpty = false;
      yield await packBlock(bytes.subarray(0, end));
    }
    rest = bytes.subarray(end);
  }
  if (rest.length || isEmpty) yield await packBlock(rest);
}

const hashChunks = async (chunks: AsyncIterable<Buffer>): Promise<string> => {
  const hash = createHash('sha256');
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
};

/** Packs one sealed segment; the packed one has its name when it has been read back and is the same. */
const packSegment = async (path: string): Promise<void> => {
  const packed = otherPathOf(path);
  await writeWhole(packed, packLines(readBytes(path, 0)), async (written) => {
    if ((await hashChunks(readPacked(written, 0))) !== (await hashChunks(readBytes(path, 0))))
      throw new Error(`${packed} did not read back as it was written; the plain segment stays.`);
  });
};

/** Removes what a crash left: unfinished files, and plain segments that are packed already. */
const tidy = async (folder: string): Promise<void> => {
  const names = new Set(await readdir(folder));
  for (const name of names)
    if (name.endsWith(UNFINISHED) || (!isPacked(name) && names.has(otherPathOf(name))))
      await rm(join(folder, name));
  await syncFolder(folder);
};

/**
 * Packs every segment that nothing is added to any more; the last one may still grow. After `ending` no further one
 * is begun.
 */
export const packSealed = async (folder: string, ending?: AbortSignal): Promise<void> => {
  await tidy(folder);
  const segments = await readSegments(folder);
  for (const { path } of segments.slice(0, -1)) {
    if (isPacked(path)) continue;
    if (ending?.aborted) return;
    await packSegment(path);
    await rm(path);
  }
};
