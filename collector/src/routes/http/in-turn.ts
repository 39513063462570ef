import type { FastifyReply } from 'fastify';
import type { Question } from '../../reports/turns.js';
import type { Parts } from '../parts.js';
import { fromEngine } from './from-engine.js';

/** Tells when the sender has gone away. */
export const createSignal = (reply: FastifyReply): AbortSignal => {
  const gone = new AbortController();
  reply.raw.on('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  return gone.signal;
};

/** Asks the engine what takes its time: two at once, sites in turn, equal questions together, and not for one who has gone (S24). */
export const inTurn = <Answer>(
  { turns }: Pick<Parts, 'turns'>,
  reply: FastifyReply,
  question: Question,
  ask: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> =>
  turns.take(question, createSignal(reply), (signal) => fromEngine(ask(signal)));
