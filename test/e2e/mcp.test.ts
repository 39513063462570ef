import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Collector, startCollector } from './support/collector.js';

const MAIN = fileURLToPath(new URL('../../collector/dist/main.js', import.meta.url));

let collector: Collector;
beforeAll(async () => {
  collector = await startCollector();
  const line = 'e?Revenue=49.99&_n=Bought&_p=ada';
  await fetch(`${collector.url}/?_k=demo`, { method: 'POST', body: line });
  await collector.export('demo');
});
afterAll(() => collector?.stop());

const WAYS = {
  'standard input and output': () =>
    new StdioClientTransport({
      command: process.execPath,
      args: [MAIN, 'mcp', '--url', collector.url],
      env: { KMQ_TOKEN: collector.token },
    }),
  HTTP: () =>
    new StreamableHTTPClientTransport(new URL(`${collector.url}/mcp`), {
      requestInit: { headers: { authorization: `Bearer ${collector.token}` } },
    }),
};

describe('tools for assistants (S65)', () => {
  it.each(Object.entries(WAYS))('answer over %s as the API does', async (_, createTransport) => {
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(createTransport() as Parameters<typeof client.connect>[0]);
    onTestFinished(() => client.close());
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain('runRevenue');
    const request = { range: { last: 1, unit: 'month' } };
    const told = await client.callTool({
      name: 'runRevenue',
      arguments: { site: 'demo', request },
    });
    const answer = await collector.ask('POST', '/api/sites/demo/reports/revenue', request);
    expect(told.structuredContent).toMatchObject({ total: '49.99', payers: 1 });
    const { total, series } = answer as { total: string; series: unknown };
    expect(told.structuredContent).toMatchObject({ total, series });
  });
});
