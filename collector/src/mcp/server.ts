import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { TOOLS, type Tool, type ToolCall } from './tools.js';
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

/** What is wrong with the names of a call's arguments; their values are the API's to check. */
const findMistake = ({ inputSchema }: Tool, given: Record<string, unknown>): string | undefined => {
  const { properties = {}, required = [] } = inputSchema as {
    properties?: Record<string, unknown>;
    required?: string[];
  };
  const known = Object.keys(properties);
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined)
    return `Unknown argument "${unknown.slice(0, 100)}". ${known.length ? `Known arguments: ${known.join(', ')}.` : 'This tool takes none.'}`;
  const missing = required.find((name) => given[name] == null);
  return missing === undefined ? undefined : `"${missing}" is missing.`;
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
    const given = params.arguments ?? {};
    const mistake = findMistake(tool, given);
    if (mistake) return { content: [{ type: 'text', text: mistake }], isError: true };
    return createResult(await ask(tool.createCall(given)));
  });
  return server;
};
