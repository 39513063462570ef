import type { Report } from './log.js';
import { packSealed } from './pack.js';

/** What is done to segments that are complete, one thing at a time, beside the appending. */
export interface Upkeep {
  /** Packs what has been sealed, soon. */
  pack(): void;
  /** Runs a task that must not meet another one. */
  inTurn<Done>(task: () => Promise<Done>): Promise<Done>;
  /** Waits for what runs; nothing new begins. */
  close(): Promise<void>;
}

/** Creates the upkeep of a log. What fails is reported, left as it was, and tried again with the next segment. */
export const createUpkeep = (folder: string, report: Report): Upkeep => {
  let turn: Promise<unknown> = Promise.resolve();
  let closed = false;
  const inTurn = <Done>(task: () => Promise<Done>): Promise<Done> => {
    const done = turn.then(task, task);
    turn = done.catch(() => undefined);
    return done;
  };
  return {
    inTurn,
    pack() {
      inTurn(async () => {
        if (!closed) await packSealed(folder);
      }).catch((error) =>
        report('A segment of the log could not be packed; it stays as it is.', {
          folder,
          err: error,
        }),
      );
    },
    async close() {
      closed = true;
      await turn;
    },
  };
};
