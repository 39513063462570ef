import type { AddressInfo } from 'node:net';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TOOLS } from '../../src/mcp/tools.js';
import { REPORT_NAMES } from '../../src/reports/registry.js';
import { TOKEN } from '../support/app.js';
import { NOW } from '../support/hits.js';
import { createPeopleApp } from '../support/peopleApp.js';

const SECONDS = NOW / 1000;
const DAY = 86_400;
const LINES = [
  `e?_n=Visited%20Site&_p=ada&_t=${SECONDS - 2 * DAY}&_i=1`,
  `e?Revenue=49.99&_n=Bought&_p=ada&_t=${SECONDS - DAY}&_i=2`,
  `e?_n=Visited%20Site&_p=bob&_t=${SECONDS - DAY}&_i=3`,
  `s?Plan=Pro&Test=a&_p=ada&_t=${SECONDS - 2 * DAY}&_i=4`,
  `s?Plan=Free&Test=b&_p=bob&_t=${SECONDS - 2 * DAY}&_i=5`,
];

const createMcp = async () => {
  const test = await createPeopleApp();
  await test.send(...LINES);
  await test.app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(test.app.server.address() as AddressInfo).port}`;
  const connect = async (token: string) => {
    const client = new Client({ name: 'test', version: '1' });
    const headers = { authorization: `Bearer ${token}` };
    const transport = new StreamableHTTPClientTransport(new URL(`${url}/mcp`), {
      requestInit: { headers },
    });
    await client.connect(transport as Parameters<typeof client.connect>[0]);
    onTestFinished(() => client.close());
    return client;
  };
  return { ...test, url, connect };
};

/** What is measured anew with each request, or is a number of it. */
const withoutMoment = (answer: unknown): unknown => {
  const { asOf, tookSeconds, reportId, ...rest } = answer as Record<string, unknown>;
  return rest;
};

const REQUESTS: Record<(typeof REPORT_NAMES)[number], object> = {
  funnel: { steps: ['Visited Site', 'Bought'], segment: 'Plan' },
  cohort: { first: 'Visited Site', then: 'Bought', cohortBy: 'week', returnBy: 'week', buckets: 4 },
  revenue: { range: { last: 3, unit: 'month' }, by: 'month', group: 'Plan' },
  activity: { by: 'day', range: { last: 7, unit: 'day' } },
  experiment: { property: 'Test', control: 'a', goal: 'Bought' },
};

describe('the tools for assistants (S65)', () => {
  it.each(REPORT_NAMES)('answer %s as the API does', async (name) => {
    const { connect, ask } = await createMcp();
    const client = await connect(TOKEN);
    const tool = `run${name[0]!.toUpperCase()}${name.slice(1)}`;
    await client.listTools();
    const told = await client.callTool({
      name: tool,
      arguments: { site: 'demo', request: REQUESTS[name] },
    });
    const answer = (await ask('POST', `/api/sites/demo/reports/${name}`, REQUESTS[name])).json();
    expect(answer.error).toBeUndefined();
    expect(withoutMoment(told.structuredContent)).toEqual(withoutMoment(answer));
    const [{ text }] = told.content as [{ text: string }];
    expect(JSON.parse(text)).toEqual(told.structuredContent);
  });

  const READS: [tool: string, given: object, url: string][] = [
    ['listSites', {}, '/api/sites'],
    ['listPeople', { site: 'demo', q: 'ada', limit: 5 }, '/api/sites/demo/people?q=ada&limit=5'],
    ['findPerson', { site: 'demo', identity: 'ada' }, '/api/sites/demo/people/find?identity=ada'],
    ['listEvents', { site: 'demo' }, '/api/sites/demo/catalogue/events'],
    ['listProperties', { site: 'demo' }, '/api/sites/demo/catalogue/properties'],
    [
      'listValues',
      { site: 'demo', property: 'Plan' },
      '/api/sites/demo/catalogue/values?property=Plan',
    ],
    ['listFindings', { site: 'demo' }, '/api/sites/demo/health/findings'],
    ['listPopulations', { site: 'demo' }, '/api/sites/demo/populations'],
  ];
  it.each(READS)('answer %s as the API does', async (name, given, url) => {
    const { connect, ask } = await createMcp();
    const client = await connect(TOKEN);
    await client.listTools();
    const told = await client.callTool({ name, arguments: given as Record<string, unknown> });
    expect(told.structuredContent).toEqual((await ask('GET', url)).json());
  });

  it('are the reports, people, names, populations and Health, and change nothing', async () => {
    const { connect } = await createMcp();
    const { tools } = await (await connect(TOKEN)).listTools();
    expect(tools.map(({ name }) => name).sort()).toEqual(TOOLS.map(({ name }) => name).sort());
    for (const name of REPORT_NAMES)
      expect(tools.map((tool) => tool.name.toLowerCase())).toContain(`run${name}`);
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint)).toBe(true);
    const changing = /^(create|update|delete|erase|approve|import|load|start|add|remove|sign|end)/;
    expect(tools.map(({ name }) => name).filter((name) => changing.test(name))).toEqual([]);
  });

  it('may do with a token what the token may, and nothing without one', async () => {
    const { connect, ask, url } = await createMcp();
    const made = await ask('POST', '/api/tokens', { name: 'A', scope: 'read', sites: ['demo'] });
    const client = await connect(made.json().token);
    const list = (site: string) =>
      client.callTool({ name: 'listEvents', arguments: { site } }) as Promise<{
        isError?: boolean;
        content: { text: string }[];
      }>;
    expect((await list('demo')).isError).toBeUndefined();
    await ask('POST', '/api/sites', { key: 'other', name: 'Other' });
    expect(await list('other')).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('other_site') }],
    });
    await ask('DELETE', `/api/tokens/${made.json().id}`);
    await expect(list('demo')).rejects.toThrow(/401|wrong_token|unknown/i);
    const message = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
    for (const authorization of ['', 'Bearer nonsense'])
      expect(
        (
          await fetch(`${url}/mcp`, {
            method: 'POST',
            headers: {
              'content-type': 'application/json',
              ...(authorization && { authorization }),
            },
            body: JSON.stringify(message),
          })
        ).status,
      ).toBe(401);
    expect(
      (await fetch(`${url}/mcp`, { headers: { authorization: `Bearer ${TOKEN}` } })).status,
    ).toBe(405);
  });

  it('tell what is wrong with a request in the words of the API', async () => {
    const { connect } = await createMcp();
    const client = await connect(TOKEN);
    const call = (name: string, given: object) =>
      client.callTool({ name, arguments: given as Record<string, unknown> }) as Promise<{
        isError?: boolean;
        content: { text: string }[];
      }>;
    const wrong = await call('runFunnel', { site: 'demo', request: { steps: [] } });
    expect(wrong).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('"steps"') }],
    });
    const traversal = await call('getPerson', { site: 'demo', personId: '../../../tokens' });
    expect(traversal.isError).toBe(true);
    expect(await call('nonsense', {})).toMatchObject({ isError: true });
    for (const [name, given, text] of [
      ['listEvents', {}, '"site" is missing.'],
      ['runFunnel', { site: 'demo' }, '"request" is missing.'],
      [
        'runFunnel',
        { key: 'demo', steps: [] },
        'Unknown argument "key". Known arguments: site, request.',
      ],
      ['listSites', { site: 'demo' }, 'Unknown argument "site". This tool takes none.'],
    ] as const)
      expect(await call(name, given)).toMatchObject({ isError: true, content: [{ text }] });
  });
});
