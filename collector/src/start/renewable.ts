import { rm } from 'node:fs/promises';
import type { Engine } from '../engine/engine.js';
import { engineFailure } from '../engine/failure.js';
import { createSerialize } from '../serialize.js';

/** An engine that can be thrown away and made anew from the log, behind one that is always there. */
export interface RenewableEngine {
  engine: Engine;
  /**
   * Stops the engine, removes all it has, does what must happen while nobody reads the log for it, and starts it
   * from the beginning of the log. Until it has caught up, reports answer from what it has read.
   */
  renew(meanwhile?: () => Promise<void>): Promise<void>;
  /** Runs a task during which no engine is thrown away. */
  hold<Done>(task: () => Promise<Done>): Promise<Done>;
}

const refuse = () =>
  Promise.reject(engineFailure('engine_unavailable', 'the engine is being rebuilt'));

/** Between two engines. */
const NONE: Partial<Engine> = {
  follow: () => undefined,
  // The next engine is told when it starts.
  setNames: () => undefined,
  status: async () => ({ ready: false, seq: 0, waitingSince: null }),
  close: async () => undefined,
};

/** Creates the engine in its folder; `syncedSeq` tells how far the log is, `names` by which names sites tell their money. */
export const createRenewable = (
  folder: string,
  {
    create,
    syncedSeq,
    names = () => ({}),
  }: {
    create: () => Engine | Promise<Engine>;
    syncedSeq: () => number;
    names?: () => Parameters<Engine['setNames']>[0];
  },
): RenewableEngine => {
  let current: Engine | undefined;
  const serialize = createSerialize();

  const start = async (): Promise<void> => {
    const created = await create();
    current = created;
    created.setNames(names());
    created.follow(syncedSeq());
  };
  const renew = async (meanwhile?: () => Promise<void>): Promise<void> => {
    const last = current;
    current = undefined;
    try {
      await last?.close();
      await rm(folder, { recursive: true, force: true });
      await meanwhile?.();
    } finally {
      await start();
    }
  };
  serialize(start);

  return {
    // What engines can be asked grows with the reports; all of it goes to the engine of the moment.
    engine: new Proxy({} as Engine, {
      get: (_, name: keyof Engine | 'then') =>
        name === 'then' ? undefined : ((current ?? NONE)[name] ?? refuse),
    }),
    renew: (meanwhile) => serialize(() => renew(meanwhile)),
    hold: serialize,
  };
};
