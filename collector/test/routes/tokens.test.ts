import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HTTPMethods } from 'fastify';
import { beforeAll, describe, expect, test } from 'vitest';
import { createLoginSecret } from '../../src/store/sign-in.js';
import { openStore } from '../../src/store/store.js';
import { PERMISSIONS } from '../../src/team/roles.js';
import { RULES } from '../../src/team/rules.js';
import { createTestApp, shareTestApp, type TestApp, TOKEN } from '../support/app.js';
import { NOW } from '../support/hits.js';

const make = async (
  { ask }: TestApp,
  scope: string,
  more: object = {},
): Promise<{ id: string; token: string }> =>
  (await ask('POST', '/api/tokens', { name: `for ${scope}`, scope, ...more })).json();

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** The headers of a browser that has signed in by a token. */
const signInBy = async ({ app }: TestApp, token: string) => {
  const answer = await app.inject({ method: 'POST', url: '/api/session', payload: { token } });
  const cookie = String(answer.headers['set-cookie']).split(';')[0]!;
  return { cookie, host: 'localhost:8484', origin: 'http://localhost:8484' };
};

describe('tokens (S23)', () => {
  test('are told once, kept as hashes, listed without, and gone when revoked', async () => {
    const test = await createTestApp();
    const { app, ask, folder } = test;
    const answer = await ask('POST', '/api/tokens', { name: 'Dashboard', scope: 'read' });
    expect(answer.statusCode).toBe(201);
    const { id, token, ...rest } = answer.json();
    expect(rest).toEqual({
      ...{ name: 'Dashboard', scope: 'read', sites: null },
      ...{ created: '2026-11-22T12:00:00.000Z', expires: null, lastUsed: null },
    });
    expect(readFileSync(join(folder, 'tokens.json'), 'utf8')).not.toContain(token);

    const list = await ask('GET', '/api/tokens');
    expect(list.json()).toEqual({ tokens: [{ id, ...rest }] });
    expect(list.body).not.toContain('hash');

    const read = () =>
      app.inject({ url: '/api/sites', headers: { authorization: `Bearer ${token}` } });
    expect((await read()).statusCode).toBe(200);
    const { tokens } = await openStore(folder, { now: () => NOW, demo: false });
    expect(tokens.use(token)?.scope).toBe('read');

    expect((await ask('DELETE', `/api/tokens/${id}`)).statusCode).toBe(204);
    expect((await read()).statusCode).toBe(401);
    expect((await ask('DELETE', `/api/tokens/${id}`)).json().error.code).toBe('unknown_token');
  });

  test.each([
    [{}, 'name'],
    [{ name: 'x' }, 'scope'],
    [{ name: 'x', scope: 'root' }, 'scope'],
    [{ name: '', scope: 'read' }, 'name'],
    [{ name: 'x', scope: 'read', hash: 'y' }, 'hash'],
    [{ name: 'x', scope: 'read', sites: [] }, 'sites'],
    [{ name: 'x', scope: 'read', sites: ['demo', 'nobody'] }, 'sites.1'],
    [{ name: 'x', scope: 'metrics', sites: ['demo'] }, 'sites'],
    [{ name: 'x', scope: 'read', expires: 'soon' }, 'expires'],
    [{ name: 'x', scope: 'read', expires: '2026-11-22T12:00:00Z' }, 'expires'],
    [{ name: 'x', scope: 'read', expires: '2020-01-01' }, 'expires'],
  ])('%o is refused: %s', async (body, field) => {
    const { ask } = await createTestApp();
    const answer = await ask('POST', '/api/tokens', body);
    expect([answer.statusCode, answer.json().error.field]).toEqual([400, field]);
  });
});

describe('what a token may (S23)', () => {
  const shared = shareTestApp();
  const tokens: Record<string, string> = { admin: TOKEN, none: 'unknown' };
  beforeAll(async () => {
    for (const scope of ['metrics', 'read', 'write'])
      tokens[scope] = (await make(shared(), scope)).token;
  });

  test.each<[HTTPMethods, string, Record<string, unknown> | undefined, string]>([
    ['GET', '/api/sites', undefined, 'read'],
    ['GET', '/api/sites/demo', undefined, 'read'],
    ['GET', '/api/sites/demo/export.jsonl', undefined, 'read'],
    ['GET', '/api/sites/demo/people', undefined, 'read'],
    ['GET', '/api/sites/demo/health/ingest', undefined, 'read'],
    ['GET', '/metrics', undefined, 'metrics'],
    ['DELETE', '/api/sessions', undefined, 'admin'],
    ['POST', '/api/sites/demo/people/unlink', { a: 'x', b: 'y' }, 'write'],
    ['POST', '/api/sites', { key: '' }, 'admin'],
    ['PATCH', '/api/sites/demo', {}, 'admin'],
    ['DELETE', '/api/sites/nobody', undefined, 'admin'],
    ['GET', '/api/tokens', undefined, 'admin'],
    ['POST', '/api/tokens', {}, 'admin'],
    ['DELETE', '/api/tokens/nobody', undefined, 'admin'],
    ['GET', '/api/log', undefined, 'admin'],
    ['POST', '/api/rebuild', undefined, 'admin'],
  ])('%s %s needs more than it has below its scope', async (method, url, payload, needed) => {
    const answers = await Promise.all(
      ['none', 'metrics', 'read', 'write', 'admin'].map(async (scope) => {
        const headers = { authorization: `Bearer ${tokens[scope]}` };
        const answer = await shared().app.inject({
          method: method as 'GET',
          url,
          headers,
          ...(payload && { payload }),
        });
        return [401, 403].includes(answer.statusCode) ? answer.statusCode : 'in';
      }),
    );
    const scopes = ['metrics', 'read', 'write', 'admin'];
    const expected = scopes.map((scope) =>
      scopes.indexOf(scope) < scopes.indexOf(needed) ? 403 : 'in',
    );
    expect(answers).toEqual([401, ...expected]);
  });
});

describe('a token of single sites (S23)', () => {
  const shared = shareTestApp();
  let token = '';
  beforeAll(async () => {
    await shared().ask('POST', '/api/sites', { key: 'other' });
    token = (await make(shared(), 'admin', { sites: ['demo'] })).token;
  });

  /** Those that name no site and tell of the token’s sites, or of none. */
  const OPEN = ['open', 'self'];
  const ROUTES = [...RULES].flatMap(([route, { needs }]) =>
    OPEN.includes(PERMISSIONS[needs].at) ? [] : [route],
  );

  test.each(ROUTES)('%s is refused for another site', async (route) => {
    const [method, path] = route.split(' ') as [string, string];
    for (const key of ['other', 'nobody', 'DEMO', 'demo%2f', '%64emo2']) {
      const url = path.replace(':key', key).replace(/:\w+/g, 'x');
      const { statusCode, json } = await shared().app.inject({
        method: method as 'GET',
        url,
        headers: bearer(token),
        ...(method !== 'GET' && { payload: {} }),
      });
      expect([url, statusCode, json().error.code]).toEqual([url, 403, 'other_site']);
    }
  });

  test('proves nothing where it sends hits of another site', async () => {
    const send = async (key: string) =>
      (
        await shared().app.inject({
          method: 'POST',
          url: `/?_k=${key}`,
          headers: bearer(token),
          payload: 'a?_p=ada&_n=bob',
        })
      ).statusCode;
    expect([await send('demo'), await send('other')]).toEqual([200, 403]);
  });

  test('works at its own, and sees no others', async () => {
    const { app } = shared();
    const read = async (url: string) => (await app.inject({ url, headers: bearer(token) })).json();
    expect((await read('/api/sites')).sites.map(({ key }: { key: string }) => key)).toEqual([
      'demo',
    ]);
    expect((await read('/api/sites/demo')).key).toBe('demo');
    expect(await read('/api/session')).toMatchObject({
      ...{ scope: 'admin', sites: ['demo'], owner: false, roles: { demo: 'admin' } },
      actor: { kind: 'token', name: 'for admin' },
    });
  });

  test('and the session that it makes has the same limits', async () => {
    const { app } = shared();
    const headers = await signInBy(shared(), token);
    const read = async (url: string) => (await app.inject({ url, headers })).statusCode;
    expect([
      await read('/api/sites/demo'),
      await read('/api/sites/other'),
      await read('/api/tokens'),
    ]).toEqual([200, 403, 403]);
  });
});

describe('a token and what it has let in end together (S23)', () => {
  test('when it expires', async () => {
    const test = await createTestApp();
    const { token } = await make(test, 'admin', { expires: '2026-11-22T13:00:00Z' });
    const cookie = await signInBy(test, token);
    const read = async () =>
      Promise.all(
        [bearer(token), cookie].map(
          async (headers) => (await test.app.inject({ url: '/api/sites', headers })).statusCode,
        ),
      );
    test.pass(60 * 60 * 1000 - 1);
    expect(await read()).toEqual([200, 200]);
    test.pass(1);
    expect(await read()).toEqual([401, 401]);
    expect((await test.ask('GET', '/api/tokens')).json().tokens).toHaveLength(1);
  });

  test('when it is revoked; other sessions go on', async () => {
    const test = await createTestApp();
    const { id, token } = await make(test, 'admin');
    const ended = await signInBy(test, token);
    const other = await signInBy(test, TOKEN);
    await test.ask('DELETE', `/api/tokens/${id}`);
    const read = async (headers: Record<string, string>) =>
      (await test.app.inject({ url: '/api/sites', headers })).statusCode;
    expect([await read(ended), await read(other)]).toEqual([401, 200]);
    expect(readFileSync(join(test.folder, 'sessions.json'), 'utf8')).not.toContain(id);
  });

  test('when the operator chooses another one, and does not come back with the old one', async () => {
    const test = await createTestApp();
    const { cookie } = await signInBy(test, TOKEN);
    const session = cookie.split('=')[1]!;
    const open = async (token: string) =>
      (await openStore(test.folder, { now: () => NOW, token, demo: false })).signIn.find(session);
    expect(await open(TOKEN)).toEqual({ token: expect.any(String) });
    expect(await open('another-token-of-the-operator')).toBeUndefined();
    expect(await open(TOKEN)).toBeUndefined();
  });

  test('sign out everywhere ends all sessions, and links that wait', async () => {
    const test = await createTestApp();
    const link = `/login/${await createLoginSecret(test.folder, NOW)}`;
    const browsers = [await signInBy(test, TOKEN), await signInBy(test, TOKEN)];
    const { statusCode } = await test.app.inject({
      method: 'DELETE',
      url: '/api/sessions',
      headers: browsers[0]!,
    });
    expect(statusCode).toBe(204);
    for (const headers of browsers)
      expect((await test.app.inject({ url: '/api/sites', headers })).statusCode).toBe(401);
    expect((await test.app.inject(link)).headers.location).toBe('/app/?sign-in=stale');
    expect((await test.ask('GET', '/api/sites')).statusCode).toBe(200);
  });
});

describe('the last use of a token (S23)', () => {
  test('is shown to the minute, and outlives a restart', async () => {
    const test = await createTestApp();
    const { token } = await make(test, 'read');
    const use = () => test.app.inject({ url: '/api/sites', headers: bearer(token) });
    const lastUsed = async () => (await test.ask('GET', '/api/tokens')).json().tokens[0].lastUsed;
    expect(await lastUsed()).toBeNull();
    await use();
    test.pass(59_000);
    await use();
    expect(await lastUsed()).toBe('2026-11-22T12:00:00.000Z');
    test.pass(1000);
    await use();
    expect(await lastUsed()).toBe('2026-11-22T12:01:00.000Z');
    await expect
      .poll(() => readFileSync(join(test.folder, 'tokens.json'), 'utf8'))
      .toContain('2026-11-22T12:01:00.000Z');
  });

  test('is not known of tokens of earlier versions, which work as before', async () => {
    const { folder } = await createTestApp();
    const secret = 'made-by-an-earlier-version';
    const { hashSecret } = await import('../../src/store/secrets.js');
    const old = [{ hash: hashSecret(secret), scope: 'read', created: '2025-01-01T00:00:00.000Z' }];
    writeFileSync(join(folder, 'tokens.json'), JSON.stringify(old));
    const { tokens } = await openStore(folder, { now: () => NOW, token: TOKEN, demo: false });
    expect(tokens.list()).toEqual([
      expect.objectContaining({ name: 'first admin token', sites: null, lastUsed: null }),
    ]);
    expect(tokens.use(secret)?.scope).toBe('read');
  });
});

describe('guesses at tokens (S23)', () => {
  test('count where hits are sent, too', async () => {
    const test = await createTestApp();
    const send = async (token: string) =>
      (
        await test.app.inject({
          method: 'POST',
          url: '/?_k=demo',
          headers: bearer(token),
          payload: 'e?_p=ada&_n=A',
        })
      ).statusCode;
    for (let times = 0; times < 20; times++) expect(await send('guess')).toBe(401);
    expect([await send('guess'), await send(TOKEN)]).toEqual([429, 429]);
  });

  const guess = async (
    { app }: TestApp,
    token: string,
    remoteAddress = '203.0.113.7',
  ): Promise<number> =>
    (await app.inject({ url: '/api/sites', headers: bearer(token), remoteAddress })).statusCode;

  test('are refused after twenty in a minute, the right one among them', async () => {
    const test = await createTestApp();
    for (let times = 0; times < 20; times++) expect(await guess(test, `guess-${times}`)).toBe(401);
    expect([await guess(test, 'guess'), await guess(test, TOKEN)]).toEqual([429, 429]);
    expect(await guess(test, TOKEN, '203.0.113.8')).toBe(200);
    test.pass(60_000);
    expect(await guess(test, TOKEN)).toBe(200);
  });

  test('of one network of IPv6 count together', async () => {
    const test = await createTestApp();
    for (let times = 0; times < 20; times++)
      expect(await guess(test, 'guess', `2001:db8:1:2:${times}::1`)).toBe(401);
    expect(await guess(test, 'guess', '2001:db8:1:2::ffff')).toBe(429);
    expect(await guess(test, 'guess', '2001:db8:1:3::1')).toBe(401);
  });

  test('do not stop a sender of the same address whose token was right before', async () => {
    const test = await createTestApp();
    expect(await guess(test, TOKEN)).toBe(200);
    for (let times = 0; times < 25; times++) await guess(test, 'guess');
    expect([await guess(test, 'guess'), await guess(test, TOKEN)]).toEqual([429, 200]);
  });
});
