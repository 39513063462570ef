import { describe, expect, it } from 'vitest';
import { engineFailure } from '../../src/engine/failure.js';
import { createTestApp, emptyEngine, TOKEN } from '../support/app.js';
import { createPeopleApp } from '../support/peopleApp.js';

const ANONYMOUS = ['1', '2'].map((n) => Buffer.alloc(20, n).toString('base64'));

describe('GET /api/sites/:key/people', () => {
  it('tells of two browsers whose visitors sign in as one person', async () => {
    const { send, read } = await createPeopleApp();
    const [laptop, phone] = ANONYMOUS.map(encodeURIComponent);
    const at = (second: number) =>
      `_t=${Date.UTC(2026, 10, 22, 9, 59, second) / 1000}&_i=i${second}`;
    await send(
      `e?_n=Viewed+Pricing&_p=${laptop}&${at(1)}`,
      `a?_n=ada%40example.com&_p=${laptop}&_y=i&${at(2)}`,
      `e?Revenue=49.99&_n=Purchased&_p=ada%40example.com&${at(3)}`,
    );
    await send(
      `e?_n=Viewed+Pricing&_p=${phone}&${at(4)}`,
      `a?_n=Ada%40Example.com&_p=${phone}&_y=i&${at(5)}`,
    );
    const ada = await read('/people/find?identity=ADA%40example.com');
    expect(ada).toMatchObject({ events: 3, revenue: '49.99', cursor: null });
    expect(ada.identities.map(({ identity }: { identity: string }) => identity)).toEqual([
      'ada@example.com',
      ...ANONYMOUS,
    ]);
    expect(
      ada.timeline.map(({ kind, name }: { kind: string; name?: string }) => name ?? kind),
    ).toEqual([
      'Ada@Example.com',
      'Viewed Pricing',
      'Purchased',
      'ada@example.com',
      'Viewed Pricing',
    ]);
    expect(await read(`/people/${ada.id}`)).toEqual(ada);
    expect(await read(`/people/find?identity=${phone}`)).toEqual(ada);
    expect((await read('/people?q=ADA')).people).toHaveLength(1);
    expect((await read('/people?q=nobody')).people).toHaveLength(0);
  });

  it('pages through people and through a timeline', async () => {
    const { send, read } = await createPeopleApp();
    await send(...Array.from({ length: 250 }, (_, n) => `e?_n=Step+${n}&_p=p${n % 5}`));
    const first = await read('/people?limit=3&sort=firstSeen');
    const second = await read(`/people?limit=3&sort=firstSeen&cursor=${first.cursor}`);
    expect(
      [...first.people, ...second.people].map(({ identities }) => identities[0].identity),
    ).toEqual(['p0', 'p1', 'p2', 'p3', 'p4']);
    expect(second.cursor).toBeNull();
    await send(...Array.from({ length: 120 }, (_, n) => `e?_n=More+${n}&_p=p0`));
    const newest = await read('/people/find?identity=p0');
    const older = await read(`/people/find?identity=p0&cursor=${newest.cursor}`);
    expect([newest.timeline.length, older.timeline.length, older.cursor]).toEqual([100, 70, null]);
    expect(newest.timeline[0].name).toBe('More 119');
    expect(older.timeline.at(-1).name).toBe('Step 0');
  });

  it.each([
    ['/people?limit=0', 400, 'invalid_request', 'limit'],
    ['/people?limit=many', 400, 'invalid_request', 'limit'],
    ['/people?limit=1001', 400, 'invalid_request', 'limit'],
    ['/people?sort=name', 400, 'invalid_request', 'sort'],
    ['/people?q=a&q=b', 400, 'invalid_request', 'q'],
    [`/people?q=${'a'.repeat(256)}`, 400, 'invalid_request', 'q'],
    ['/people/find', 400, 'invalid_request', 'identity'],
    ['/people/find?identity=', 400, 'invalid_request', 'identity'],
    ['/people/find?identity=nobody', 404, 'unknown_person', undefined],
    [`/people/${'0'.repeat(32)}`, 404, 'unknown_person', undefined],
    ['/people/%00', 404, 'unknown_person', undefined],
  ])('%s → %s %s', async (url, status, code, field) => {
    const { ask } = await createTestApp();
    const answer = await ask('GET', `/api/sites/demo${url}`);
    expect(answer.statusCode).toBe(status);
    expect(answer.json().error).toMatchObject({ code, ...(field && { field }) });
  });

  it('refuses a cursor that another list gave', async () => {
    const { send, read } = await createPeopleApp();
    await send('e?_n=A&_p=a', 'e?_n=A&_p=b');
    const { cursor } = await read('/people?limit=1&sort=events');
    for (const url of [
      `/people/find?identity=a&cursor=${cursor}`,
      `/people?limit=1&cursor=${cursor}`,
      '/people?cursor=x',
    ])
      expect((await read(url)).error).toMatchObject({ code: 'invalid_cursor', field: 'cursor' });
  });

  it('says that reports are not ready while the engine starts', async () => {
    const { ask } = await createTestApp({
      parts: {
        engine: {
          ...emptyEngine(() => undefined as never),
          people: async () => {
            throw engineFailure('engine_unavailable', 'the engine is starting');
          },
        },
      },
    });
    const answer = await ask('GET', '/api/sites/demo/people');
    expect([answer.statusCode, answer.json().error.code]).toEqual([503, 'reports_not_ready']);
    expect(answer.headers['retry-after']).toBe('1');
  });

  it('is for those who may read, and about sites that exist', async () => {
    const { app, ask } = await createTestApp();
    expect((await app.inject('/api/sites/demo/people')).statusCode).toBe(401);
    expect((await ask('GET', '/api/sites/nowhere/people')).json().error.code).toBe('unknown_site');
    const headers = { authorization: `Bearer ${TOKEN}` };
    expect((await app.inject({ url: '/api/sites/demo/people', headers })).json()).toEqual({
      people: [],
      cursor: null,
    });
  });
});
