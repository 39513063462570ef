import { createSerialize } from '../serialize.js';
import { answerCall, type Call, forwardCalls } from './calls.js';
import type { Engine, EngineStatus, ResettableEngine } from './engine.js';
import { type EngineSettings, findEngineKind } from './engines.js';
import { engineFailure } from './failure.js';
import { createEngineProcess, type ProcessSettings } from './process/host.js';

/** What an engine is told whenever it begins. */
export interface Beginning {
  /** How far the log is synced. */
  syncedSeq: () => number;
  /** By which names sites tell their money. */
  names?: () => Parameters<Engine['setNames']>[0];
}

const BETWEEN: EngineStatus = { ready: false, seq: 0, waitingSince: null };

/** Keeps an engine that can begin again: `create` opens it, `remove` removes all that it keeps. */
export const createResettable = (
  { create, remove }: { create: () => Engine | Promise<Engine>; remove: () => Promise<void> },
  { syncedSeq, names = () => ({}) }: Beginning,
): ResettableEngine => {
  /** None between two engines. */
  let current: Engine | undefined;
  const inTurn = createSerialize();

  const start = async (): Promise<void> => {
    const created = await create();
    current = created;
    created.setNames(names());
    created.follow(syncedSeq());
  };
  const reset = async (meanwhile?: () => Promise<void>): Promise<void> => {
    const last = current;
    current = undefined;
    try {
      await last?.close();
      await remove();
      await meanwhile?.();
    } finally {
      await start();
    }
  };
  const pass = async (call: Call, given: unknown[], signal?: AbortSignal): Promise<unknown> => {
    if (current) return answerCall(current, call, given, signal);
    if (call === 'status') return BETWEEN;
    throw engineFailure('engine_unavailable', 'the engine is being rebuilt');
  };
  inTurn(start);

  return {
    ...forwardCalls(pass),
    setNames: (told) => current?.setNames(told),
    follow: (seq) => current?.follow(seq),
    close: async () => current?.close(),
    reset: (meanwhile) => inTurn(() => reset(meanwhile)),
    hold: inTurn,
  };
};

/** The engine that settings ask for, begun: it is there at once, and ready when its status says so. */
export const startEngine = (settings: ProcessSettings, beginning: Beginning): ResettableEngine =>
  createResettable(
    {
      create: () => createEngineProcess(settings),
      remove: () => findEngineKind(settings).remove(settings),
    },
    beginning,
  );

/** Whether the engine that settings ask for has anything to answer from. */
export const isEngineBuilt = (settings: EngineSettings): boolean =>
  findEngineKind(settings).isBuilt(settings);
