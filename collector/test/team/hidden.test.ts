import type { HTTPMethods } from 'fastify';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { createPersonal, openPseudonyms } from '../../src/team/pseudonyms.js';
import { PERMISSIONS } from '../../src/team/roles.js';
import { RULES } from '../../src/team/rules.js';
import { shareTestApp } from '../support/app.js';
import { createFolder } from '../support/folder.js';
import { NOW } from '../support/hits.js';
import { addMember, type Browser } from '../support/team.js';

const COOKIE = Buffer.alloc(20, 7).toString('base64');
const line = (kind: string, fields: Record<string, string>) =>
  `${kind}?${new URLSearchParams({ _d: '1', _t: `${NOW / 1000 - 60}`, ...fields })}`;
const HITS = [
  line('e', { _n: 'Visited', _p: COOKIE, Source: 'Ads' }),
  line('a', { _n: 'jane.roe@example.com', _p: COOKIE, _y: 'i' }),
  line('a', { _n: 'customer-jane', _p: 'jane.roe@example.com', _y: 'i' }),
  line('s', { _p: 'jane.roe@example.com', Name: 'Jane Roe', EMAIL: 'jane.roe@example.com' }),
  line('s', {
    _p: 'jane.roe@example.com',
    Plan: 'Pro',
    'Crew Name': 'Janeites',
    Contact: 'jr@roe.org',
  }),
  line('e', { _n: 'Signed Up', _p: 'jane.roe@example.com', Revenue: '5', Note: 'to jr@roe.org' }),
];
/** Whatever of these is in an answer tells who she is. */
const SECRETS = /jane|roe|customer/i;

const S = '/api/sites/demo';
const steps = ['Visited', 'Signed Up'];

/** How each route that a viewer reaches is asked; `refused` where it tells of identities alone. */
const ASKED: Record<string, { url?: string; body?: object; refused?: true; also?: string[] }> = {
  'GET /api/sites': {},
  'GET /api/openapi.json': {},
  'GET /api/sites/:key': {},
  'GET /api/sites/:key/health/findings': {},
  'GET /api/sites/:key/health/ingest': {},
  'GET /api/sites/:key/health/drops': {},
  'GET /api/sites/:key/retention': { url: `${S}/retention?days=40` },
  'POST /api/sites/:key/reports/activity': {
    body: { group: { event: 'Note' } },
    also: [`${S}/reports/activity?format=csv`],
  },
  'POST /api/sites/:key/reports/cohort': {
    body: { first: { anything: true }, then: 'Signed Up', by: 'day' },
  },
  'POST /api/sites/:key/reports/experiment': {
    body: { property: 'Source', control: 'Ads', goal: 'Signed Up' },
  },
  'POST /api/sites/:key/reports/funnel': {
    body: { steps, segment: { event: 'Note', step: 2 } },
    also: [`${S}/reports/funnel?format=csv`],
  },
  'POST /api/sites/:key/reports/revenue': { body: { by: 'day' } },
  'GET /api/sites/:key/reports/saved': {},
  'GET /api/sites/:key/reports/saved/:id': {},
  'GET /api/sites/:key/notes': {},
  'GET /api/sites/:key/populations': {},
  'GET /api/sites/:key/populations/:id': {},
  'GET /api/sites/:key/populations/:id/size': {},
  'POST /api/sites/:key/populations/size': { body: { definition: { did: 'Signed Up' } } },
  'POST /api/sites/:key/populations/compare': {
    body: { definition: { did: 'Signed Up' }, pick: {} },
  },
  'GET /api/sites/:key/catalogue/events': {},
  'GET /api/sites/:key/catalogue/properties': {},
  'GET /api/sites/:key/catalogue/values': {
    url: `${S}/catalogue/values?property=Contact`,
    also: [`${S}/catalogue/values?property=Note&q=to`],
  },
  'GET /api/sites/:key/people': { also: [`${S}/people?format=csv`, `${S}/people?format=json`] },
  'GET /api/sites/:key/people/find': {
    url: `${S}/people/find?identity=customer-jane`,
    refused: true,
  },
  'GET /api/sites/:key/people/:personId': {},
  'GET /api/sites/:key/people/links/waiting': { refused: true },
  'POST /api/sites/:key/reports/people': {
    body: { pick: {} },
    also: [`${S}/reports/people?format=csv`],
  },
  'GET /api/sites/:key/populations/:id/identities': { refused: true },
  'GET /api/sites/:key/populations/:id/people': {
    also: [`${S}/populations/:id/people?format=csv`],
  },
  'GET /api/sites/:key/live': {},
  'GET /api/sites/:key/jobs': { refused: true },
  'GET /api/sites/:key/jobs/:id': { refused: true },
  'GET /api/sites/:key/export.jsonl': {},
  'GET /api/sites/:key/export/hits': { url: `${S}/export/hits?format=csv`, refused: true },
};

describe('identities hidden from viewers (S45)', () => {
  const shared = shareTestApp({ reports: true });
  let viewer: Browser;
  let analyst: Browser;
  const ids: Record<string, string> = {};
  let realId = '';
  let reportId = '';

  beforeAll(async () => {
    const { app, ask } = shared();
    await app.inject({ method: 'POST', url: '/?_k=demo', payload: HITS.join('\n') });
    await vi.waitFor(
      async () =>
        expect((await ask('GET', '/readyz')).json()).toEqual({ status: 'ok', lagSeconds: 0 }),
      { timeout: 20_000 },
    );
    const rules = { hideIdentities: true, personalProperties: ['Crew Name'] };
    expect((await ask('PATCH', S, rules)).statusCode).toBe(200);
    viewer = (await addMember(shared(), { name: 'Vic', roles: { demo: 'viewer' } })).browser;
    analyst = (await addMember(shared(), { name: 'Ann', roles: { demo: 'analyst' } })).browser;
    const make = async (path: string, body: object) =>
      (await ask('POST', `${S}/${path}`, body)).json().id as string;
    ids.populations = await make('populations', {
      ...{ name: 'About jane.roe@example.com' },
      definition: { property: 'Name', op: 'is', value: ['Jane Roe'] },
    });
    ids.saved = await make('reports/saved', { name: 'A', kind: 'revenue', plan: { by: 'day' } });
    await make('notes', { date: '2026-11-22', text: 'Wrote to jane.roe@example.com' });
    realId = (await ask('GET', `${S}/people/find?identity=jane.roe@example.com`)).json().id;
    reportId = (await viewer.ask('POST', `${S}/reports/revenue`, { by: 'day' })).body
      .reportId as string;
  });

  /** All that a request answers, a stream as far as it is there. */
  const read = async (browser: Browser, method: HTTPMethods, url: string, body?: object) => {
    const { app } = shared();
    const answer = await app.inject({
      ...{ method: method as 'GET', url },
      headers: { cookie: browser.cookie, host: 'localhost:8484', origin: 'http://localhost:8484' },
      ...(body && { payload: body }),
    });
    return { status: answer.statusCode, text: answer.body };
  };

  const REACHED = [...RULES].flatMap(([route, { needs }]) =>
    PERMISSIONS[needs].at === 'site' && PERMISSIONS[needs].least === 'viewer' ? [route] : [],
  );

  test.each([...REACHED, 'GET /api/sites'])('%s', async (route) => {
    const sample = ASKED[route];
    expect(sample, `${route} is not asked here`).toBeDefined();
    const [method, path] = route.split(' ') as ['GET', string];
    const fill = (url: string) =>
      url
        .replace(':key', 'demo')
        .replace(':personId', sealed)
        .replace(/populations\/:id/, `populations/${ids.populations}`)
        .replace(/saved\/:id/, `saved/${ids.saved}`)
        .replace(':id', 'x');
    const people = JSON.parse((await read(viewer, 'GET', `${S}/people`)).text).people;
    const sealed = people[0].id as string;
    if (path.endsWith('/live')) return;
    const needsReport = /reports\/people|compare/.test(path);
    const body = sample!.body && { ...sample!.body, ...(needsReport && { reportId }) };
    for (const url of [sample!.url ?? path, ...(sample!.also ?? [])].map(fill)) {
      const { status, text } = await read(viewer, method, url, body);
      expect(text, url).not.toMatch(SECRETS);
      expect(text, url).not.toContain(realId);
      expect(text, url).not.toContain(COOKIE);
      if (sample!.refused)
        expect([status, text]).toEqual([403, expect.stringContaining('identities_hidden')]);
      else expect([status, url, status < 300 ? '' : text]).toEqual([200, url, '']);
    }
  });

  test('analysts see them, and the same people', async () => {
    const { text } = await read(analyst, 'GET', `${S}/people`);
    expect(text).toContain('Jane Roe');
    expect(text).toContain(realId);
    const hidden = JSON.parse((await read(viewer, 'GET', `${S}/people`)).text).people;
    expect(hidden).toHaveLength(JSON.parse(text).people.length);
    expect(hidden.map(({ properties }: { properties: object }) => properties)).toContainEqual({
      ...{ Plan: 'Pro', Contact: '(hidden)' },
    });
  });

  test.each([
    ['GET', `${S}/people?q=jane`, undefined],
    ['GET', `${S}/catalogue/values?property=Email`, undefined],
    ['GET', `${S}/catalogue/values?property=crew%20name`, undefined],
    ['POST', `${S}/reports/revenue`, { by: 'day', group: 'Name' }],
    ['POST', `${S}/reports/funnel`, { steps, segment: { person: 'email' } }],
    [
      'POST',
      `${S}/reports/activity`,
      { where: [{ property: 'NAME', op: 'contains', value: 'a' }] },
    ],
    [
      'POST',
      `${S}/populations/size`,
      { definition: { property: 'e-mail', op: 'is', value: ['x'] } },
    ],
    ['POST', `${S}/reports/people`, { pick: {}, q: 'jane' }],
  ] as const)('%s %s with %o would tell: refused', async (method, url, body) => {
    const { status, text } = await read(viewer, method, url, body && { ...body, reportId });
    expect([status, text]).toEqual([403, expect.stringContaining('identities_hidden')]);
  });

  test('a real id opens nothing, nor does one of another person tell of them', async () => {
    const { status } = await read(viewer, 'GET', `${S}/people/${realId}`);
    expect(status).toBe(404);
  });

  test('Live tells of them by the same pseudonyms', async () => {
    const { app } = shared();
    const address = await app.listen({ port: 0, host: '127.0.0.1' });
    const abort = new AbortController();
    const stream = await fetch(`${address}${S}/live?recent=10`, {
      headers: { cookie: viewer.cookie },
      signal: abort.signal,
    });
    const reader = stream.body!.getReader();
    let text = '';
    while (!text.includes('"Signed Up"'))
      text += Buffer.from((await reader.read()).value!).toString();
    await fetch(`${address}/e?_k=demo&_p=customer-jane&_n=Back&Name=Jane+Roe`);
    while (!text.includes('"Back"')) text += Buffer.from((await reader.read()).value!).toString();
    await fetch(`${address}/e?_k=demo&_p=customer-jane`);
    while (!text.includes('event: rejected'))
      text += Buffer.from((await reader.read()).value!).toString();
    abort.abort();
    expect(text).not.toMatch(SECRETS);
    const pseudonym = shared().store.pseudonyms.hideIdentity('demo', 'customer-jane');
    expect(text).toContain(pseudonym);
  });
});

describe('pseudonyms', () => {
  test('are the same after a restart, differ by site and collector, and turn back for ids alone', async () => {
    const folder = createFolder();
    const [first, again, other] = [
      await openPseudonyms(folder),
      await openPseudonyms(folder),
      await openPseudonyms(createFolder()),
    ];
    const hidden = first.hideIdentity('demo', 'jane');
    expect(hidden).toMatch(/^person-[0-9a-f]{12}$/);
    expect(again.hideIdentity('demo', 'jane')).toBe(hidden);
    expect(first.hideIdentity('shop', 'jane')).not.toBe(hidden);
    expect(other.hideIdentity('demo', 'jane')).not.toBe(hidden);
    const id = '0123456789abcdef0123456789abcdef';
    expect(first.sealId(id)).not.toBe(id);
    expect(again.openId(first.sealId(id))).toBe(id);
    expect(first.openId('find')).toBe('find');
  });

  test.each([
    ['Name', true],
    ['E-Mail', true],
    [' first name ', true],
    ['Crew Name', true],
    ['Plan', false],
    ['Campaign Name', false],
  ])('%s is personal: %s', (name, expected) => {
    expect(createPersonal(['crew name'])(name)).toBe(expected);
  });
});
