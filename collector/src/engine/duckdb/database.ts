import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { readRows } from './rows.js';
import { SCHEMA_VERSION, TABLES } from './schema.js';

/** Bounds of the engine. */
export interface DatabaseSettings {
  /** Folder that the engine has for itself. */
  folder: string;
  /** Buffers of queries and of the loader; beyond that they go to the temporary folder. */
  memoryMegabytes?: number;
  threads?: number;
}

const MEMORY_MEGABYTES = 1024;
const THREADS = 2;
/** Spilling queries stop here rather than fill the disk that the log needs. */
const SPILL_LIMIT = '8GB';
/** Each checkpoint stalls the loader for a moment, so they come rarely. */
const CHECKPOINT_AT = '128MB';

const FILE = 'kmq.duckdb';

/** Two processes may not open one file; the one before may still be ending. */
export const isLocked = (error: unknown): boolean => /could not set lock/i.test(String(error));

const openInstance = async (settings: DatabaseSettings): Promise<DuckDBInstance> => {
  const spill = join(settings.folder, 'spill');
  await rm(spill, { recursive: true, force: true });
  return DuckDBInstance.create(join(settings.folder, FILE), {
    memory_limit: `${settings.memoryMegabytes ?? MEMORY_MEGABYTES}MB`,
    threads: String(settings.threads ?? THREADS),
    temp_directory: spill,
    max_temp_directory_size: SPILL_LIMIT,
    checkpoint_threshold: CHECKPOINT_AT,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
};

/** Whether a file has the tables of this version; an empty one gets them. */
const prepare = async (instance: DuckDBInstance): Promise<boolean> => {
  const connection = await instance.connect();
  try {
    const [tables] = await readRows<{ count: bigint }>(
      connection,
      `SELECT count(*) AS count FROM duckdb_tables() WHERE table_name = 'progress'`,
    );
    if (!tables!.count) {
      await connection.run(`BEGIN; ${TABLES} COMMIT;`);
      return true;
    }
    const [row] = await readRows<{ version: number }>(connection, 'SELECT version FROM progress');
    return row!.version === SCHEMA_VERSION;
  } finally {
    connection.closeSync();
  }
};

const setAside = async (folder: string): Promise<void> => {
  for (const name of [FILE, `${FILE}.wal`])
    if (existsSync(join(folder, name)))
      await rename(join(folder, name), join(folder, `${name}.old`));
};

/**
 * Opens the engine's file. One that is damaged, or has the tables of another version, is put aside and begun
 * anew: all it held is in the log. Throws where another process holds it (`isLocked`).
 */
export const openDatabase = async (
  settings: DatabaseSettings,
  report: (message: string) => void,
): Promise<DuckDBInstance> => {
  await mkdir(settings.folder, { recursive: true });
  let reason = 'has the tables of another version';
  try {
    const instance = await openInstance(settings);
    if (await prepare(instance)) return instance;
    instance.closeSync();
  } catch (error) {
    if (isLocked(error)) throw error;
    reason = `cannot be opened (${error instanceof Error ? error.message : error})`;
  }
  report(
    `${join(settings.folder, FILE)} ${reason}: it is kept as ${FILE}.old and built anew from the log`,
  );
  await setAside(settings.folder);
  const instance = await openInstance(settings);
  await prepare(instance);
  return instance;
};
