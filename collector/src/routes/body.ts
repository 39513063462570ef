import type { FastifyInstance, FastifyRequest } from 'fastify';

/** A larger body is not even read to its end: the connection is closed. */
const DRAINED_BYTES = 16 * 1024 * 1024;

/** Leaves bodies unread, whatever their type and method says: ingest reads them itself, on a GET, too. */
export const leaveBodies = (app: FastifyInstance): void => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _body, done) => done(null));
};

/**
 * The body of a request, or undefined when it is larger than the limit. What is over the limit is read and
 * dropped first: a sender that is still sending would not see the answer.
 */
export const readBody = async (
  { raw }: FastifyRequest,
  limit: number,
): Promise<Buffer | undefined> => {
  const { 'content-length': length, 'transfer-encoding': encoding } = raw.headers;
  if (!encoding && !(Number(length) > 0)) return Buffer.alloc(0);
  if (Number(length) > DRAINED_BYTES) return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of raw as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= limit) chunks.push(chunk);
    else chunks.length = 0;
    if (bytes > DRAINED_BYTES) break;
  }
  return bytes > limit ? undefined : Buffer.concat(chunks);
};
