import type { DuckDBInstance } from '@duckdb/node-api';
import type { Storage } from '../../storage.js';
import { isPassing, markRemoved } from '../tables/database.js';
import { createLocalStore } from '../tables/local-store.js';
import { transact } from '../tables/rows.js';
import { createHitWriter } from './hit-writer.js';

/** What the loader writes to, on a connection of its own. */
export const createStorage = async (
  instance: DuckDBInstance,
  {
    folder,
    now,
    judge,
  }: { folder: string; now: () => number; judge: (error: unknown) => Promise<void> },
): Promise<Storage> => {
  const connection = await instance.connect();
  return {
    people: createLocalStore(connection),
    hits: createHitWriter(connection, now()),
    transact: (work) => transact(connection, work),
    isPassing,
    judge,
    markErased: () => markRemoved(folder),
    close: () => connection.closeSync(),
  };
};
