import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { syncFolder } from '../folder.js';

/** Name of the file that is written last and lists all others: a backup without it is none. */
export const MANIFEST = 'backup.json';

/** One file of a backup. */
export interface BackupFile {
  /** Below the backup's folder, as below the data folder. */
  path: string;
  bytes: number;
  sha256: string;
}

type Chunks = AsyncIterable<Buffer> | Iterable<Buffer>;

/** Where backups are: a folder of this machine, or one in a bucket. */
export interface Storage {
  /** Its path, or `s3://bucket/folder`. */
  readonly address: string;
  /** A folder in it. */
  below(name: string): Storage;
  /** Writes a file that is not there yet, durably; answers its line of the manifest. */
  write(path: string, chunks: Chunks): Promise<BackupFile>;
  /** A file's bytes; undefined where there is no such file. */
  read(path: string): Promise<AsyncIterable<Buffer> | undefined>;
  has(path: string): Promise<boolean>;
  isEmpty(): Promise<boolean>;
  /** Names of the folders that lie directly in it. */
  listFolders(): Promise<string[]>;
  /** Removes what was written to it. */
  clear(): Promise<void>;
  /** Removes it, with everything in it. */
  remove(): Promise<void>;
}

/** Bytes as they pass, and what they were when all have passed. */
export const hashChunks = (path: string, chunks: Chunks) => {
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    async *pass(): AsyncGenerator<Buffer> {
      for await (const chunk of chunks) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    },
    toFile: (): BackupFile => ({ path, bytes, sha256: hash.digest('hex') }),
  };
};

/** Writes a file below a folder, synced; what fails leaves no half of it. */
export const writeFileOf = async (
  folder: string,
  path: string,
  chunks: Chunks,
): Promise<BackupFile> => {
  await mkdir(dirname(join(folder, path)), { recursive: true, mode: 0o700 });
  const hashed = hashChunks(path, chunks);
  const handle = await open(join(folder, path), 'wx', 0o600);
  try {
    for await (const chunk of hashed.pass()) await handle.writeFile(chunk);
    await handle.sync();
  } catch (error) {
    await rm(join(folder, path), { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  await syncFolder(dirname(join(folder, path)));
  return hashed.toFile();
};

/** A file's bytes, opened at once: it may lose its name while it is read. */
export const readFileOf = async (path: string): Promise<AsyncIterable<Buffer>> => {
  const handle = await open(path, 'r');
  return createReadStream('', { fd: handle }) as AsyncIterable<Buffer>;
};

/** A folder of this machine. */
export const openFolder = (path: string): Storage => {
  const folder = resolve(path);
  // First: what is half removed must not look finished.
  const removeManifest = () => rm(join(folder, MANIFEST), { force: true });
  return {
    address: folder,
    below: (name) => openFolder(join(folder, name)),
    write: (name, chunks) => writeFileOf(folder, name, chunks),
    async read(name) {
      try {
        return await readFileOf(join(folder, name));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    has: async (name) => existsSync(join(folder, name)),
    isEmpty: async () => !existsSync(folder) || !(await readdir(folder)).length,
    async listFolders() {
      const entries = await readdir(folder, { withFileTypes: true });
      return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    },
    async clear() {
      await removeManifest();
      for (const name of await readdir(folder))
        await rm(join(folder, name), { recursive: true, force: true });
    },
    async remove() {
      await removeManifest();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
