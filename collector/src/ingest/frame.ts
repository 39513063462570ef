import { crc32 } from 'node:zlib';
import { expandRecord } from './expand.js';
import type { LogRecord, WrittenRecord } from './record.js';

const CHECK = ',"check":"';
/** `,"check":"` + 8 hex digits of length + 8 of CRC-32 + `"}`: the same size on each line. */
const CHECK_BYTES = CHECK.length + 16 + 2;

/** No position takes less: what a lost stretch of the log can have held at most follows from it. */
export const SHORTEST_HIT_BYTES = 8;

const toHex = (number: number): string => number.toString(16).padStart(8, '0');

/**
 * A record as one line of the log: its JSON with a last member `check`, the length in bytes and the CRC-32
 * of everything before that member. A line is plain JSON, so that any tool reads the log.
 */
export const encodeRecord = (record: WrittenRecord): string => {
  const text = JSON.stringify(record).slice(0, -1);
  return `${text}${CHECK}${toHex(Buffer.byteLength(text))}${toHex(crc32(text))}"}\n`;
};

/** One line without its line feed → its records, or undefined where its length or CRC does not fit. */
export const decodeRecords = (line: Buffer): LogRecord[] | undefined => {
  const bytes = line.length - CHECK_BYTES;
  if (bytes < 0) return undefined;
  const check = `${CHECK}${toHex(bytes)}${toHex(crc32(line.subarray(0, bytes)))}"}`;
  if (line.toString('latin1', bytes) !== check) return undefined;
  return expandRecord(JSON.parse(line.toString()) as WrittenRecord);
};
