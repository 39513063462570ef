import { setTimeout as wait } from 'node:timers/promises';
import type { Engine } from '../engine/engine.js';
import type { JobParts } from './parts.js';

const LOOK_MS = 50;
/** An engine that does not come further within this will not soon. */
const PATIENCE_MS = 15_000;
/** Positions that one change of the engine takes out. */
const REMOVED_AT_ONCE = 50_000;

/** Whether the engine has read up to a position, or comes to it. */
const hasRead = async (engine: Engine, upToSeq: number): Promise<boolean> => {
  let [reached, since] = [-1, 0];
  for (; since < PATIENCE_MS; since += LOOK_MS) {
    const { ready, seq } = await engine.status();
    if (ready && seq >= upToSeq) return true;
    if (ready && seq > reached) [reached, since] = [seq, 0];
    await wait(LOOK_MS);
  }
  return false;
};

/** What goes from the log, and from what reports answer from. */
export interface Removal {
  /** Everything that goes is up to here, in segments that are sealed. */
  upToSeq: number;
  /** Positions of what goes, by site. */
  seqs: ReadonlyMap<string, readonly number[]>;
  /** Rewrites the segments. */
  rewrite: () => Promise<void>;
}

/**
 * Takes records out of the engine's tables and of the log, while reports go on answering: first of the tables, so that a
 * crash in between leaves what the next attempt finds again. An engine that cannot do it, or begins anew
 * meanwhile, is built anew from what is left. Answers which of both was done.
 */
export const removeBeside = async (
  { engine, upkeep }: JobParts,
  { upToSeq, seqs, rewrite }: Removal,
): Promise<'taken out' | 'built anew'> => {
  const isDone = await engine.hold(async () => {
    if (!(await hasRead(engine, upToSeq))) return false;
    try {
      for (const [site, own] of seqs)
        for (let at = 0; at < own.length; at += REMOVED_AT_ONCE)
          await engine.erase(site, own.slice(at, at + REMOVED_AT_ONCE));
    } catch {
      // A rebuild needs nothing from it.
      return false;
    }
    await upkeep.rewrite(rewrite);
    // Where it has begun from the start meanwhile, it may have read what went.
    const { ready, seq } = await engine.status();
    return ready && seq >= upToSeq;
  });
  if (!isDone) await engine.reset(() => upkeep.rewrite(rewrite));
  return isDone ? 'taken out' : 'built anew';
};
