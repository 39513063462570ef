import { performance } from 'node:perf_hooks';
import type { Disk, SegmentFile } from './disk.js';
import type { LogEnd } from './recover.js';
import { formatSegmentPath } from './segments.js';

/** The end of the log: the segment that is added to. One call at a time. */
export interface Tail {
  /**
   * Returns when the bytes are on disk behind everything that is; throws where they are not, and nothing of them counts
   * then. `firstSeq`: the position of their first record, by which a segment is named that has to begin with them.
   */
  add(bytes: Buffer, firstSeq: number): Promise<void>;
  /** Returns where the disk would take a hit, and leaves no trace; throws where it would not. */
  probe(firstSeq: number): Promise<void>;
  /** What comes next begins a new segment, unless nothing is in this one. */
  seal(): void;
  close(): Promise<void>;
}

/** What a tail needs. */
export interface TailParts {
  folder: string;
  disk: Disk;
  report: (message: string, facts: object) => void;
  onSync?: ((seconds: number) => void) | undefined;
  onSegment?: (() => void) | undefined;
  segmentBytes: number;
}

/** A block: less may fit into the last one of a full disk. */
const PROBE = Buffer.alloc(4096);

interface OpenSegment {
  path: string;
  file: SegmentFile;
  /** Length of what is acknowledged. */
  bytes: number;
}

/** Opens the end of a log where the last process left it. */
export const openTail = async (
  { folder, disk, report, onSync, onSegment, segmentBytes }: TailParts,
  last: LogEnd['last'],
): Promise<Tail> => {
  let segment: OpenSegment | undefined = last && {
    path: last.path,
    file: await disk.reopen(last.path),
    bytes: last.bytes,
  };
  let sealing = false;

  /** Nothing in a segment that starts behind the last acknowledged position was ever acknowledged. */
  const createSegment = async (firstSeq: number): Promise<OpenSegment> => {
    const path = formatSegmentPath(folder, firstSeq);
    const file = await disk.create(path).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
      await disk.remove(path);
      return disk.create(path);
    });
    onSegment?.();
    return { path, file, bytes: 0 };
  };

  /** The segment that what comes next belongs to. */
  const turnTo = async (firstSeq: number): Promise<OpenSegment> => {
    if (segment && (segment.bytes >= segmentBytes || (sealing && segment.bytes))) {
      const { file } = segment;
      segment = undefined;
      await file.close();
    }
    sealing = false;
    segment ??= await createSegment(firstSeq);
    return segment;
  };

  /** After an error a sync proves nothing: the file is left, cut to what was acknowledged as far as it lets us. */
  const abandon = async (): Promise<void> => {
    if (!segment) return;
    const { path, file, bytes } = segment;
    segment = undefined;
    const steps = [() => file.cut(bytes), () => file.close()];
    if (!bytes) steps.push(() => disk.remove(path));
    for (const step of steps)
      await step().catch((error) =>
        report('A failed log file could not be cleaned up.', { path, err: error }),
      );
  };

  const write = async ({ file, bytes: at }: OpenSegment, bytes: Buffer): Promise<void> => {
    const started = performance.now();
    await file.write(bytes, at);
    await file.sync();
    onSync?.((performance.now() - started) / 1000);
  };

  const orAbandon = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      await abandon();
      throw error;
    }
  };

  return {
    add: (bytes, firstSeq) =>
      orAbandon(async () => {
        const open = await turnTo(firstSeq);
        await write(open, bytes);
        open.bytes += bytes.length;
      }),
    probe: (firstSeq) =>
      orAbandon(async () => {
        const open = await turnTo(firstSeq);
        await write(open, PROBE);
        await open.file.cut(open.bytes);
      }),
    seal() {
      sealing = true;
    },
    async close() {
      await segment?.file.close();
    },
  };
};
