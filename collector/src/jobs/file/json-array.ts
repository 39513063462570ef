import { LINE_BYTES, readJsonText } from './lines.js';
import type { Row } from './row.js';

const [LINE_FEED, QUOTE, BACKSLASH] = [10, 34, 92];
const [COMMA, OPEN_ARRAY, CLOSE_ARRAY, OPEN, CLOSE] = [44, 91, 93, 123, 125];
const isSpace = (byte: number): boolean => byte === 32 || (byte >= 9 && byte <= 13);
/** Bytes of the mark that some programs put before UTF-8. */
const MARK = new Set([0xef, 0xbb, 0xbf]);

/** Rows of a file that is one JSON array; each of its elements is a row, told by the line on which it begins. */
export async function* readJsonArray(input: AsyncIterable<Buffer>): AsyncGenerator<Row> {
  let line = 1;
  /** 0: before the array, 1: in it, more: in one of its elements. */
  let depth = 0;
  let inText = false;
  let isEscaped = false;
  let parts: Buffer[] = [];
  let bytes = 0;
  let startedAt = 0;

  const end = (): Row[] => {
    const [count, found] = [bytes, Buffer.concat(parts)];
    parts = [];
    bytes = 0;
    if (!count) return [];
    if (count > LINE_BYTES) return [{ line: startedAt, rejected: 'line_too_long' }];
    return [{ line: startedAt, ...readJsonText(found) }];
  };
  const add = (part: Buffer): void => {
    if (!bytes && part.length) startedAt = line;
    bytes += part.length;
    if (bytes <= LINE_BYTES) parts.push(part);
    else parts = [];
  };

  for await (const chunk of input) {
    /** Where what belongs to the element at hand begins in this chunk. */
    let from = bytes ? 0 : -1;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (byte === LINE_FEED) line++;
      if (inText) {
        if (isEscaped) isEscaped = false;
        else if (byte === BACKSLASH) isEscaped = true;
        else if (byte === QUOTE) inText = false;
        continue;
      }
      const isOutside = depth === 0 && (isSpace(byte) || MARK.has(byte));
      if (isOutside || (from < 0 && isSpace(byte))) continue;
      if (depth === 0 && byte === OPEN_ARRAY) depth = 1;
      else if (depth === 1 && (byte === COMMA || byte === CLOSE_ARRAY)) {
        if (from >= 0) add(chunk.subarray(from, at));
        yield* end();
        from = -1;
        if (byte === CLOSE_ARRAY) depth = 0;
      } else {
        if (from < 0) {
          from = at;
          startedAt = line;
        }
        if (byte === QUOTE) inText = true;
        if (byte === OPEN || byte === OPEN_ARRAY) depth++;
        if (byte === CLOSE || byte === CLOSE_ARRAY) depth = Math.max(1, depth - 1);
      }
    }
    if (from >= 0) add(chunk.subarray(from));
  }
  // Of an array that was cut off, the last element is no JSON.
  yield* end();
}
