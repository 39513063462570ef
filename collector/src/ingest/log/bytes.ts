import { type FileHandle, open } from 'node:fs/promises';
import { readPacked } from '../packing/packed.js';
import { isPacked, otherPathOf } from './segments.js';

const CHUNK_BYTES = 1 << 20;

async function* readPlain(handle: FileHandle, from: number): AsyncGenerator<Buffer> {
  for (let at = from; ; ) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, at);
    if (!bytesRead) return;
    at += bytesRead;
    yield chunk.subarray(0, bytesRead);
  }
}

/** A segment that was packed after it was listed has its other name. */
const openEither = async (path: string): Promise<{ handle: FileHandle; packed: boolean }> => {
  try {
    return { handle: await open(path, 'r'), packed: isPacked(path) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const other = otherPathOf(path);
    return { handle: await open(other, 'r'), packed: isPacked(other) };
  }
};

/** The lines of a segment, packed or not, from an offset among them. */
export async function* readBytes(path: string, from: number): AsyncGenerator<Buffer> {
  const { handle, packed } = await openEither(path);
  try {
    yield* packed ? readPacked(handle, from) : readPlain(handle, from);
  } finally {
    await handle.close();
  }
}
