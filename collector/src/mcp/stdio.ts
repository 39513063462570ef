import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createMcpServer } from './server.js';

/** Serves the tools over standard input and output, of a collector that runs at an address. */
export const serveStdio = async ({ url, token }: { url: string; token: string }): Promise<void> => {
  const server = createMcpServer(async (call) => {
    const answer = await fetch(url + call.url, {
      method: call.method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(call.body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
    });
    return { status: answer.status, body: await answer.text() };
  });
  await server.connect(new StdioServerTransport());
};
