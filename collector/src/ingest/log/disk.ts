import { open, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../../folder.js';

/** A segment open for appending. */
export interface SegmentFile {
  /** Writes all bytes at an offset, or throws. */
  write(bytes: Buffer, offset: number): Promise<void>;
  /** Returns when everything written is on disk. */
  sync(): Promise<void>;
  cut(bytes: number): Promise<void>;
  close(): Promise<void>;
}

/** The system calls of the log, so that a test can make each of them fail. */
export interface Disk {
  /** Makes a new file whose name survives a crash. */
  create(path: string): Promise<SegmentFile>;
  reopen(path: string): Promise<SegmentFile>;
  remove(path: string): Promise<void>;
}

const openFile = async (path: string, flags: string): Promise<SegmentFile> => {
  // Hits are personal data: only this account can read them.
  const handle = await open(path, flags, 0o600);
  return {
    async write(bytes, offset) {
      for (let written = 0; written < bytes.length; ) {
        const rest = bytes.length - written;
        const { bytesWritten } = await handle.write(bytes, written, rest, offset + written);
        written += bytesWritten;
      }
    },
    sync: () => handle.datasync(),
    cut: (bytes) => handle.truncate(bytes),
    close: () => handle.close(),
  };
};

/** The disk of this machine. */
export const disk: Disk = {
  async create(path) {
    const file = await openFile(path, 'wx');
    await syncFolder(dirname(path));
    return file;
  },
  reopen: (path) => openFile(path, 'r+'),
  remove: unlink,
};
