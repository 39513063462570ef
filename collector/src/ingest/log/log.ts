import { performance } from 'node:perf_hooks';
import { countHits, type WrittenRecord } from '../record.js';
import { type Disk, disk as thisDisk } from './disk.js';
import { createEncoder } from './frame.js';
import { joinHits } from './join.js';
import { recoverLog } from './recover.js';
import { openTail } from './tail.js';

/** A record that has no position yet. */
export type Draft = WrittenRecord extends infer Each
  ? Each extends WrittenRecord
    ? Omit<Each, 'seq'>
    : never
  : never;

/** Tells the operator, in one sentence and its facts. */
export type Report = (message: string, facts: object) => void;

/** The append-only log. What `append` has acknowledged survives the process and the machine. */
export interface Log {
  /**
   * Resolves with the position of the first record when all are on disk; rejects when they are not, or when
   * too much waits. No records at all: whether the disk would take any.
   */
  append(drafts: readonly Draft[]): Promise<number>;
  /** Ends the present segment: nothing is added any more to where records are now. */
  seal(): Promise<void>;
  /** Position up to which everything is on disk. */
  syncedSeq(): number;
  /** Hits and other records that wait for a sync. */
  waiting(): number;
  /** Whether the last attempt to write and sync succeeded. */
  isHealthy(): boolean;
  /** Finishes what waits. */
  close(): Promise<void>;
}

/** What a log needs. */
export interface LogParts {
  folder: string;
  report: Report;
  /** Called after each sync, before the appends it covers resolve. Must not throw. */
  onSynced?: (seq: number) => void;
  /** Called with the seconds that writing and syncing a group took. Must not throw. */
  onSync?: (seconds: number) => void;
  /** Called after a new segment has begun: nothing is added to those before it any more. Must not throw. */
  onSegment?: () => void;
  disk?: Disk;
  segmentBytes?: number;
  /** How many records may wait for a sync before appends are refused. */
  waitingRecords?: number;
}

/** Small enough to scan at each start, large enough that ten million hits stay under a hundred files. */
const SEGMENT_BYTES = 64 * 1024 * 1024;
/** About 50 MB of hits: more would only wait longer than their senders do. */
const WAITING_RECORDS = 100_000;
/** A sync costs as much as some thirty hits; a hit that comes alone does not wait. */
const GATHER_MILLISECONDS = 2;

interface Waiting {
  drafts: readonly Draft[];
  /** Positions that they take. */
  count: number;
  resolve: (firstSeq: number) => void;
  reject: (error: unknown) => void;
}

/** Opens the log in a folder, new or left by an earlier process. One process at a time. */
export const createLog = async (parts: LogParts): Promise<Log> => {
  const { folder, report, onSynced, onSync, onSegment, disk = thisDisk } = parts;
  const { segmentBytes = SEGMENT_BYTES, waitingRecords = WAITING_RECORDS } = parts;

  const end = await recoverLog(folder);
  for (const { torn, ...facts } of end.damages)
    report(
      torn
        ? 'The end of the log was unreadable, as after a crash; it was cut off and a copy was kept.'
        : 'Part of the log is unreadable; it is skipped and a copy is kept.',
      facts,
    );
  const tail = await openTail({ folder, disk, report, onSync, onSegment, segmentBytes }, end.last);
  const encode = createEncoder();
  let synced = end.seq;
  let waiting: Waiting[] = [];
  let waitingCount = 0;
  let committing: Promise<void> | undefined;
  let healthy = true;
  let closed = false;

  const commit = async (group: readonly Waiting[]): Promise<void> => {
    let seq = synced;
    const records = joinHits(group.flatMap(({ drafts }) => drafts)).map((draft) => {
      const record = { ...draft, seq: seq + 1 } as WrittenRecord;
      seq += countHits(draft);
      return record;
    });
    // A group without records asks whether the disk takes any.
    if (records.length) await tail.add(encode(records), synced + 1);
    else await tail.probe(synced + 1);
    synced = seq;
  };

  /** Whoever has arrived already comes along, for as long as each look at the sockets brings somebody. */
  const gather = async (): Promise<Waiting[]> => {
    const until = performance.now() + GATHER_MILLISECONDS;
    for (let seen = 0; waiting.length > seen && performance.now() < until; ) {
      seen = waiting.length;
      await new Promise(setImmediate);
    }
    const group = waiting;
    waiting = [];
    waitingCount = 0;
    return group;
  };

  const commitAll = async (): Promise<void> => {
    while (waiting.length) {
      const group = await gather();
      let seq = synced + 1;
      try {
        await commit(group);
      } catch (error) {
        // Once per outage: senders ask again and again.
        if (healthy) report('The log cannot be written; hits are refused.', { folder, err: error });
        healthy = false;
        for (const { reject } of group) reject(error);
        continue;
      }
      if (!healthy) report('The log can be written again.', { folder });
      healthy = true;
      onSynced?.(synced);
      for (const { count, resolve } of group) {
        resolve(seq);
        seq += count;
      }
    }
    committing = undefined;
  };

  const append = (drafts: readonly Draft[]): Promise<number> => {
    if (closed) return Promise.reject(new Error('The log is closed.'));
    let count = 0;
    for (const draft of drafts) count += countHits(draft);
    if (waitingCount + count > waitingRecords)
      return Promise.reject(new Error('Too many hits are waiting to be written.'));
    waitingCount += count;
    return new Promise((resolve, reject) => {
      waiting.push({ drafts, count, resolve, reject });
      committing ??= commitAll();
    });
  };

  return {
    append,
    async seal() {
      // What waits already belongs to the segment that ends.
      await append([]);
      tail.seal();
      await append([]);
    },
    syncedSeq: () => synced,
    waiting: () => waitingCount,
    isHealthy: () => healthy,
    async close() {
      closed = true;
      await committing;
      await tail.close();
    },
  };
};
