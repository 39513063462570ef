import { createEngine, type EngineWorld } from '../core/create-engine.js';
import type { Engine } from '../engine.js';
import { createReader } from './answer/reader.js';
import { createStorage } from './load/storage.js';
import {
  type DatabaseSettings,
  isDamaged,
  isFatal,
  markUseless,
  openDatabase,
} from './tables/database.js';

/** The engine on DuckDB, in this process. */
export const openDuckDb = async (settings: DatabaseSettings & EngineWorld): Promise<Engine> => {
  const { folder, now = Date.now, report = () => undefined, giveUp } = settings;
  const instance = await openDatabase(settings, report);
  const judge = async (error: unknown): Promise<void> => {
    if (isDamaged(error)) await markUseless(folder, `is damaged (${error})`);
    if (isFatal(error)) giveUp?.(`the engine cannot go on: ${error}`);
  };
  const discard = (reason: string): void => {
    markUseless(folder, reason).then(() => giveUp?.(`the engine ${reason}`), judge);
  };
  try {
    const storage = await createStorage(instance, { folder, now, judge, discard });
    const engine = await createEngine(
      {
        storage,
        createReader: (readKeys) => createReader(instance, { now, readKeys, judge }),
        folder,
      },
      settings,
    );
    return {
      ...engine,
      async close() {
        await engine.close();
        instance.closeSync();
      },
    };
  } catch (error) {
    await judge(error);
    instance.closeSync();
    throw error;
  }
};
