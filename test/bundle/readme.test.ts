import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSizes } from '../../bench/sizes.mjs';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

const TABLE = /<!-- sizes -->([\s\S]*?)<!-- end of sizes -->/;
const ROW = /^\| `(\S+)` \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|$/gm;

/** Rows of the table between the marks: file, then bytes raw, by gzip, by brotli. */
const QUOTED = [...(TABLE.exec(README)?.[1] ?? '').matchAll(ROW)].map(([, file, ...bytes]) => ({
  file,
  bytes: bytes.map((text) => Number(text.replaceAll(',', ''))),
}));

describe('sizes that README quotes', () => {
  it.each(QUOTED)('$file', ({ file, bytes }) => {
    const built = readSizes().find((row) => row.file === file)!;
    expect(bytes).toEqual([built.raw, built.gzip, built.brotli]);
  });

  it('are of every script', () => {
    expect(QUOTED.map(({ file }) => file)).toEqual(readSizes().map(({ file }) => file));
  });
});
