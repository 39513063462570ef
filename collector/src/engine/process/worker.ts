/** The engine's own process: whatever happens here, a crash included, never holds up ingest (S6). */
import { setTimeout as wait } from 'node:timers/promises';
import { createLogReader } from '../../ingest/log/read.js';
import { createListReader } from '../../store/list-file.js';
import { answerCall, CALLS } from '../calls.js';
import type { Engine } from '../engine.js';
import { findEngineKind } from '../engines.js';
import { toFailure } from '../failure.js';
import type { Asked, Notice, Order, WorkerSettings } from './messages.js';

/** The process before this one may take a moment to end. */
const LOCK_TRIES = 40;
const LOCK_MILLISECONDS = 250;

const { log, lists, ...settings } = JSON.parse(process.argv[2]!) as WorkerSettings;
const kind = findEngineKind(settings);

const send = (notice: Notice, then: () => void = () => undefined): void => {
  // Where the parent is gone, `disconnect` ends this process.
  if (process.connected) process.send!(notice, then);
};
const report = (message: string): void => send({ report: message });
const giveUp = (message: string): void => send({ report: message }, () => process.exit(1));

const open = async (): Promise<Engine> => {
  const read = createLogReader(log, ({ path, offset, bytes, keptAt }) =>
    report(
      `${path}: ${bytes} bytes at ${offset} are no records and were skipped; a copy is ${keptAt}`,
    ),
  );
  for (let tries = 1; ; tries++) {
    try {
      return await kind.open(settings, {
        read,
        ...(lists !== undefined && { readList: createListReader(lists) }),
        report,
        giveUp,
      });
    } catch (error) {
      if (!kind.isHeld(error) || tries === LOCK_TRIES) throw error;
      await wait(LOCK_MILLISECONDS);
    }
  }
};

/** Those at work, by the number of their question. */
const working = new Map<number, AbortController>();

const answer = async (engine: Engine, { id, ask, with: given }: Asked): Promise<void> => {
  try {
    const stop = new AbortController();
    if (CALLS[ask].signal !== undefined) working.set(id, stop);
    send({ id, answer: await answerCall(engine, ask, given, stop.signal) });
  } catch (error) {
    send({ id, failed: toFailure(error) });
  } finally {
    working.delete(id);
  }
};

const obey = async (engine: Engine, order: Order): Promise<void> => {
  if ('follow' in order) return engine.follow(order.follow);
  if ('names' in order) return engine.setNames(order.names);
  if ('close' in order) {
    await engine.close();
    process.exit(0);
  }
  if ('forget' in order) return working.get(order.forget)?.abort();
  return answer(engine, order);
};

// Without a parent nobody asks, and the next parent's engine needs the file. What was committed stays.
process.on('disconnect', () => process.exit(0));
// Ctrl-C and systemd signal the whole group; when it is over is the parent's word.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);

open().then(
  (engine) => {
    process.on('message', (order: Order) => obey(engine, order));
    send({ open: true });
  },
  (error: unknown) => giveUp(`the engine cannot start: ${toFailure(error).message}`),
);
