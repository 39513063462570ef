import type { FastifyReply } from 'fastify';
import { ApiError } from '../../errors.js';
import { createFairQueue } from '../../fair-queue.js';
import { createSignal } from '../http/queue-report.js';

/** Each reads a whole history. */
const AT_ONCE = 2;
/** Few exports take longer; the client gets an answer before a proxy times out. */
const WAIT_MS = 10_000;
const RETRY_SECONDS = 10;

/** Sites take turns with exports; an export ends when its client disconnects or reads nothing for a minute. */
export const createExportQueue = () => {
  const queue = createFairQueue(AT_ONCE);
  return async (key: string, reply: FastifyReply): Promise<void> => {
    const signal = AbortSignal.any([createSignal(reply), AbortSignal.timeout(WAIT_MS)]);
    const endTurn = await queue.enter(key, signal).catch((cause) => {
      throw new ApiError('too_many_exports', { retryAfter: RETRY_SECONDS, cause });
    });
    if (reply.raw.closed) endTurn();
    else reply.raw.once('close', endTurn);
  };
};
