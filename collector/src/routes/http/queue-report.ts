import type { FastifyReply } from 'fastify';
import type { Question } from '../../reports/report-queue.js';
import type { Parts } from '../parts.js';
import { fromEngine } from './from-engine.js';

/** Aborts when the client disconnects. */
export const createSignal = (reply: FastifyReply): AbortSignal => {
  const gone = new AbortController();
  reply.raw.on('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
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
