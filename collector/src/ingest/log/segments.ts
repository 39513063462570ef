import { mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../../folder.js';

/** One file of the log, named by the position of its first record. */
export interface Segment {
  path: string;
  firstSeq: number;
}

/** Whole positions stay exact up to 2^53, sixteen digits. */
const NAME = /^(\d{16})\.ndjson(\.gz)?$/;
const PACKED = '.gz';

/** Whether a segment is packed, by its name. */
export const isPacked = (path: string): boolean => path.endsWith(PACKED);

/** The packed name of a plain segment, the plain name of a packed one. */
export const otherPathOf = (path: string): string =>
  isPacked(path) ? path.slice(0, -PACKED.length) : path + PACKED;

/** Where a segment that starts at this position lies. */
export const formatSegmentPath = (folder: string, firstSeq: number): string =>
  join(folder, `${String(firstSeq).padStart(16, '0')}.ndjson`);

/** The segments of a log in order; none where the folder does not exist yet. */
export const readSegments = async (folder: string): Promise<Segment[]> => {
  const found = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const names = new Set(found);
  return found
    .flatMap((name) => {
      const firstSeq = NAME.exec(name)?.[1];
      // A packed segment is complete once it has its name; a crash may have left the plain one beside it.
      const isLeft = names.has(name + PACKED);
      return firstSeq && !isLeft ? [{ path: join(folder, name), firstSeq: Number(firstSeq) }] : [];
    })
    .sort((a, b) => a.firstSeq - b.firstSeq);
};

/** A stretch of a segment that holds no readable record. */
export interface Damage {
  path: string;
  /** First byte in the segment, and how many. */
  offset: number;
  bytes: number;
  /** Where a copy of the stretch was kept. */
  keptAt: string;
}

/** Keeps a copy of damaged bytes beside the log, once however often they are met. */
export const keepAside = async (path: string, offset: number, bytes: Buffer): Promise<Damage> => {
  const folder = join(path, '..', 'aside');
  await mkdir(folder, { recursive: true });
  const keptAt = join(folder, `${/(\d+)\.ndjson/.exec(path)?.[1]}-${offset}-${bytes.length}`);
  try {
    const handle = await open(keptAt, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await syncFolder(folder);
  } catch (error) {
    // The same stretch was kept when it was met before.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return { path, offset, bytes: bytes.length, keptAt };
};
