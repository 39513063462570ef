// Bytes of each built file that a page loads: as it is, by gzip, by brotli. `npm run build` prints them; with
// `--readme` our rows of the table in README.md are written anew (`npm run bench:size` writes all of them).
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const FILES = ['dist/kmq.js', 'dist/kmq-site.js', 'dist/kmq-lite.js'];
const README = new URL('../README.md', import.meta.url);
const TABLE = /(?<=<!-- sizes -->\n.*\n.*\n)[\s\S]*?(?=<!-- end of sizes -->)/;

/** @typedef {{ raw: number, gzip: number, brotli: number }} Bytes */

/** @returns {({ file: string } & Bytes)[]} */
export const readSizes = () =>
  FILES.map((file) => {
    const bytes = readFileSync(new URL(`../${file}`, import.meta.url));
    return {
      file,
      raw: bytes.length,
      gzip: gzipSync(bytes, { level: 9 }).length,
      brotli: brotliCompressSync(bytes).length,
    };
  });

/** One row of the table. @param {string} what @param {Bytes} bytes */
export const toRow = (what, { raw, gzip, brotli }) =>
  `| ${[what, ...[raw, gzip, brotli].map((n) => n.toLocaleString('en'))].join(' | ')} |`;

const ownRows = () => readSizes().map(({ file, ...bytes }) => toRow(`\`${file}\``, bytes));

/** Writes our files' rows into the table, and the others where they are given. @param {string[]} [others] */
export const writeSizes = (others) => {
  const readme = readFileSync(README, 'utf8');
  const kept = (TABLE.exec(readme)?.[0] ?? '')
    .split('\n')
    .filter((row) => row && !FILES.some((file) => row.startsWith(`| \`${file}\``)));
  const rows = [...ownRows(), ...(others ?? kept)];
  console.log(rows.join('\n'));
  writeFileSync(
    README,
    readme.replace(TABLE, () => `${rows.join('\n')}\n`),
  );
};

/** @param {string} first @param {(string | number)[]} rest */
const toLine = (first, ...rest) =>
  first.padEnd(20) + rest.map((word) => String(word).padStart(8)).join('');

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--readme')) writeSizes();
  console.log(`\n${toLine('bytes', 'raw', 'gzip', 'brotli')}`);
  for (const { file, raw, gzip, brotli } of readSizes())
    console.log(toLine(file, raw, gzip, brotli));
}
