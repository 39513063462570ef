import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { createChildEnvironment } from '../../child-environment.js';
import { lowerPriority } from '../../lower-priority.js';

/** What one writer may keep in memory; beyond that it would have to spill, and a row group needs far less. */
const MEMORY_MEGABYTES = 256;

/**
 * The program of the writer, as text: it runs from source and from the build alike. It reads lines of JSON and writes one
 * file. The engine itself has no access to files, so this one is a process of its own.
 */
const PROGRAM = `
  const [duckdb, from, to, struct] = process.argv.slice(1);
  const { DuckDBInstance } = await import(duckdb);
  const quote = (text) => "'" + text.replaceAll("'", "''") + "'";
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: '${MEMORY_MEGABYTES}MB',
    threads: '1',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  await connection.run('COPY (FROM read_json(' + quote(from) + ", compression = 'gzip', " +
    "format = 'newline_delimited', columns = {" + struct + '})) TO ' + quote(to) +
    ' (FORMAT parquet, COMPRESSION zstd)');
  connection.closeSync();
  instance.closeSync();
`;

/** Of gzip: a tenth of the lines' size, at the least cost. */
const FAST = 1;
/** How much of what went wrong is told. */
const FAILURE_LENGTH = 500;

/** Runs the writer; resolves when the file is whole. */
const runWriter = async (given: string[], ending: AbortSignal): Promise<void> => {
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', PROGRAM, import.meta.resolve('@duckdb/node-api'), ...given],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: createChildEnvironment(process.env),
      signal: ending,
    },
  );
  lowerPriority(child);
  let failure = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    failure = (failure + text).slice(-FAILURE_LENGTH);
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`The Parquet file could not be written: ${failure || code}`);
};

/** Writes rows, each an object with these columns, as a Parquet file in a folder of its own. `ending` ends it at once. */
export const writeParquet = async (
  folder: string,
  columns: Readonly<Record<string, string>>,
  { rows, ending }: { rows: AsyncIterable<object[]>; ending: AbortSignal },
): Promise<string> => {
  const [lines, path] = [join(folder, 'rows.jsonl.gz'), join(folder, 'rows.parquet')];
  async function* formatLines() {
    for await (const part of rows)
      if (part.length) yield part.map((row) => `${JSON.stringify(row)}\n`).join('');
  }
  await pipeline(
    Readable.from(formatLines()),
    createGzip({ level: FAST }),
    createWriteStream(lines, { mode: 0o600 }),
    { signal: ending },
  );
  const struct = Object.entries(columns).map(([name, type]) => `'${name}': '${type}'`);
  await runWriter([lines, path, struct.join()], ending);
  await rm(lines);
  return path;
};
