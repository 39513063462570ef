import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { TOOLS, type ToolCall } from './tools.js';
import { VERSION } from './version.js';

/** What the API answers to a call. */
export interface ApiAnswer {
  status: number;
  body: string;
}
/** Asks the API as whoever uses the tools. */
export type AskApi = (call: ToolCall) => Promise<ApiAnswer>;

const INSTRUCTIONS =
  'Reports and people of sites that a kmq collector measures. Begin with listSites, then listEvents and listProperties for the names that a site uses: reports ask for them exactly. Every answer is that of the API; money is a decimal text, times are in UTC.';

/** What a tool answers: the API's own JSON, as text and as it is. */
const createResult = ({ status, body }: ApiAnswer) => {
  const json = JSON.parse(body);
  if (status < 400)
    return { content: [{ type: 'text' as const, text: body }], structuredContent: json };
  const { code, message } = json.error;
  return { content: [{ type: 'text' as const, text: `${message} (${code})` }], isError: true };
};

/** A server of the Model Context Protocol whose tools ask the API. */
export const createMcpServer = (ask: AskApi): Server => {
  const server = new Server(
    { name: 'kmq', version: VERSION },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
  );
  server.setRequestHandler(ListToolsRequestSchema, async () => ({
    tools: TOOLS.map(({ createCall: _, ...tool }) => ({
      ...tool,
      annotations: { readOnlyHint: true, openWorldHint: false },
    })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    const tool = TOOLS.find(({ name }) => name === params.name);
    if (!tool)
      return {
        content: [{ type: 'text', text: `There is no tool "${params.name.slice(0, 100)}".` }],
        isError: true,
      };
    return createResult(await ask(tool.createCall(params.arguments ?? {})));
  });
  return server;
};
