import type { FastifyReply } from 'fastify';

/** An answer as it goes out: names and values in turn, and a text of a byte a character. */
interface Answer {
  headers: readonly string[];
  body: string;
}

/**
 * Answers a hit that was taken past the framework's own steps, which cost as much as the hit itself. A text goes out
 * together with its headers, a buffer would follow them.
 */
export const answerRaw = (reply: FastifyReply, { headers, body }: Answer): void => {
  reply.hijack();
  reply.raw.writeHead(200, headers as string[]);
  reply.raw.end(body, 'latin1');
};
