import { createHash, createHmac } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { waitUntilLoaded } from '../support/engine.js';
import { createPeopleApp } from '../support/peopleApp.js';

const V = Buffer.alloc(20, 1).toString('base64');

const createApp = async () => {
  const test = await createPeopleApp();
  const post = async (url: string, body: object) => {
    const answer = await test.ask('POST', `/api/sites/demo${url}`, body);
    return { status: answer.statusCode, ...answer.json() };
  };
  const makeKey = async (name = 'billing') =>
    (await post('/server-keys', { name })) as { id: string; serverKey: string };
  const settle = () => waitUntilLoaded(test.engine, test.log.syncedSeq());
  /** Whether two identities are one person. */
  const areOne = async (a: string, b: string): Promise<boolean> => {
    await settle();
    const person = await test.read(`/people/find?identity=${encodeURIComponent(a)}`);
    return person.identities.some(({ identity }: { identity: string }) => identity === b);
  };
  const waiting = async () => {
    await settle();
    return (await test.read('/people/links/waiting')).links as { id: string; a: string }[];
  };
  return { ...test, post, makeKey, areOne, waiting };
};
type App = Awaited<ReturnType<typeof createApp>>;

const sign = (serverKey: string, name: string, person: string): string => {
  const key = createHash('sha256').update(serverKey).digest('hex');
  const signature = createHmac('sha256', key).update(`${name}\n${person}`).digest('hex');
  return `${key.slice(0, 12)}.${signature}`;
};

describe('two named identities by a request (S28)', () => {
  const STRANGERS: [string, (app: App) => Promise<unknown>][] = [
    ['GET /a', ({ app }) => app.inject('/a?_k=demo&_n=mallory&_p=bob')],
    ['GET /a that says identify', ({ app }) => app.inject('/a?_k=demo&_n=mallory&_p=bob&_y=i')],
    [
      'a form',
      ({ app }) =>
        app.inject({
          method: 'POST',
          url: '/a',
          payload: '_k=demo&_n=mallory&_p=bob',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        }),
    ],
    [
      'a batch',
      ({ app }) => app.inject({ method: 'POST', url: '/?_k=demo', payload: 'a?_n=mallory&_p=bob' }),
    ],
    [
      'a batch both ways round, again and again',
      ({ app }) =>
        app.inject({
          method: 'POST',
          url: '/?_k=demo',
          payload: 'a?_n=mallory&_p=bob\na?_n=bob&_p=mallory\na?_n=mallory&_p=bob',
        }),
    ],
    ['a key that is none', ({ app }) => app.inject('/a?_k=sk_0123&_n=mallory&_p=bob')],
    [
      'the queue of a page',
      ({ app }) =>
        app.inject({
          method: 'POST',
          url: '/?_k=demo',
          payload: JSON.stringify([
            `km_ni=bob; km_ai=${V}`,
            'http://a.example/',
            [['alias', 'mallory', 'bob']],
            1,
          ]),
        }),
    ],
    [
      'the signature of something else',
      async ({ app, makeKey }) => {
        const { serverKey } = await makeKey();
        await app.inject(`/a?_k=demo&_n=mallory&_p=bob&_g=${sign(serverKey, 'mallory', 'eve')}`);
      },
    ],
    [
      'the signature of a key that was revoked',
      async ({ app, makeKey, ask }) => {
        const { id, serverKey } = await makeKey();
        expect((await ask('DELETE', `/api/sites/demo/server-keys/${id}`)).statusCode).toBe(204);
        await app.inject(`/a?_k=demo&_n=mallory&_p=bob&_g=${sign(serverKey, 'mallory', 'bob')}`);
        await app.inject(`/a?_k=${serverKey}&_n=mallory&_p=bob`);
      },
    ],
    [
      'a signature that is none',
      async ({ app }) => {
        for (const _g of ['', '.', 'x', '__proto__.x', `${'0'.repeat(12)}.${'0'.repeat(64)}`])
          await app.inject(`/a?_k=demo&_n=mallory&_p=bob&_g=${_g}`);
      },
    ],
  ];
  it.each(STRANGERS)('of a stranger stay two: %s', async (_, request) => {
    const test = await createApp();
    await test.send('e?_n=A&_p=bob', 'e?_n=A&_p=mallory');
    await request(test);
    expect(await test.areOne('mallory', 'bob')).toBe(false);
  });

  const OWN: [string, (app: App) => Promise<unknown>][] = [
    [
      'GET /a with a server key for the public one',
      async ({ app, makeKey }) =>
        app.inject(`/a?_n=mallory&_p=bob&_k=${(await makeKey()).serverKey}`),
    ],
    [
      'a batch with a server key',
      async ({ app, makeKey }) =>
        app.inject({
          method: 'POST',
          url: `/?_k=${(await makeKey()).serverKey}`,
          payload: 'e?_n=A&_p=x\na?_n=mallory&_p=bob',
        }),
    ],
    [
      'a token that may write',
      async ({ app, ask }) => {
        const { token } = (await ask('POST', '/api/tokens', { name: 'x', scope: 'write' })).json();
        await app.inject({
          url: '/a?_k=demo&_n=mallory&_p=bob',
          headers: { authorization: `Bearer ${token}` },
        });
      },
    ],
    [
      'a signed line among others',
      async ({ app, makeKey }) => {
        const _g = sign((await makeKey()).serverKey, 'mallory', 'bob');
        await app.inject({
          method: 'POST',
          url: '/?_k=demo',
          payload: `?\na?_n=mallory&_p=eve\na?_n=mallory&_p=bob&_g=${_g}`,
        });
      },
    ],
  ];
  it.each(OWN)('of the site itself are one: %s', async (_, request) => {
    const test = await createApp();
    await test.send('e?_n=A&_p=bob', 'e?_n=A&_p=mallory');
    await request(test);
    expect(await test.areOne('mallory', 'bob')).toBe(true);
    if (await test.waiting().then(({ length }) => length))
      expect(await test.waiting()).toMatchObject([{ a: 'mallory', b: 'eve' }]);
  });

  it('a name and a visitor need no proof', async () => {
    const test = await createApp();
    await test.send(`a?_n=bob&_p=${encodeURIComponent(V)}&_y=i`);
    expect(await test.areOne('bob', V)).toBe(true);
  });

  it('wait for a word, many at once, that can be taken back', async () => {
    const test = await createApp();
    await test.send('a?_n=ada&_p=ada2', 'a?_n=bob&_p=bob2', 'a?_n=ada&_p=ada2');
    const links = await test.waiting();
    expect(links).toMatchObject([
      { a: 'ada', b: 'ada2', state: 'unproven', times: 2 },
      { a: 'bob', b: 'bob2', state: 'unproven', times: 1 },
    ]);
    const { findings } = await test.read('/health/findings');
    expect(findings).toMatchObject([{ code: 'links_unproven', evidence: [{ links: 3 }] }]);
    const ids = links.map(({ id }) => id);
    const { links: approved } = await test.post('/people/links/approve', { ids });
    expect(approved).toMatchObject([{ state: 'joined' }, { state: 'joined' }]);
    expect([await test.areOne('ada', 'ada2'), await test.waiting()]).toEqual([true, []]);
    const { links: undone } = await test.post('/people/links/unapprove', { ids: ids.slice(1) });
    expect(undone).toMatchObject([{ state: 'unproven' }]);
    expect([await test.areOne('ada', 'ada2'), await test.areOne('bob', 'bob2')]).toEqual([
      true,
      false,
    ]);
    expect(await test.post('/people/links/approve', { ids: ['999'] })).toMatchObject({
      status: 404,
      error: { code: 'unknown_link', field: 'ids' },
    });
    expect(await test.post('/people/links/approve', { ids: [] })).toMatchObject({ status: 400 });
  });

  it('count from anybody where the site allows it', async () => {
    const test = await createApp();
    await test.send('a?_n=ada&_p=ada2');
    await test.ask('PATCH', '/api/sites/demo', { linkUnproven: true });
    expect(await test.areOne('ada', 'ada2')).toBe(true);
    await test.ask('PATCH', '/api/sites/demo', { linkUnproven: false });
    expect(await test.areOne('ada', 'ada2')).toBe(false);
  });
});

describe('server keys', () => {
  it('are made, listed and revoked; only the answer that makes one holds it', async () => {
    const test = await createApp();
    const made = await test.makeKey('ruby');
    expect(made.serverKey).toMatch(/^sk_[A-Za-z0-9_-]{32}$/);
    const list = () => test.read('/server-keys');
    expect(await list()).toEqual({
      serverKeys: [{ id: made.id, name: 'ruby', created: expect.any(String), lastUsed: null }],
    });
    expect((await test.ask('DELETE', '/api/sites/demo/server-keys/other')).statusCode).toBe(404);
    expect((await test.ask('DELETE', `/api/sites/demo/server-keys/${made.id}`)).statusCode).toBe(
      204,
    );
    expect(await list()).toEqual({ serverKeys: [] });
    expect(await test.post('/server-keys', { name: '' })).toMatchObject({
      error: { field: 'name' },
    });
  });

  it.each<[string, (app: App, key: string) => Promise<unknown>]>([
    ['as _k', ({ app }, key) => app.inject(`/e?_k=${key}&_p=x&_n=A`)],
    [
      'to sign a link',
      ({ app }, key) => app.inject(`/a?_k=demo&_n=ada&_p=ada2&_g=${sign(key, 'ada', 'ada2')}`),
    ],
  ])('show to the minute when they were last used: %s', async (_, use) => {
    const test = await createApp();
    const { serverKey, id } = await test.makeKey();
    await test.makeKey('another');
    const lastUsed = async () =>
      (await test.read('/server-keys')).serverKeys.map((key: { lastUsed: string }) => key.lastUsed);
    await test.app.inject(`/a?_k=demo&_n=ada&_p=ada2&_g=${id}.0000`);
    expect(await lastUsed()).toEqual([null, null]);
    await use(test, serverKey);
    test.pass(59_000);
    await use(test, serverKey);
    expect(await lastUsed()).toEqual(['2026-11-22T12:00:00.000Z', null]);
    test.pass(1000);
    await use(test, serverKey);
    expect(await lastUsed()).toEqual(['2026-11-22T12:01:00.000Z', null]);
    await expect
      .poll(() => readFile(join(test.folder, 'server-keys.json'), 'utf8'))
      .toContain('2026-11-22T12:01:00.000Z');
  });

  it('are nowhere in the data, whichever way a request brings one', async () => {
    const test = await createApp();
    const { serverKey } = await test.makeKey();
    const { app } = test;
    await app.inject(`/e?_n=A&_k=${serverKey}&_p=x`);
    await app.inject(`/e?%5Fk=${serverKey}&_n=A&_p=x`);
    await app.inject({ method: 'POST', url: '/e', payload: `_n=A&_p=x&_k=${serverKey}` });
    for (const key of [serverKey, 'demo'])
      await app.inject({
        method: 'POST',
        url: `/?_k=${key}`,
        payload: `e?_n=A&_p=x&_k=${serverKey}\ne?_k=${serverKey}&_p=`,
      });
    await test.waiting();
    expect(test.log.syncedSeq()).toBe(5);
    for (const name of await readdir(test.folder, { recursive: true })) {
      const bytes = await readFile(join(test.folder, name)).catch(() => Buffer.alloc(0));
      expect(bytes.includes(serverKey), name).toBe(false);
    }
    expect((await test.ask('GET', '/api/sites/demo/export.jsonl')).body).not.toContain(serverKey);
    expect((await test.ask('GET', '/api/sites/demo')).body).not.toContain(serverKey);
  });

  it('a token that may not write, or is none, is an error that keeps nothing', async () => {
    const test = await createApp();
    const { token } = (await test.ask('POST', '/api/tokens', { name: 'x', scope: 'read' })).json();
    const answer = async (bearer: string) => {
      const { statusCode } = await test.app.inject({
        method: 'POST',
        url: '/?_k=demo',
        payload: 'a?_n=ada&_p=bob',
        headers: { authorization: `Bearer ${bearer}` },
      });
      return statusCode;
    };
    expect([await answer(token), await answer('none')]).toEqual([403, 401]);
    expect(test.log.syncedSeq()).toBe(0);
  });
});

describe('a site that requires a server key (S23)', () => {
  const SHOP = 'https://shop.example';
  const BARE = { 'user-agent': 'curl/8.14.1' };
  const FETCH = { 'sec-fetch-mode': 'cors' };
  const IMAGE = { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'image' };
  const MISSING = 'missing_server_key';

  it.each<[string, object, Record<string, string>, string | undefined, string | undefined]>([
    // What the site says, what the request says, the answer without proof, the answer with it.
    ['nothing, where nobody asks', {}, BARE, undefined, undefined],
    ['nothing', { requireServerKey: true }, BARE, MISSING, undefined],
    ['empty headers', { requireServerKey: true }, { origin: '', referer: '' }, MISSING, undefined],
    ['what it is for alone', { requireServerKey: true }, FETCH, MISSING, undefined],
    ['its origin', { requireServerKey: true }, { origin: SHOP }, undefined, undefined],
    ['its page', { requireServerKey: true }, { referer: `${SHOP}/a` }, undefined, undefined],
    ['that it is another site’s', { requireServerKey: true }, IMAGE, undefined, undefined],
    [
      'nothing, beside allowed origins',
      { requireServerKey: true, allowedOrigins: [SHOP] },
      BARE,
      MISSING,
      undefined,
    ],
    [
      'another origin',
      { requireServerKey: true, allowedOrigins: [SHOP] },
      { origin: 'https://evil.example' },
      'foreign_origin',
      'foreign_origin',
    ],
    [
      'what it is for, to allowed origins alone',
      { allowedOrigins: [SHOP] },
      FETCH,
      'foreign_origin',
      undefined,
    ],
  ])('from a request that says %s', async (_, settings, headers, without, withProof) => {
    const test = await createApp();
    const { serverKey } = await test.makeKey();
    const { token } = (
      await test.ask('POST', '/api/tokens', { name: 'server', scope: 'write', sites: ['demo'] })
    ).json();
    await test.ask('PATCH', '/api/sites/demo', settings);
    const bearer = { ...headers, authorization: `Bearer ${token}` };
    const senders = [
      ['demo', headers, without],
      [serverKey, headers, withProof],
      ['demo', bearer, withProof],
    ] as const;
    for (const [key, headers, reason] of senders) {
      const single = await test.app.inject({ url: `/e?_k=${key}&_p=x&_n=A`, headers });
      expect([single.statusCode, single.headers['x-rejected']]).toEqual([200, reason]);
      const payload = 'e?_p=x&_n=B';
      const batch = await test.app.inject({ method: 'POST', url: `/?_k=${key}`, headers, payload });
      expect([batch.statusCode, batch.json().error?.code]).toEqual([reason ? 403 : 200, reason]);
    }
    const taken = senders.filter(([, , reason]) => !reason).length;
    expect(await test.exported()).toHaveLength(2 * taken);
  });

  it('takes no token that may read alone for proof', async () => {
    const test = await createApp();
    const { token } = (
      await test.ask('POST', '/api/tokens', { name: 'reader', scope: 'read', sites: null })
    ).json();
    await test.ask('PATCH', '/api/sites/demo', { requireServerKey: true });
    const headers = { authorization: `Bearer ${token}` };
    await test.app.inject({ url: '/e?_k=demo&_p=x&_n=A', headers });
    expect(await test.exported()).toEqual([]);
  });
});
