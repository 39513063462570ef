import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
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

/** Up to four million people are counted in an array instead of a hash table, eight times as fast. */
const ARRAY_BITS = 22;

const FILE = 'kmq.duckdb';

/** Its presence says that the file was found useless while it was in use; it holds why. */
const MARK = 'useless';

/** Its presence says that the file may still hold bytes of rows that were taken out of its tables. */
const REMOVED = 'removed';

/** Has the next start write the file anew, so that nothing is left of rows that were taken out. */
export const markRemoved = (folder: string): Promise<void> => writeFile(join(folder, REMOVED), '');

/** Whether the file itself is at fault, not its surroundings: a full disk passes, damage stays. */
export const isDamaged = (error: unknown): boolean =>
  /not a valid DuckDB|corrupt|could not read enough bytes|deserializ/i.test(String(error));

/** Whether DuckDB will answer nothing more until the file is opened again. */
export const isFatal = (error: unknown): boolean =>
  isDamaged(error) || /INTERNAL Error|FATAL|invalidated/.test(String(error));

/** Whether a failure is the surroundings', not that of what was loaded: it is tried again for as long as it takes. */
export const isPassing = (error: unknown): boolean =>
  isFatal(error) ||
  /no space left|disk full|out of memory|could not (write|allocate|open)|IO Error|connection.*(closed|disconnected)|ENOSPC|EIO/i.test(
    String(error),
  );

/** Has the next start put the file aside. `reason` goes on from the file's name. */
export const markUseless = (folder: string, reason: string): Promise<void> =>
  writeFile(join(folder, MARK), reason);

const openInstance = async (settings: DatabaseSettings): Promise<DuckDBInstance> => {
  const spill = join(settings.folder, 'spill');
  await rm(spill, { recursive: true, force: true });
  return DuckDBInstance.create(join(settings.folder, FILE), {
    memory_limit: `${settings.memoryMegabytes ?? MEMORY_MEGABYTES}MB`,
    threads: String(settings.threads ?? THREADS),
    temp_directory: spill,
    max_temp_directory_size: SPILL_LIMIT,
    checkpoint_threshold: CHECKPOINT_AT,
    perfect_ht_threshold: String(ARRAY_BITS),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    // A value that finds its way into a statement reads no file, opens no address, and changes no bound; the engine's own
    // file and its folder for spilling stay open to it.
    enable_external_access: 'false',
    lock_configuration: 'true',
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
  for (const mark of [MARK, REMOVED]) await rm(join(folder, mark), { force: true });
};

/** Writes the file anew, with what its tables hold and nothing else. */
const writeAnew = async ({ folder, memoryMegabytes, threads }: DatabaseSettings): Promise<void> => {
  const [path, fresh] = [join(folder, FILE), join(folder, 'fresh.duckdb')];
  for (const left of [fresh, `${fresh}.wal`]) await rm(left, { force: true });
  const instance = await DuckDBInstance.create(path, {
    memory_limit: `${memoryMegabytes ?? MEMORY_MEGABYTES}MB`,
    threads: String(threads ?? THREADS),
  });
  try {
    const connection = await instance.connect();
    await connection.run(`ATTACH '${fresh.replaceAll("'", "''")}' AS fresh`);
    await connection.run('COPY FROM DATABASE kmq TO fresh');
    await connection.run('DETACH fresh');
    connection.closeSync();
  } finally {
    instance.closeSync();
  }
  // What was not in the file itself yet, the loader reads from the log again.
  await rm(`${path}.wal`, { force: true });
  await rename(fresh, path);
  await rm(join(folder, REMOVED));
};

/** The file as it is, or why it cannot be used. Throws what is not the file's fault. */
const openExisting = async (
  settings: DatabaseSettings,
  report: (message: string) => void,
): Promise<DuckDBInstance | string> => {
  const mark = join(settings.folder, MARK);
  if (existsSync(mark)) return await readFile(mark, 'utf8');
  try {
    let instance = await openInstance(settings);
    if (await prepare(instance)) {
      if (!existsSync(join(settings.folder, REMOVED))) return instance;
      instance.closeSync();
      // On a full disk the file stays as it is, and the next start tries again.
      await writeAnew(settings).catch((error) =>
        report(`the engine's file still holds what was removed: ${error}`),
      );
      instance = await openInstance(settings);
      return instance;
    }
    instance.closeSync();
    return 'has the tables of another version';
  } catch (error) {
    if (isDamaged(error)) return 'is damaged';
    throw error;
  }
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
  const opened = await openExisting(settings, report);
  if (typeof opened !== 'string') return opened;
  const path = join(settings.folder, FILE);
  report(`${path} ${opened}: it is kept as ${FILE}.old and built anew from the log`);
  await setAside(settings.folder);
  const instance = await openInstance(settings);
  await prepare(instance);
  return instance;
};
