import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { FastifyInstance, FastifyRequest, InjectOptions } from 'fastify';
import { ApiError } from '../errors.js';
import { type AskApi, createMcpServer } from './server.js';

/** Headers that say who asks, which the API is asked with in turn. */
const OF_SENDER = /^(authorization|host|x-forwarded-.*)$/;

/** Asks the API of this process as the sender of a request. */
const createAsk =
  (app: FastifyInstance, { raw, ip }: FastifyRequest): AskApi =>
  async ({ method, url, body }) => {
    const headers = Object.fromEntries(
      Object.entries(raw.headers).filter(([name]) => OF_SENDER.test(name)),
    );
    const answer = await app.inject({
      ...{ method: method as NonNullable<InjectOptions['method']>, url, headers },
      remoteAddress: raw.socket.remoteAddress ?? ip,
      ...(body !== undefined && { payload: body as object }),
    });
    return { status: answer.statusCode, body: answer.body };
  };

/** `/mcp`: the API's readable part as tools, over Streamable HTTP without sessions (S65). */
export const mcpRoutes = (app: FastifyInstance): void => {
  app.post('/mcp', async (request, reply) => {
    // A page's cookie must not speak for its reader here: programs bring a token.
    if (!request.headers.authorization) throw new ApiError('not_signed_in');
    const server = createMcpServer(createAsk(app, request));
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    reply.raw.on('close', () => {
      transport.close().catch(() => undefined);
    });
    await server.connect(transport as Parameters<typeof server.connect>[0]);
    reply.hijack();
    await transport.handleRequest(request.raw, reply.raw, request.body);
  });
  const refuse = async () => {
    throw new ApiError('method_not_allowed');
  };
  app.get('/mcp', refuse);
  app.delete('/mcp', refuse);
};
