import type { Call } from '../calls.js';
import { engineFailure } from '../failure.js';
import type { Answered, Order } from './messages.js';

/** A question waits so long for an engine that is starting. */
const PATIENCE_MILLISECONDS = 5000;

interface Asked {
  order: Order;
  resolve: (answer: never) => void;
  reject: (error: Error) => void;
  /** Runs while no process has the question. */
  impatience?: NodeJS.Timeout;
}

/** What the engine's process was asked and has not answered. */
export interface Questions {
  /** A signal has the process stop working on it. */
  ask<Answer>(name: Call, given: unknown[], signal?: AbortSignal): Promise<Answer>;
  /** The process is there: what waited is asked now. */
  open(): void;
  take(answered: Answered): void;
  /** The process ended: what it was asked will not be answered. */
  end(): void;
}

/** Questions to a process that comes and goes. */
export const createQuestions = (tell: (order: Order) => void): Questions => {
  const questions = new Map<number, Asked>();
  let isOpen = false;
  let lastId = 0;

  const settle = (id: number): Asked | undefined => {
    const asked = questions.get(id);
    clearTimeout(asked?.impatience);
    questions.delete(id);
    return asked;
  };
  const fail = (id: number, message: string) =>
    settle(id)?.reject(engineFailure('engine_unavailable', message));
  const pose = (asked: Asked) => {
    clearTimeout(asked.impatience);
    delete asked.impatience;
    tell(asked.order);
  };

  return {
    ask: (name, given, signal) =>
      new Promise((resolve, reject) => {
        const id = ++lastId;
        const asked: Asked = { order: { id, ask: name, with: given }, resolve, reject };
        questions.set(id, asked);
        signal?.addEventListener('abort', () => {
          if (questions.has(id)) tell({ forget: id });
        });
        if (isOpen) pose(asked);
        else
          asked.impatience = setTimeout(
            () => fail(id, 'the engine is starting; ask again in a moment'),
            PATIENCE_MILLISECONDS,
          );
      }),
    open() {
      isOpen = true;
      for (const asked of questions.values()) pose(asked);
    },
    take(answered) {
      if ('failed' in answered)
        settle(answered.id)?.reject(engineFailure(answered.failed.code, answered.failed.message));
      else settle(answered.id)?.resolve(answered.answer as never);
    },
    end() {
      isOpen = false;
      for (const [id, { impatience }] of questions)
        if (!impatience) fail(id, 'the engine ended while it worked on the answer');
    },
  };
};
