// What each source file costs a page: bytes of brotli that a built script loses when the characters that the source
// map traces to that file are left out. `node bench/modules.mjs [kmq-lite]` after `npm run build:sdk`.
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { brotliCompressSync } from 'node:zlib';

const name = process.argv[2] ?? 'kmq';
const read = (/** @type {string} */ file) =>
  readFileSync(new URL(`../dist/${file}`, import.meta.url), 'utf8');
const code = read(`${name}.js`);
const map = new SourceMap(JSON.parse(read(`${name}.js.map`)));

/** @type {{ file: string, text: string }[]} */
const pieces = [];
code.split('\n').forEach((line, row) => {
  for (let column = 0; column < line.length; column++) {
    const entry = map.findEntry(row, column);
    const file = /src\/(.*)$/.exec(('originalSource' in entry && entry.originalSource) || '')?.[1];
    const last = pieces.at(-1);
    if (last && (last.file === file || !file)) last.text += line[column];
    else pieces.push({ file: file ?? '', text: line[column] ?? '' });
  }
});

const toBytes = (/** @type {string} */ text) => brotliCompressSync(text).length;
const all = toBytes(code);
const rows = [...new Set(pieces.map(({ file }) => file))].map((file) => {
  const rest = pieces.filter((piece) => piece.file !== file).map(({ text }) => text);
  const own = pieces.filter((piece) => piece.file === file).map(({ text }) => text);
  return { file, raw: own.join('').length, brotli: all - toBytes(rest.join('')) };
});
for (const { file, raw, brotli } of rows.sort((a, b) => b.brotli - a.brotli))
  console.log(file.padEnd(32), String(raw).padStart(6), String(brotli).padStart(6));
console.log(`${name}.js`.padEnd(32), String(code.length).padStart(6), String(all).padStart(6));
