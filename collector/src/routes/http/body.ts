import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { decompress } from './encoding.js';

/** A larger body is not read to its end; the connection is closed. */
const DRAINED_BYTES = 16 * 1024 * 1024;

/** Leaves bodies unread, whatever their type and method says: ingest reads them itself, on a GET, too. */
export const leaveBodies = (app: FastifyInstance): void => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _body, done) => done(null));
};

/** Whether a request has a body at all; most hits have none. */
export const hasBody = ({ raw: { headers } }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0;

/** What a format may add to bytes that do not become fewer. */
const WRAPPING_BYTES = 1024;

/**
 * The body of a request as it was before it was compressed, or undefined when it is larger than the limit. Fails as
 * `decompress` does.
 */
export const readBody = async (reply: FastifyReply, limit: number): Promise<Buffer | undefined> => {
  const { raw } = reply.request;
  const isPlain = raw.headers['content-encoding'] === undefined;
  const body = await readRawBody(reply, isPlain ? limit : limit + WRAPPING_BYTES);
  if (isPlain || !body) return body;
  const whole = await decompress(raw, body, limit);
  return whole && whole.length > limit ? undefined : whole;
};

/**
 * The body of a request as it came, or undefined when it is larger than the limit. What is over the limit is read and
 * dropped first: a sender that is still sending would not see the answer. Of one that says that it will be far over,
 * nothing is read: with the answer the connection is closed.
 */
const readRawBody = async (
  { request, raw: answer }: FastifyReply,
  limit: number,
): Promise<Buffer | undefined> => {
  const { raw } = request;
  if (!hasBody(request)) return Buffer.alloc(0);
  if (Number(raw.headers['content-length']) > DRAINED_BYTES) {
    answer.setHeader('connection', 'close');
    return undefined;
  }
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let bytes = 0;
    raw.on('error', reject);
    raw.on('end', () => {
      if (bytes > limit) resolve(undefined);
      else resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
    });
    raw.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= limit) chunks.push(chunk);
      else chunks = [];
      if (bytes > DRAINED_BYTES) {
        raw.destroy();
        resolve(undefined);
      }
    });
  });
};
