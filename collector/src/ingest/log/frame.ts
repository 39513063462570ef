import { crc32 } from 'node:zlib';
import type { LogRecord, WrittenRecord } from '../record.js';
import { expandRecord } from './expand.js';

const CHECK = ',"check":"';
/** `,"check":"` + 8 hex digits of length + 8 of CRC-32 + `"}`: the same size on each line. */
const CHECK_BYTES = CHECK.length + 16 + 2;

/** No position takes less: what a lost stretch of the log can have held at most follows from it. */
export const SHORTEST_HIT_BYTES = 8;

/** Most that one code unit takes as UTF-8. */
const UNIT_BYTES = 3;

const formatHex = (number: number): string => number.toString(16).padStart(8, '0');

const formatCheck = (bytes: Buffer): string =>
  `${CHECK}${formatHex(bytes.length)}${formatHex(crc32(bytes))}"}`;

/** What JSON writes otherwise than it is. */
const ESCAPED = /["\\\p{Cc}\p{Cs}]/u;

/** What stands around and between texts in JSON, as bytes. */
const [COMMA, OPEN, CLOSE, QUOTE] = [44, 91, 93, 34];

/** Most groups of records are smaller. */
const KEPT_BYTES = 1 << 20;

/** Creates an encoder whose bytes stand until it is called again: new ones for each group would be most of its cost. */
export const createEncoder = (): typeof encodeRecords => {
  let bytes = Buffer.allocUnsafe(KEPT_BYTES);
  let length = 0;

  const makeRoom = (needed: number): void => {
    if (length + needed <= bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * bytes.length + needed);
    bytes.copy(larger, 0, 0, length);
    bytes = larger;
  };

  const write = (text: string): void => {
    makeRoom(text.length * UNIT_BYTES);
    length += bytes.write(text, length);
  };

  /** As `JSON.stringify`, which takes three times as long for lines as clients write them. */
  const writeTexts = (texts: readonly string[]): void => {
    if (!texts.length || texts.some((text) => ESCAPED.test(text)))
      return write(JSON.stringify(texts));
    let before = OPEN;
    for (const text of texts) {
      makeRoom(text.length * UNIT_BYTES + 4);
      bytes[length++] = before;
      bytes[length++] = QUOTE;
      length += bytes.write(text, length);
      bytes[length++] = QUOTE;
      before = COMMA;
    }
    bytes[length++] = CLOSE;
  };

  const writeRecord = (record: WrittenRecord): void => {
    if (record.type !== 'hits') return write(JSON.stringify(record).slice(0, -1));
    const { lines, offsets, ...rest } = record;
    write(`${JSON.stringify(rest).slice(0, -1)},"lines":`);
    writeTexts(lines);
    write(`,"offsets":[${offsets.join()}]`);
  };

  const add = (record: WrittenRecord): void => {
    const start = length;
    writeRecord(record);
    write(`${formatCheck(bytes.subarray(start, length))}\n`);
  };

  return (records) => {
    if (bytes.length > KEPT_BYTES) bytes = Buffer.allocUnsafe(KEPT_BYTES);
    length = 0;
    for (const record of records) add(record);
    return bytes.subarray(0, length);
  };
};

/**
 * Each record as one line of the log: its JSON with a last member `check`, the length in bytes and the CRC-32
 * of everything before that member. A line is plain JSON, so that any tool reads the log.
 */
export const encodeRecords = (records: Iterable<WrittenRecord>): Buffer => createEncoder()(records);

/** Whether a line without its line feed is as it was written: length and CRC fit. */
export const isWhole = (line: Buffer): boolean => {
  const bytes = line.length - CHECK_BYTES;
  return bytes >= 0 && line.toString('latin1', bytes) === formatCheck(line.subarray(0, bytes));
};

/** One line → its records, or undefined where it is not whole. */
export const decodeRecords = (line: Buffer): LogRecord[] | undefined =>
  isWhole(line) ? expandRecord(JSON.parse(line.toString()) as WrittenRecord) : undefined;
