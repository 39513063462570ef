// Bytes of each built file that a page loads: as it is, by gzip, by brotli. `npm run build` prints them;
// with `--readme` the table in README.md is written anew.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const FILES = ['dist/kmq.js', 'dist/kmq-lite.js'];

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

/** @param {string} first @param {(string | number)[]} rest */
const toRow = (first, ...rest) =>
  first.padEnd(20) + rest.map((word) => String(word).padStart(8)).join('');

const print = () => {
  console.log(`\n${toRow('bytes', 'raw', 'gzip', 'brotli')}`);
  for (const { file, raw, gzip, brotli } of readSizes())
    console.log(toRow(file, raw, gzip, brotli));
};

const writeReadme = () => {
  const readme = new URL('../README.md', import.meta.url);
  const rows = readSizes().map(
    ({ file, ...bytes }) =>
      `| \`${file}\` | ${Object.values(bytes)
        .map((n) => n.toLocaleString('en'))
        .join(' | ')} |\n`,
  );
  const table = /(<!-- sizes -->\n.*\n.*\n)[\s\S]*?(?=<!-- end of sizes -->)/;
  writeFileSync(
    readme,
    readFileSync(readme, 'utf8').replace(table, (_, head) => head + rows.join('')),
  );
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--readme')) writeReadme();
  print();
}
