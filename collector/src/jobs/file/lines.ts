import { isUtf8 } from 'node:buffer';
import type { Row } from './row.js';

const LINE_FEED = 10;

/** Many times what a hit is at most: a file without line feeds must not be read as one line. */
export const LINE_BYTES = 1024 * 1024;

/** The lines of a file, between its line feeds and nothing else; null for one that is too long to be a hit. */
export async function* splitLines(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer | null> {
  let parts: Buffer[] = [];
  let bytes = 0;
  const add = (part: Buffer): void => {
    bytes += part.length;
    if (bytes > LINE_BYTES) parts = [];
    else parts.push(part);
  };
  const end = (): Buffer | null => {
    const line = bytes > LINE_BYTES ? null : Buffer.concat(parts);
    parts = [];
    bytes = 0;
    return line;
  };
  for await (const chunk of input) {
    let start = 0;
    for (;;) {
      const at = chunk.indexOf(LINE_FEED, start);
      if (at < 0) break;
      add(chunk.subarray(start, at));
      yield end();
      start = at + 1;
    }
    add(chunk.subarray(start));
  }
  if (bytes) yield end();
}

/** What JSON says, or why it says nothing. */
export const readJsonText = (bytes: Buffer): { value: unknown } | { rejected: string } => {
  if (!isUtf8(bytes)) return { rejected: 'not_utf8' };
  try {
    return { value: JSON.parse(bytes.toString().trim()) };
  } catch {
    return { rejected: 'not_json' };
  }
};

const isBlank = (bytes: Buffer): boolean =>
  // The mark that some programs put before UTF-8 counts as blank.
  bytes.length < 80 && !bytes.toString().trim();

/** Rows of a file with one JSON object a line. */
export async function* readJsonLines(input: AsyncIterable<Buffer>): AsyncGenerator<Row> {
  let line = 0;
  for await (const found of splitLines(input)) {
    line++;
    if (found === null) yield { line, rejected: 'line_too_long' };
    else if (!isBlank(found)) yield { line, ...readJsonText(found) };
  }
}
