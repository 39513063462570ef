// Bytes that a page loads, ours and the peers', into the table of README.md: `npm run bench:size` after a build.
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { bundle, PEERS, readScript, readVersion } from '../peers/peers.mjs';
import { toRow, writeSizes } from '../sizes.mjs';

const IMPORTS = [
  { what: '`import { createKmq }`', module: 'kmq-core' },
  { what: '`import` of everything', module: 'kmq' },
];

/** @param {Buffer} bytes */
const toBytes = (bytes) => ({
  raw: bytes.length,
  gzip: gzipSync(bytes, { level: 9 }).length,
  brotli: brotliCompressSync(bytes).length,
});

/** Each file is compressed for itself, as it travels. */
const sumOf = (all) =>
  all.reduce((sum, one) => ({
    raw: sum.raw + one.raw,
    gzip: sum.gzip + one.gzip,
    brotli: sum.brotli + one.brotli,
  }));

const readImported = async (module) => {
  const { files, first } = await bundle(module);
  return sumOf(first.map((file) => toBytes(files.get(file))));
};

const rows = [];
for (const { what, module } of IMPORTS) rows.push(toRow(what, await readImported(module)));
for (const peer of PEERS.filter(({ package: name }) => name)) {
  const script = readScript(peer);
  const name = `${peer.name} ${readVersion(peer)}`;
  if (script) rows.push(toRow(`${name}, its script`, toBytes(script)));
  rows.push(toRow(`${name}, \`import\``, await readImported(peer.module)));
}
writeSizes(rows);
