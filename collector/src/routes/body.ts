import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** A larger body is not even read to its end: the connection is closed. */
const DRAINED_BYTES = 16 * 1024 * 1024;

/** Leaves bodies unread, whatever their type and method says: ingest reads them itself, on a GET, too. */
export const leaveBodies = (app: FastifyInstance): void => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _body, done) => done(null));
};

/** Whether a request has a body at all; most hits have none. */
export const hasBody = ({ raw: { headers } }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0;

/**
 * The body of a request, or undefined when it is larger than the limit. What is over the limit is read and
 * dropped first: a sender that is still sending would not see the answer. Of one that says that it will be far over,
 * nothing is read: with the answer the connection is closed.
 */
export const readBody = async (
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
