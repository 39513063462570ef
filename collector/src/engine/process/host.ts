import type { MoneyNames } from '../../money.js';
import { forwardCalls } from '../calls.js';
import type { Engine, EngineStatus } from '../engine.js';
import type { Notice, WorkerSettings } from './messages.js';
import { createQuestions } from './questions.js';
import { supervise } from './supervise.js';

/** What the parent decides about the engine's process. */
export interface ProcessSettings extends WorkerSettings {
  /** The program of the engine's process. */
  worker?: URL;
  /** Told, in a sentence, what a human should know. */
  report?: (message: string) => void;
  /** Unix milliseconds. */
  now?: () => number;
}

/** Each word to the engine becomes a transaction with a sync of its own, on the disk that hits wait for. */
const FOLLOW_MILLISECONDS = 200;
/** An engine that does not tell where it is within this is not ready: its process hangs, or was stopped. */
const PATIENCE_MILLISECONDS = 5000;

const within = async <T>(milliseconds: number, answer: Promise<T>): Promise<T | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, milliseconds, undefined);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
};

/** The engine as the collector has it, with the id of its process while it runs. */
export type EngineProcess = Engine & { pid(): number | undefined };

/**
 * The engine in a process of its own, started again whenever it ends. There is one at once; until it is
 * open, `status` says that it is not ready and questions wait a little.
 */
export const createEngineProcess = ({
  worker = new URL('./worker.js', import.meta.url),
  report = () => undefined,
  now = Date.now,
  ...forWorker
}: ProcessSettings): EngineProcess => {
  let isOpen = false;
  /** Unknown until somebody has told them. */
  let names: Readonly<Record<string, MoneyNames>> | undefined;
  /** Unknown until the log has told where it ends. */
  let target: number | undefined;
  /** Runs for a while after the engine was told of the target. */
  let toldLately: NodeJS.Timeout | undefined;
  let last: EngineStatus = { ready: false, seq: 0, waitingSince: null };

  const process = supervise({
    program: worker,
    argument: JSON.stringify(forWorker),
    report,
    now,
    hear(notice: Notice) {
      if ('report' in notice) report(notice.report);
      else if ('open' in notice) {
        isOpen = true;
        if (names) process.tell({ names });
        tellTarget();
        questions.open();
      } else questions.take(notice);
    },
    ended() {
      isOpen = false;
      questions.end();
    },
  });
  const questions = createQuestions(process.tell);

  const tellTarget = (): void => {
    if (target === undefined) return;
    const told = target;
    process.tell({ follow: told });
    clearTimeout(toldLately);
    toldLately = setTimeout(() => {
      toldLately = undefined;
      if (target !== told) tellTarget();
    }, FOLLOW_MILLISECONDS);
  };

  return {
    ...forwardCalls(questions.ask),
    pid: process.pid,
    setNames(told) {
      names = told;
      process.tell({ names });
    },
    follow(seq) {
      if (target !== undefined && seq <= target) return;
      if (last.seq >= (target ?? 0)) last = { ...last, waitingSince: now() };
      target = seq;
      if (!toldLately) tellTarget();
    },
    async status(site) {
      if (!isOpen) return { ...last, ready: false };
      const asked = questions
        .ask<EngineStatus>('status', site === undefined ? [] : [site])
        .catch(() => undefined);
      const told = await within(PATIENCE_MILLISECONDS, asked);
      if (site !== undefined && told) return { ...told, ready: isOpen };
      // Where the process ends meanwhile, or hangs, what it said last still holds, but for its being ready.
      last = told ?? last;
      return { ...last, ready: isOpen && told !== undefined };
    },
    close() {
      clearTimeout(toldLately);
      return process.stop({ close: true });
    },
  };
};
