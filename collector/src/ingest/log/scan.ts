import type { LogRecord } from '../record.js';
import { readBytes } from './bytes.js';
import { decodeRecords } from './frame.js';

const LINE_FEED = 10;

/** What one stretch of a segment holds: its readable records, or bytes that are none. */
export type Stretch<Read = LogRecord> =
  | {
      records: Read[];
      /** Where reading goes on after each record: behind its line, or at its start while more records of it follow. */
      ends: number[];
    }
  /** `complete`: it ends with a line feed or other lines follow; otherwise the file ends within it. */
  | { damaged: Buffer; offset: number; complete: boolean };

/**
 * Reads a segment from an offset to its end; damaged lines that follow one another are one stretch. `read` makes of a
 * whole line what is wanted of it, and undefined of a damaged one.
 */
export async function* scanLines<Read>(
  path: string,
  from: number,
  read: (line: Buffer) => readonly Read[] | undefined,
): AsyncGenerator<Stretch<Read>> {
  let rest: Buffer = Buffer.alloc(0);
  let restAt = from;
  let damaged: Buffer[] = [];
  let damagedAt = 0;
  const takeDamaged = (complete: boolean): Stretch<Read> => {
    const stretch = { damaged: Buffer.concat(damaged), offset: damagedAt, complete };
    damaged = [];
    return stretch;
  };

  for await (const chunk of readBytes(path, from)) {
    const bytes = Buffer.concat([rest, chunk]);
    let records: Read[] = [];
    let ends: number[] = [];
    let start = 0;
    for (;;) {
      const end = bytes.indexOf(LINE_FEED, start);
      if (end < 0) break;
      const found = read(bytes.subarray(start, end));
      if (found) {
        if (damaged.length) yield takeDamaged(true);
        for (const record of found) {
          records.push(record);
          ends.push(restAt + start);
        }
        ends[ends.length - 1] = restAt + end + 1;
      } else {
        if (records.length) yield { records, ends };
        records = [];
        ends = [];
        if (!damaged.length) damagedAt = restAt + start;
        damaged.push(bytes.subarray(start, end + 1));
      }
      start = end + 1;
    }
    if (records.length) yield { records, ends };
    rest = bytes.subarray(start);
    restAt += start;
  }

  const complete = !rest.length;
  if (!complete) {
    if (!damaged.length) damagedAt = restAt;
    damaged.push(rest);
  }
  if (damaged.length) yield takeDamaged(complete);
}

/** The records of a segment, as they are read. */
export const scanSegment = (path: string, from = 0): AsyncGenerator<Stretch> =>
  scanLines(path, from, decodeRecords);
