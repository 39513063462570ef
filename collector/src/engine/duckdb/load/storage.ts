import type { DuckDBInstance } from '@duckdb/node-api';
import type { Storage } from '../../storage.js';
import { isPassing, markRemoved } from '../tables/database.js';
import { createLocalStore } from '../tables/local-store.js';
import { transact } from '../tables/rows.js';
import { createHitWriter } from './hit-writer.js';

interface StorageSettings extends Pick<Storage, 'judge' | 'discard'> {
  folder: string;
  /** Unix milliseconds. */
  now: () => number;
}

/** What the loader writes to, on a connection of its own. */
export const createStorage = async (
  instance: DuckDBInstance,
  { folder, now, judge, discard }: StorageSettings,
): Promise<Storage> => {
  const connection = await instance.connect();
  return {
    people: createLocalStore(connection),
    hits: createHitWriter(connection, now()),
    transact: (work) => transact(connection, work),
    isPassing,
    judge,
    discard,
    markErased: () => markRemoved(folder),
    close: () => connection.closeSync(),
  };
};
