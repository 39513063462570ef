const LINE_FEED = 10;

/** Many times what a hit is at most: a file without line feeds must not be read as one line. */
const LINE_BYTES = 1024 * 1024;

/** The lines of a file, between its line feeds and nothing else; null for one that is too long to be a hit. */
export async function* splitLines(input: AsyncIterable<Buffer>): AsyncGenerator<string | null> {
  let parts: Buffer[] = [];
  let bytes = 0;
  const add = (part: Buffer): void => {
    bytes += part.length;
    if (bytes > LINE_BYTES) parts = [];
    else parts.push(part);
  };
  const end = (): string | null => {
    const line = bytes > LINE_BYTES ? null : Buffer.concat(parts).toString();
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
