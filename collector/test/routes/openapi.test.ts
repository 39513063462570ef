import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it, vi } from 'vitest';
import { createTestApp, type TestApp, TOKEN } from '../support/app.js';
import { NOW } from '../support/hits.js';

interface Operation {
  operationId: string;
  tags: string[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
}
interface Description {
  openapi: string;
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
}

/** What compiles a schema of the description; its names are those of the description. */
const createCompile = (description: object) => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addSchema(description, 'api');
  const named = (schema: object): object =>
    JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"api#/components'));
  return (schema: object) => ajv.compile(named(schema));
};

const BROWSER = Buffer.alloc(20, 1).toString('base64');
const line = (kind: string, fields: Record<string, string>) =>
  `${kind}?${new URLSearchParams({ _d: '1', _t: `${NOW / 1000 - 60}`, ...fields })}`;
const HITS = [
  line('e', { _n: 'Visited Site', _p: BROWSER, Source: 'Ads', _t: `${NOW / 1000 - 120}` }),
  line('a', { _n: 'ada@example.com', _p: BROWSER, _y: 'i' }),
  line('a', { _n: 'bob@example.com', _p: BROWSER, _y: 'i' }),
  line('e', { _n: 'Signed Up', _p: 'ada@example.com', Revenue: '49.99' }),
  line('e', { _n: 'Signed Up', _p: 'bob@example.com', Revenue: '5', Currency: 'EUR' }),
  line('s', { _p: 'ada@example.com', Plan: 'Pro' }),
];

/** A collector with some hits, and calls whose answers are held against what is said of them. */
const createDescribed = async () => {
  const test = await createTestApp({ reports: true });
  const { app, ask } = test;
  await app.inject({ method: 'POST', url: '/?_k=demo', payload: HITS.join('\n') });
  await vi.waitFor(
    async () =>
      expect((await ask('GET', '/readyz')).json()).toEqual({ status: 'ok', lagSeconds: 0 }),
    { timeout: 20_000 },
  );
  const description = (await ask('GET', '/api/openapi.json')).json() as Description;
  const compile = createCompile(description);
  const called = new Set<string>();
  const call = async (name: string, given: Given = {}) => {
    const [method = '', path = ''] = name.split(' ');
    const { query = '', body, ...parts } = given;
    const filled = path.replace(/\{(\w+)\}/g, (_, part) =>
      encodeURIComponent((parts as Record<string, string>)[part] ?? 'demo'),
    );
    const answer = await ask(method as 'GET', filled + query, body as object);
    expect(answer.statusCode, `${name}: ${answer.body}`).toBeLessThan(300);
    const operation = description.paths[path]?.[method.toLowerCase()];
    expect(operation, name).toBeDefined();
    const content = operation!.responses[answer.statusCode]?.content;
    expect(operation!.responses, name).toHaveProperty([`${answer.statusCode}`]);
    const schema = content?.['application/json']?.schema;
    if (schema && answer.body && !query.includes('format=')) {
      const valid = compile(schema);
      expect(valid(answer.json()) || valid.errors, `${name} answers ${answer.body}`).toBe(true);
    }
    const asked = operation!.requestBody?.content['application/json']?.schema;
    if (asked) {
      const valid = compile(asked);
      expect(valid(body ?? {}) || valid.errors, `${name} takes ${JSON.stringify(body)}`).toBe(true);
    }
    called.add(name);
    return answer.headers['content-type']?.toString().startsWith('application/json')
      ? answer.json()
      : answer.body;
  };
  return { ...test, description, called, call, compile };
};
interface Given extends Record<string, unknown> {
  query?: string;
  body?: object | string;
}

const SITE = '/api/sites/{key}';

const callReports = async (call: Call): Promise<void> => {
  const common = { from: '2026-11-01', to: '2026-12-01', compare: true };
  const people = `POST ${SITE}/reports/people`;
  const run = async (kind: string, body: object, pick: object) => {
    const answer = await call(`POST ${SITE}/reports/${kind}`, { body: { ...common, ...body } });
    await call(people, { body: { reportId: answer.reportId, pick, limit: 1 } });
    await call(`POST ${SITE}/reports/${kind}`, { body });
    return answer;
  };
  const steps = ['Visited Site', { anyOf: ['Signed Up'], where: [] }];
  await run('funnel', { steps, segment: { event: 'Source', step: 1 } }, { step: 1 });
  await run('funnel', { steps, windowSeconds: 60 }, { step: 1, outcome: 'dropped' });
  await run('revenue', { by: 'day', group: { event: 'Source', at: 'firstEver' } }, {});
  const cohort = { first: { anything: true }, then: 'Signed Up', segment: 'Plan' };
  await run('cohort', { ...cohort, by: 'day' }, { cohort: '2026-11-22' });
  await run('cohort', { ...cohort, measure: 'revenue' }, {});
  await run('activity', { group: { event: 'Source' } }, {});
  const experiment = { property: 'Source', control: 'Ads', goal: 'Signed Up' };
  const { variants } = await run('experiment', experiment, {});
  expect(variants).toHaveLength(1);
};
type Call = Awaited<ReturnType<typeof createDescribed>>['call'];

const callSaved = async (call: Call): Promise<void> => {
  const kinds: [string, object, object][] = [
    ['reports/saved', { name: 'A', kind: 'revenue', plan: { by: 'day' } }, { name: 'B' }],
    ['notes', { date: '2026-11-22', text: 'A' }, { text: 'B' }],
    ['populations', { name: 'A', definition: { did: 'Signed Up' } }, { name: 'B' }],
  ];
  for (const [path, body, changes] of kinds) {
    const base = `${SITE}/${path}`;
    const { id } = await call(`POST ${base}`, { body });
    await call(`GET ${base}`);
    if (path !== 'notes') await call(`GET ${base}/{id}`, { id });
    await call(`PATCH ${base}/{id}`, { id, body: changes });
    if (path === 'populations') {
      await call(`GET ${base}/{id}/size`, { id, query: '?by=week&last=2' });
      await call(`GET ${base}/{id}/people`, { id });
      const definition = { did: 'Signed Up' };
      const { reportId } = await call(`POST ${base}/size`, { body: { definition } });
      await call(`POST ${base}/compare`, { body: { definition, reportId, pick: {} } });
      const list = await call(`POST ${base}`, { body: { name: 'C', reportId, pick: {} } });
      for (const act of ['add', 'remove'])
        await call(`POST ${base}/{id}/${act}`, {
          id: list.id,
          body: { identities: ['null', 'bob'] },
        });
      await call(`GET ${base}/{id}/identities`, { id: list.id });
      await call(`GET ${base}`);
    }
    await call(`DELETE ${base}/{id}`, { id });
  }
  for (const of of ['events', 'properties']) {
    await call(`GET ${SITE}/catalogue/${of}`);
    const body = { hidden: true, description: 'Why' };
    await call(`PATCH ${SITE}/catalogue/${of}/{name}`, { name: 'Plan', body });
  }
  await call(`GET ${SITE}/catalogue/values`, { query: '?property=Plan' });
};

const callPeople = async (call: Call, { jobs }: TestApp): Promise<void> => {
  const { people } = await call(`GET ${SITE}/people`);
  await call(`GET ${SITE}/people`, { query: '?format=csv' });
  await call(`GET ${SITE}/people/{personId}`, { personId: people[0].id });
  const identity = 'ada@example.com';
  const { links } = await call(`GET ${SITE}/people/find`, { query: `?identity=${identity}` });
  expect(links).not.toEqual([]);
  const ids = [links[0].id];
  await call(`GET ${SITE}/people/links/waiting`);
  await call(`POST ${SITE}/people/links/{id}/approve`, { id: ids[0] });
  for (const word of ['approve', 'unapprove'])
    await call(`POST ${SITE}/people/links/${word}`, { body: { ids } });
  await call(`POST ${SITE}/people/unlink`, { body: { a: identity, b: BROWSER } });
  const erase = `POST ${SITE}/people/erase`;
  const { job } = await call(erase, { query: '?dryRun=1', body: { identity } });
  await call(`GET ${SITE}/jobs/{id}`, { id: job });
  expect((await call(`GET ${SITE}/jobs`)).jobs).toMatchObject([{ id: job, kind: 'erase' }]);
  const file = await call(`POST ${SITE}/import`, { body: '_p,_n,_t\nada,Renewed,1600000000\n' });
  await jobs.settle();
  await call(`POST ${SITE}/jobs/{id}/columns`, { id: file.job, body: { columns: {} } });
  await jobs.settle();
  await call(`POST ${SITE}/jobs/{id}/start`, { id: file.job, body: {} });
  await call(`GET ${SITE}/export.jsonl`);
  await call(`GET ${SITE}/export/hits`);
  await call(`GET ${SITE}/retention`, { query: '?days=40' });
  const dismissal = `${SITE}/health/findings/{code}/dismissal`;
  const code = 'late_hits';
  await call(`PUT ${dismissal}`, { code, body: { reason: 'Known' } });
  for (const health of ['findings', 'ingest', 'drops']) await call(`GET ${SITE}/health/${health}`);
  await call(`DELETE ${dismissal}`, { code });
};

const callSites = async (call: Call, { app }: Pick<TestApp, 'app'>): Promise<void> => {
  const key = 'other';
  await call('POST /api/sites', { body: { key, name: 'Other' } });
  await call('GET /api/sites');
  await call(`GET ${SITE}`);
  await call(`PATCH ${SITE}`, { key, body: { timeZone: 'Europe/Berlin' } });
  const made = await call(`POST ${SITE}/server-keys`, { key, body: { name: 'billing' } });
  await call(`GET ${SITE}/server-keys`, { key });
  await call(`DELETE ${SITE}/server-keys/{id}`, { key, id: made.id });
  const sources = `${SITE}/sources`;
  const source = await call(`POST ${sources}`, { key, body: { kind: 'webhook', name: 'Shop' } });
  await app.inject({ method: 'POST', url: new URL(source.url).pathname, payload: { who: 'ada' } });
  await call(`GET ${sources}`, { key });
  const { id: shop } = source;
  const mapping = { fields: { who: '_p' }, event: 'Bought' };
  await call(`POST ${sources}/{id}/preview`, { key, id: shop, body: { mapping } });
  await call(`PATCH ${sources}/{id}`, { key, id: shop, body: { mapping } });
  await call(`GET ${sources}/{id}/received`, { key, id: shop });
  await call(`DELETE ${sources}/{id}`, { key, id: shop });
  await call(`DELETE ${SITE}`, { key });
  const { id } = await call('POST /api/tokens', { body: { name: 'CI', scope: 'read' } });
  await call('GET /api/tokens');
  await call('DELETE /api/tokens/{id}', { id });
  await call('GET /api/session');
  await call('POST /api/session', { body: { token: TOKEN } });
  await call('DELETE /api/session');
  await call('DELETE /api/sessions');
  await call('GET /api/company');
  await call('PATCH /api/company', { body: { name: 'Example Ltd', setUp: true } });
  await call('GET /api/log');
  await call('POST /api/rebuild');
  await call('GET /api/openapi.json');
};

/** Those that need a session or a browser; their own tests hold their answers against the description. */
const ELSEWHERE = /\/api\/(account|sign-in)(\/|$)/;

const callTeam = async (call: Call, { store }: Pick<TestApp, 'store'>): Promise<void> => {
  await call('GET /api/sign-in');
  await call('GET /api/account');
  const given = { name: 'Ada', email: 'ada@example.com', owner: true };
  const { user } = await call('POST /api/users', { body: given });
  await call('GET /api/users', { query: '?q=ada' });
  const body = { version: 1, roles: { '*': 'viewer' } };
  await store.users.add({ ...given, email: 'other@example.com', roles: {} });
  await call('PATCH /api/users/{id}', { id: user.id, body });
  await call('POST /api/users/{id}/link', { id: user.id });
  await call('DELETE /api/users/{id}/sessions', { id: user.id });
  await call('DELETE /api/users/{id}/second-factor', { id: user.id });
  await call('DELETE /api/users/{id}', { id: user.id });
  const report = { name: 'A', kind: 'revenue', plan: { by: 'day' } };
  const { id } = await call(`POST ${SITE}/reports/saved`, { body: report });
  const made = await call(`POST ${SITE}/shares`, { body: { report: id } });
  await call(`GET ${SITE}/shares`);
  const secret = made.link.split('#')[1];
  await call('POST /api/shared/{id}', { id: made.id, body: { secret } });
  await call(`DELETE ${SITE}/shares/{id}`, { id: made.id });
  await call('GET /api/trail', { query: '?q=ada' });
  await call(`GET ${SITE}/trail`);
};

describe('GET /api/openapi.json', () => {
  it('describes every path, and what every path really takes and answers', async () => {
    const { description, called, call, ...test } = await createDescribed();
    expect(description.openapi).toBe('3.1.0');
    await callReports(call);
    await callSaved(call);
    await callPeople(call, test);
    await callTeam(call, test);
    await callSites(call, test);
    const all = Object.entries(description.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    // One never ends, the other one has a test of its own, which takes its time.
    const elsewhere = [`GET ${SITE}/live`, `POST ${SITE}/history`];
    const own = all.filter((route) => ELSEWHERE.test(route) && !called.has(route));
    const ofApi = all.filter((name) => name.includes(' /api'));
    expect([...called, ...elsewhere, ...own].sort()).toEqual(ofApi.sort());
    expect(all.filter((name) => !ofApi.includes(name)).sort()).toEqual([
      ...['GET /a', 'GET /e', 'GET /s', 'POST /'],
    ]);
    await test.jobs.settle();
  });

  it('is not taken in by an answer that is another one', async () => {
    const { description, compile } = await createDescribed();
    const { responses } = description.paths[`${SITE}/reports/funnel`]!.post!;
    const valid = compile(responses['200']!.content!['application/json']!.schema);
    const answer = { reportId: 'x', asOf: '2026-11-22T12:00:00.000Z', hitsRead: 1, tookSeconds: 1 };
    const whole = { ...answer, range: { from: null, to: null }, before: null, steps: [] };
    expect(valid(whole)).toBe(true);
    expect(valid({ ...whole, hits: 1 })).toBe(false);
    expect(valid(answer)).toBe(false);
    expect(valid({ ...whole, asOf: 'yesterday' })).toBe(false);
  });
});
