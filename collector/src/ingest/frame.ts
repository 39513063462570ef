import { crc32 } from 'node:zlib';
import type { LogRecord } from './record.js';

const CHECK = ',"check":"';
/** `,"check":"` + 8 hex digits of length + 8 of CRC-32 + `"}`: the same size on each line. */
const CHECK_BYTES = CHECK.length + 16 + 2;

/** No record is shorter: what a lost stretch of the log can have held at most follows from it. */
export const SHORTEST_RECORD_BYTES = 64;

const toHex = (number: number): string => number.toString(16).padStart(8, '0');

/**
 * A record as one line of the log: its JSON with a last member `check`, the length in bytes and the CRC-32
 * of everything before that member. A line is plain JSON, so that any tool reads the log.
 */
export const encodeRecord = (record: LogRecord): string => {
  const text = JSON.stringify(record).slice(0, -1);
  return `${text}${CHECK}${toHex(Buffer.byteLength(text))}${toHex(crc32(text))}"}\n`;
};

/** One line without its line feed → the record, or undefined where its length or CRC does not fit. */
export const decodeRecord = (line: Buffer): LogRecord | undefined => {
  const bytes = line.length - CHECK_BYTES;
  if (bytes < 0) return undefined;
  const check = `${CHECK}${toHex(bytes)}${toHex(crc32(line.subarray(0, bytes)))}"}`;
  if (line.toString('latin1', bytes) !== check) return undefined;
  return JSON.parse(line.toString()) as LogRecord;
};
