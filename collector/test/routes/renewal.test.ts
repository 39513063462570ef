import { describe, expect, test } from 'vitest';
import { createTestApp, shareTestApp } from '../support/app.js';

const ID = 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=';
const OTHER = 'BBBBBBBBBBBBBBBBBBBBBBBBBBA=';
const renewed = (domain = '') => `km_ai=${ID}; Max-Age=34560000; Path=/;${domain} SameSite=Lax`;

describe('/i.js (C16)', () => {
  const shared = shareTestApp();

  test.each<[string, string, string, string | undefined, string | undefined]>([
    [
      'the host’s parent',
      '?_cd=example.com',
      't.example.com',
      `km_ai=${ID}`,
      renewed(' Domain=example.com;'),
    ],
    [
      'a dot in front',
      '?_cd=.example.com',
      't.example.com',
      `km_ai=${ID}`,
      renewed(' Domain=example.com;'),
    ],
    [
      'the host itself',
      '?_cd=example.com',
      'example.com:8484',
      `km_ai=${ID}`,
      renewed(' Domain=example.com;'),
    ],
    [
      'other cookies beside it',
      '?_cd=example.com',
      'example.com',
      `a=b; km_ai=${ID}; km_ni=ada`,
      renewed(' Domain=example.com;'),
    ],
    ['this host only', '?_cd=', 't.example.com', `km_ai=${ID}`, renewed()],
    ['localhost', '?_cd=localhost', 'localhost:8484', `km_ai=${ID}`, renewed()],
    ['an address', '?_cd=127.0.0.1', '127.0.0.1', `km_ai=${ID}`, renewed()],
    ['a part of a label', '?_cd=ample.com', 'example.com', `km_ai=${ID}`, undefined],
    ['another domain', '?_cd=other.com', 't.example.com', `km_ai=${ID}`, undefined],
    ['a top-level domain', '?_cd=com', 'example.com', `km_ai=${ID}`, undefined],
    ['the end of an address', '?_cd=0.0.1', '127.0.0.1', `km_ai=${ID}`, undefined],
    ['an attribute smuggled in', '?_cd=example.com;x', 'example.com', `km_ai=${ID}`, undefined],
    ['no domain asked, none configured', '', 't.example.com', `km_ai=${ID}`, undefined],
    ['no cookie', '?_cd=example.com', 't.example.com', undefined, undefined],
    ['a name in its place', '?_cd=example.com', 't.example.com', 'km_ai=ada', undefined],
    ['only a named id', '?_cd=example.com', 't.example.com', `km_ni=${ID}`, undefined],
    [
      'two that differ',
      '?_cd=example.com',
      't.example.com',
      `km_ai=${ID}; km_ai=${OTHER}`,
      undefined,
    ],
    [
      'the same twice',
      '?_cd=example.com',
      't.example.com',
      `km_ai=${ID}; km_ai=${ID}`,
      renewed(' Domain=example.com;'),
    ],
    ['a stray %', '?_cd=example.com', 't.example.com', 'km_ai=%', undefined],
  ])('%s', async (_, query, host, cookie, expected) => {
    const { app } = shared();
    const headers = { host, ...(cookie && { cookie }) };
    const answer = await app.inject({ url: `/i.js${query}`, headers });
    expect(answer.headers['set-cookie']).toBe(expected);
    expect(answer.headers['cache-control']).toBe('private, no-store');
    expect(answer.headers['content-type']).toBe('text/javascript; charset=utf-8');
  });

  test('keeps the spelling of the cookie', async () => {
    const { app } = shared();
    const cookie = `km_ai=${encodeURIComponent(ID)}`;
    const answer = await app.inject({ url: '/i.js?_cd=', headers: { host: 'a.example', cookie } });
    expect(answer.headers['set-cookie']).toContain(`${cookie};`);
  });

  test('without a domain asked, a site’s cookie domain counts, the longest that fits', async () => {
    const { app, ask } = await createTestApp();
    await ask('PATCH', '/api/sites/demo', { cookieDomain: 'example.com' });
    await ask('POST', '/api/sites', { key: 'shop', cookieDomain: '.shop.example.com' });
    const read = async (host: string) =>
      (await app.inject({ url: '/i.js', headers: { host, cookie: `km_ai=${ID}` } })).headers[
        'set-cookie'
      ];
    expect(await read('t.shop.example.com')).toContain('Domain=shop.example.com;');
    expect(await read('t.example.com')).toContain('Domain=example.com;');
    expect(await read('other.com')).toBeUndefined();
  });

  test('answers under the name that a site has for it, and under no other', async () => {
    const { app, ask } = await createTestApp();
    await ask('PATCH', '/api/sites/demo', { client: { renewalFile: 'r.js' } });
    const headers = { host: 'a.example', cookie: `km_ai=${ID}` };
    const read = (file: string) => app.inject({ url: `/${file}?_cd=`, headers });
    const answer = await read('r.js');
    expect(answer.headers['set-cookie']).toBe(renewed());
    expect(answer.headers['cache-control']).toBe('private, no-store');
    expect((await read('other.js')).statusCode).toBe(404);
    expect((await read('i.js')).headers['set-cookie']).toBe(renewed());
  });

  test('on https the cookie is secure', async () => {
    const { app } = await createTestApp({ settings: { trustProxy: true } });
    const headers = { host: 'a.example', cookie: `km_ai=${ID}`, 'x-forwarded-proto': 'https' };
    const answer = await app.inject({ url: '/i.js?_cd=', headers });
    expect(answer.headers['set-cookie']).toMatch(/; Secure$/);
  });

  test('calls what the original’s snippets define, and nothing where they do not', async () => {
    const { app } = shared();
    const { body } = await app.inject('/i.js');
    let calls = 0;
    new Function('_kmil', body)(() => calls++);
    new Function(body)();
    expect(calls).toBe(1);
  });
});
