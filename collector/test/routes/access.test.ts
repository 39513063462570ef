import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLoginSecret } from '../../src/store/sign-in.js';
import { createTestApp, shareTestApp, type TestApp, TOKEN } from '../support/app.js';
import { NOW } from '../support/hits.js';

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** The cookie of a browser that has signed in. */
const signIn = async ({ app, folder }: TestApp): Promise<string> => {
  const { headers } = await app.inject(`/login/${await createLoginSecret(folder, NOW)}`);
  return String(headers['set-cookie']).split(';')[0]!;
};

describe('tokens (S23)', () => {
  const shared = shareTestApp();

  test.each([
    ['no token', {}, 401, 'not_signed_in'],
    ['a wrong token', bearer('wrong'), 401, 'wrong_token'],
    ['another scheme', { authorization: `Basic ${TOKEN}` }, 401, 'not_signed_in'],
    ['a made-up cookie', { cookie: 'kmq_session=x' }, 401, 'not_signed_in'],
  ])('%s', async (_, headers, status, code) => {
    const { app } = shared();
    for (const url of [
      '/api/sites',
      '/api/sites/demo',
      '/api/sites/demo/export.jsonl',
      '/api/sites/demo/live',
      '/api/sites/demo/people',
      '/api/session',
    ]) {
      const answer = await app.inject({ url, headers });
      expect([url, answer.statusCode, answer.json().error.code]).toEqual([url, status, code]);
    }
  });

  test('the right token may everything', async () => {
    const { ask } = shared();
    expect((await ask('GET', '/api/sites')).statusCode).toBe(200);
    expect((await ask('GET', '/api/session')).json()).toMatchObject({
      scope: 'admin',
      sites: null,
    });
  });

  test('an unknown site is told only to those who are let in', async () => {
    const { app, ask } = shared();
    expect((await app.inject('/api/sites/nobody/people')).statusCode).toBe(401);
    const answer = await ask('GET', '/api/sites/nobody/people');
    expect([answer.statusCode, answer.json().error.code]).toEqual([404, 'unknown_site']);
  });
});

describe('signing in to the app (S1, S23)', () => {
  test('by a link, once; the cookie is out of reach of scripts and other sites', async () => {
    const { app, folder } = await createTestApp();
    const link = `/login/${await createLoginSecret(folder, NOW)}`;
    const preview = await app.inject({ method: 'HEAD', url: link });
    expect(preview.statusCode).toBe(404);
    const first = await app.inject(link);
    expect([first.statusCode, first.headers.location]).toEqual([303, '/app/']);
    expect(first.headers['set-cookie']).toMatch(
      /^kmq_session=[\w-]{32}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    const second = await app.inject(link);
    expect([second.statusCode, second.headers.location]).toEqual([303, '/app/?sign-in=stale']);
    expect(second.headers['set-cookie']).toBeUndefined();
  });

  test('by a token, and out again', async () => {
    const { app } = await createTestApp();
    const wrong = await app.inject({
      method: 'POST',
      url: '/api/session',
      payload: { token: 'x' },
    });
    expect([wrong.statusCode, wrong.json().error]).toEqual([
      401,
      {
        code: 'wrong_token',
        message: 'This token is unknown, expired or revoked; use another one.',
        field: 'token',
      },
    ]);
    const right = await app.inject({
      method: 'POST',
      url: '/api/session',
      payload: { token: TOKEN },
    });
    expect(right.statusCode).toBe(204);
    const cookie = String(right.headers['set-cookie']).split(';')[0]!;
    const headers = { cookie, host: 'localhost:8484', origin: 'http://localhost:8484' };
    const session = () => app.inject({ url: '/api/session', headers });
    expect((await session()).json()).toMatchObject({ scope: 'admin', sites: null });
    const out = await app.inject({ method: 'DELETE', url: '/api/session', headers });
    expect(out.statusCode).toBe(204);
    expect((await session()).statusCode).toBe(401);
  });

  test('attempts are limited', async () => {
    const { app } = await createTestApp();
    const attempt = () =>
      app.inject({ method: 'POST', url: '/api/session', payload: { token: 'guess' } });
    for (let times = 0; times < 20; times++) expect((await attempt()).statusCode).toBe(401);
    const refused = await attempt();
    expect([refused.statusCode, refused.json().error.code]).toEqual([429, 'too_many_requests']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  });

  test.each(['203.0.113.7:%', '[2001:db8::1]:%', '2001:db8::1'])(
    'attempts of one address count together, whatever port a proxy tells with it: %s',
    async (address) => {
      const { app } = await createTestApp({ settings: { trustProxy: 1 } });
      const attempt = (port: number) =>
        app.inject({
          method: 'POST',
          url: '/api/session',
          headers: { 'x-forwarded-for': address.replace('%', String(port)) },
          payload: { token: 'guess' },
        });
      for (let port = 50_000; port < 50_020; port++)
        expect((await attempt(port)).statusCode).toBe(401);
      expect((await attempt(50_020)).statusCode).toBe(429);
    },
  );

  test.each([
    [{ origin: 'http://localhost:8484' }, 204],
    [{ origin: 'http://localhost:8484', 'sec-fetch-site': 'same-origin' }, 204],
    [{}, 204],
    [{ origin: 'http://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: 'http://localhost:9999' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
  ] as const)('no page of somebody else signs anybody in: %o', async (from, status) => {
    const { app } = await createTestApp();
    const answer = await app.inject({
      method: 'POST',
      url: '/api/session',
      headers: { host: 'localhost:8484', ...from },
      payload: { token: TOKEN },
    });
    expect(answer.statusCode).toBe(status);
    if (status === 403) expect(answer.json().error.code).toBe('cross_site');
  });

  test('behind https the cookie is secure, and bound to this very host', async () => {
    const { app, folder } = await createTestApp({ settings: { trustProxy: 1 } });
    const url = `/login/${await createLoginSecret(folder, NOW)}`;
    const tls = { 'x-forwarded-proto': 'https', host: 'localhost' };
    const { headers } = await app.inject({ url, headers: tls });
    const set = String(headers['set-cookie']);
    expect(set).toMatch(
      /^__Host-kmq_session=[\w-]{32}; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    const cookie = set.split(';')[0]!;
    const read = async (cookie: string) =>
      (await app.inject({ url: '/api/sites', headers: { ...tls, cookie } })).statusCode;
    // A cookie of the other name may come from any host below the same domain, without TLS.
    expect([await read(cookie), await read(cookie.replace('__Host-', ''))]).toEqual([200, 401]);
    const out = await app.inject({
      method: 'DELETE',
      url: '/api/session',
      headers: { ...tls, cookie, origin: 'https://localhost' },
    });
    expect([out.statusCode, out.headers['set-cookie']]).toEqual([
      204,
      expect.stringMatching(/^__Host-kmq_session=; .*Secure/),
    ]);
  });
});

describe('the cookie counts in requests of the app’s own pages only (S23)', () => {
  const shared = shareTestApp();
  let cookie = '';
  beforeAll(async () => {
    cookie = await signIn(shared());
  });

  test.each([
    ['the app reads', 'GET', { 'sec-fetch-site': 'same-origin' }, 200],
    ['an address typed in', 'GET', { 'sec-fetch-site': 'none' }, 200],
    ['an old browser reads', 'GET', {}, 200],
    ['another site reads', 'GET', { 'sec-fetch-site': 'cross-site' }, 403],
    ['another port of this machine reads', 'GET', { 'sec-fetch-site': 'same-site' }, 403],
    ['another origin reads', 'GET', { origin: 'http://evil.example' }, 403],
    ['the app changes', 'PATCH', { origin: 'http://localhost:8484' }, 200],
    ['nobody says who changes', 'PATCH', {}, 403],
    ['another origin changes', 'PATCH', { origin: 'http://evil.example' }, 403],
    ['a sandboxed page changes', 'PATCH', { origin: 'null' }, 403],
    ['another port changes', 'PATCH', { origin: 'http://localhost:9999' }, 403],
  ] as const)('%s', async (_, method, headers, status) => {
    const { app } = shared();
    const answer = await app.inject({
      method,
      url: '/api/sites/demo',
      headers: { cookie, host: 'localhost:8484', ...headers },
      ...(method === 'PATCH' && { payload: { name: 'Renamed' } }),
    });
    expect(answer.statusCode).toBe(status);
    if (status === 403) expect(answer.json().error.code).toBe('cross_site');
  });

  test('behind a proxy that ends TLS, the public address is the app’s own', async () => {
    const test = await createTestApp({
      parts: { publicOrigin: 'https://t.example.com', hosts: ['t.example.com'] },
    });
    const enter = async (host: string) => {
      const url = `/login/${await createLoginSecret(test.folder, NOW)}`;
      return (await test.app.inject({ url, headers: { host } })).headers;
    };
    const headers = await enter('t.example.com');
    expect(headers['set-cookie']).toContain('; Secure');
    // Through a tunnel to the machine itself, without TLS.
    expect((await enter('127.0.0.1:8485'))['set-cookie']).not.toContain('Secure');
    const change = (origin: string) =>
      test.app.inject({
        method: 'PATCH',
        url: '/api/sites/demo',
        headers: {
          cookie: String(headers['set-cookie']).split(';')[0]!,
          host: 't.example.com',
          origin,
        },
        payload: { name: 'Renamed' },
      });
    expect((await change('https://t.example.com')).statusCode).toBe(200);
    expect((await change('https://evil.example')).statusCode).toBe(403);
  });

  test('the live stream, too', async () => {
    const { app } = shared();
    const headers = { cookie, host: 'localhost', origin: 'http://evil.example' };
    const answer = await app.inject({ url: '/api/sites/demo/live', headers });
    expect(answer.statusCode).toBe(403);
  });
});

describe('host names (S23)', () => {
  const shared = shareTestApp({ parts: { hosts: ['t.example.com'] } });

  test.each([
    ['localhost:8484', 200],
    ['127.0.0.1:8484', 200],
    ['[::1]:8484', 200],
    ['192.168.0.7', 200],
    ['t.example.com', 200],
    ['T.EXAMPLE.COM:443', 200],
    ['evil.example', 403],
    ['localhost.evil.example', 403],
    ['127.0.0.1.evil.example', 403],
  ])('%s', async (host, status) => {
    const { app } = shared();
    const headers = { host, ...bearer(TOKEN) };
    const answer = await app.inject({ url: '/api/sites', headers });
    expect(answer.statusCode).toBe(status);
    const hit = await app.inject({ url: '/e?_k=demo&_p=ada&_n=A', headers: { host } });
    expect(hit.headers['x-rejected']).toBeUndefined();
    expect((await app.inject({ url: '/demo.2.js', headers: { host } })).statusCode).toBe(200);
  });
});

describe('one port for everybody, one for the app (S23)', () => {
  test('the public port knows neither app nor API', async () => {
    const { app } = await createTestApp({ settings: { serves: { ingest: true, app: false } } });
    for (const url of ['/', '/app/', '/api/sites', '/api/session', '/login/x'])
      expect([url, (await app.inject({ url, headers: bearer(TOKEN) })).statusCode]).toEqual([
        url,
        404,
      ]);
    for (const url of ['/e?_k=demo&_p=ada&_n=A', '/kmq.js', '/i.js', '/healthz'])
      expect([url, (await app.inject(url)).statusCode]).toEqual([url, 200]);
  });

  test('the app’s port takes no hits', async () => {
    const { app } = await createTestApp({ settings: { serves: { ingest: false, app: true } } });
    expect((await app.inject('/e?_k=demo&_p=ada&_n=A')).statusCode).toBe(404);
    expect((await app.inject({ url: '/api/sites', headers: bearer(TOKEN) })).statusCode).toBe(200);
  });
});

describe('the app’s files', () => {
  const webFolder = mkdtempSync(join(tmpdir(), 'kmq-web-'));
  mkdirSync(join(webFolder, 'assets'));
  writeFileSync(join(webFolder, 'index.html'), '<!doctype html>');
  writeFileSync(join(webFolder, 'assets', 'main-a1.js'), '//');
  afterAll(() => rmSync(webFolder, { recursive: true }));
  const shared = shareTestApp({ parts: { webFolder } });

  test.each([
    ['/', 302, undefined],
    ['/app', 308, undefined],
    ['/app/', 200, 'no-cache'],
    ['/app/people/a848a8d4?q=ada@example.com', 200, 'no-cache'],
    ['/app/assets/main-a1.js', 200, 'public, max-age=31536000, immutable'],
    ['/app/assets/main-b2.js', 404, undefined],
    ['/app/..%2fsites%2fdemo.json', 404, undefined],
  ])('%s: %i', async (url, status, cache) => {
    const { app } = shared();
    const answer = await app.inject(url);
    expect([answer.statusCode, answer.headers['cache-control']]).toEqual([status, cache]);
    expect(answer.headers['content-security-policy']).toBe(
      "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;font-src 'self';connect-src 'self';manifest-src 'self';base-uri 'none';form-action 'self';frame-ancestors 'none';require-trusted-types-for 'script';trusted-types 'none'",
    );
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
  });

  test.each(['/app/../sites/demo.json', '/app/%2e%2e/sites/demo.json', '/app/....//demo.json'])(
    '%s is none of them',
    async (url) => {
      const { app } = shared();
      expect((await app.inject(url)).statusCode).toBe(404);
    },
  );

  test('are built first', async () => {
    const { app } = await createTestApp();
    const answer = await app.inject('/app/');
    expect([answer.statusCode, answer.json().error.code]).toEqual([503, 'app_not_built']);
  });
});
