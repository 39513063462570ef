// Bytes of each built file that a page loads: as it is, by gzip, by brotli. `npm run build` prints it.
import { readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const FILES = ['kmq.js', 'kmq-lite.js', 'snippet.html', 'snippet-gtm.html'];

const rows = FILES.map((file) => {
  const bytes = readFileSync(new URL(`../dist/${file}`, import.meta.url));
  return {
    file: `dist/${file}`,
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes).length,
  };
});

console.log(
  `\n${'bytes'.padEnd(24)}${['raw', 'gzip', 'brotli'].map((word) => word.padStart(8)).join('')}`,
);
for (const { file, raw, gzip, brotli } of rows)
  console.log(file.padEnd(24) + [raw, gzip, brotli].map((n) => String(n).padStart(8)).join(''));
