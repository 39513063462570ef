import type { FastifyReply } from 'fastify';
import type { Question } from '../../reports/report-queue.js';
import type { Parts } from '../parts.js';
import { fromEngine } from './from-engine.js';

/** One for each answer: it may take many questions, and each listener is one more. */
const signals = new WeakMap<FastifyReply['raw'], AbortSignal>();

/** Aborts when the client disconnects. */
export const createSignal = (reply: FastifyReply): AbortSignal => {
  const { raw } = reply;
  const known = signals.get(raw);
  if (known) return known;
  const gone = new AbortController();
  raw.on('close', () => {
    if (!raw.writableFinished) gone.abort();
  });
  signals.set(raw, gone.signal);
  return gone.signal;
};

/** Asks the engine for what takes long: two at a time, sites in turn, equal questions once, and only while the client is connected (S24). */
export const queueReport = <Answer>(
  { reportQueue }: Pick<Parts, 'reportQueue'>,
  reply: FastifyReply,
  question: Question,
  ask: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> =>
  reportQueue.run(question, createSignal(reply), (signal) => fromEngine(ask(signal)));
