import { describe, expect, test } from 'vitest';
import { createSite } from '../../src/store/site.js';
import { createTestApp, shareTestApp } from '../support/app.js';
import { NOW } from '../support/hits.js';

const HIT = '_k=demo&_p=ada&_n=Signed+Up';
const form = { 'content-type': 'application/x-www-form-urlencoded' };

describe('/e /s /a (W7, W8)', () => {
  const shared = shareTestApp();

  test.each([
    ['GET', { method: 'GET', url: `/e?${HIT}` }],
    ['HEAD', { method: 'HEAD', url: `/e?${HIT}` }],
    ['POST with a form', { method: 'POST', url: '/e', payload: HIT, headers: form }],
    ['POST with a query', { method: 'POST', url: `/e?${HIT}` }],
    [
      'POST with both',
      { method: 'POST', url: '/e?_k=demo&_p=ada', payload: '_n=Signed+Up', headers: form },
    ],
    [
      'POST with an empty JSON body',
      {
        method: 'POST',
        url: `/e?${HIT}`,
        payload: '{',
        headers: { 'content-type': 'application/json' },
      },
    ],
    ['GET with a form', { method: 'GET', url: '/e', payload: HIT, headers: form }],
    ['a slash at the end', { method: 'GET', url: `/e/?${HIT}` }],
    ['duplicate slashes', { method: 'GET', url: `//e?${HIT}` }],
    ['empty pairs and stray signs', { method: 'GET', url: `/e?&&${HIT}&&=&%=%` }],
    ['a repeated name: the last', { method: 'GET', url: `/e?_p=eve&_n=Other&${HIT}` }],
  ] as const)('%s is taken', async (_, request) => {
    const { app, exported } = shared();
    const before = await exported();
    const answer = await app.inject(request);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'image/gif',
      'cache-control': 'no-store',
      'access-control-allow-origin': '*',
    });
    expect(answer.headers['x-rejected']).toBeUndefined();
    if (request.method !== 'HEAD')
      expect(answer.rawPayload.subarray(0, 6).toString()).toBe('GIF89a');
    expect((await exported()).slice(before.length)).toEqual([
      expect.objectContaining({ _p: 'ada', _n: 'Signed Up', _t: NOW / 1000, _r: NOW / 1000 }),
    ]);
  });

  test.each<[string, string, { accepted: boolean; site?: string; rejected?: string }]>([
    ['accepted', `/e?${HIT}&debug=1`, { accepted: true, site: 'demo' }],
    ['accepted, asked for first', `/e?debug=1&${HIT}`, { accepted: true, site: 'demo' }],
    ['a wrong key', '/e?_k=dmeo&_p=ada&_n=A&debug=1', { accepted: false, rejected: 'unknown_key' }],
    ['no key', '/e?_p=ada&_n=A&debug=1', { accepted: false, rejected: 'missing_key' }],
    ['no person', '/s?_k=demo&Plan=Pro&debug=1', { accepted: false, rejected: 'missing_person' }],
  ])('with debug=1 the answer can be read: %s', async (_, url, expected) => {
    const answer = await shared().app.inject(url);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'access-control-allow-origin': '*',
    });
    expect(answer.json()).toMatchObject(expected);
    if (!expected.accepted) expect(answer.json().message).toMatch(/^\S.*\.$/);
    expect(answer.headers['x-rejected']).toBe(expected.rejected);
  });

  test.each(['debug=0', 'debug=11', 'xdebug=1', 'debug'])('%s asks for nothing', async (given) => {
    const answer = await shared().app.inject(`/e?${HIT}&${given}`);
    expect(answer.headers['content-type']).toBe('image/gif');
  });

  test('set and alias have their own form in the export', async () => {
    const { app, exported } = await createTestApp();
    await app.inject('/s?_k=demo&_p=ada&Plan=Pro&_t=1795336083&_d=1');
    await app.inject('/a?_k=demo&_p=ada&_n=ada%40example.com&_y=i');
    expect(await exported()).toEqual([
      { _p: 'ada', Plan: 'Pro', _t: 1795336083, _r: NOW / 1000 },
      { _p: 'ada', _p2: 'ada@example.com', _y: 'i', _t: NOW / 1000, _r: NOW / 1000 },
    ]);
  });

  test.each([
    ['no key', '/e?_p=ada&_n=A', 'missing_key'],
    ['an unknown key', '/e?_k=nobody&_p=ada&_n=A', 'unknown_key'],
    ['a key of the object prototype', '/e?_k=__proto__&_p=ada&_n=A', 'unknown_key'],
    ['no person', '/e?_k=demo&_n=A', 'missing_person'],
    ['no name', '/e?_k=demo&_p=ada', 'missing_name'],
    [
      'an identity that is too long',
      `/a?_k=demo&_p=ada&_n=${'x'.repeat(256)}`,
      'identity_too_long',
    ],
    ['milliseconds', `/e?_k=demo&_p=ada&_n=A&_d=1&_t=${NOW}`, 'time_in_milliseconds'],
    ['a hit that is too long', `/e?${HIT}&x=${'x'.repeat(16_384)}`, 'line_too_long'],
    ['nothing', '/e', 'missing_key'],
  ])('%s: a GIF all the same, with the reason', async (_, url, reason) => {
    const { app, exported } = shared();
    const before = await exported();
    const answer = await app.inject(url);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      'x-rejected': reason,
      'content-type': 'image/gif',
      'access-control-expose-headers': 'Retry-After, X-Rejected',
    });
    expect(answer.rawPayload.subarray(0, 6).toString()).toBe('GIF89a');
    expect(await exported()).toEqual(before);
  });

  test('a body of 2 MB is a hit that is too long', async () => {
    const { app } = shared();
    const payload = `${HIT}&x=${'x'.repeat(2_000_000)}`;
    const answer = await app.inject({ method: 'POST', url: '/e', payload, headers: form });
    expect([answer.statusCode, answer.headers['x-rejected']]).toEqual([200, 'line_too_long']);
  });

  test.each([
    ['https://shop.example', undefined, 'https://shop.example'],
    ['https://evil.example', 'foreign_origin', 'https://evil.example'],
    ['null', 'foreign_origin', 'null'],
    [undefined, undefined, '*'],
  ])('a site with allowed origins, origin %s (S23)', async (origin, reason, allowed) => {
    const { app, store } = await createTestApp();
    await store.sites.save({
      ...createSite('demo', 'Demo', ''),
      allowedOrigins: ['https://shop.example'],
    });
    const answer = await app.inject({ url: `/e?${HIT}`, headers: origin ? { origin } : {} });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['x-rejected']).toBe(reason);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': allowed,
      vary: 'Origin',
    });
  });

  const SHOP = 'https://shop.example';
  test.each<[string, Record<string, string>, boolean]>([
    ['the page by Referer', { referer: `${SHOP}/cart?a=b` }, true],
    ['the page by the origin alone', { referer: `${SHOP}/` }, true],
    ['a foreign page by Referer', { referer: 'https://evil.example/shop.example' }, false],
    ['a page that begins alike', { referer: 'https://shop.example.evil.example/' }, false],
    ['the page without TLS', { referer: 'http://shop.example/' }, false],
    [
      'a foreign page by Referer, whatever else',
      { referer: 'https://evil.example/', 'sec-fetch-site': 'same-origin' },
      false,
    ],
    ['a Referer that is none', { referer: 'about:client' }, false],
    ['the page in capitals, with its port', { origin: 'HTTPS://Shop.Example:443' }, true],
    ['the page at another port', { origin: `${SHOP}:8443` }, false],
    ['the page by a name with a dot at its end', { origin: `${SHOP}.` }, false],
    ['the page as a user name', { origin: `${SHOP}@evil.example` }, false],
    ['a page in front of it', { origin: 'https://evil.shop.example' }, false],
    ['two origins', { origin: `${SHOP}, https://evil.example` }, false],
    ['a hidden origin, whatever the Referer', { origin: 'null', referer: `${SHOP}/` }, false],
    ['a hidden origin in capitals', { origin: 'NULL' }, false],
    ['no origin, and a foreign Referer', { origin: '', referer: 'https://evil.example/' }, false],
    ['a file', { origin: 'file://' }, false],
    ['Origin before Referer', { origin: 'https://evil.example', referer: `${SHOP}/` }, false],
    [
      'an image of a foreign page that hides',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
      false,
    ],
    [
      'a link of a foreign page that hides',
      {
        'sec-fetch-site': 'cross-site',
        'sec-fetch-mode': 'navigate',
        'sec-fetch-dest': 'document',
      },
      false,
    ],
    ['an image, from nobody knows where', { 'sec-fetch-dest': 'image' }, false],
    ['a request of a page, from nobody knows where', { 'sec-fetch-mode': 'no-cors' }, false],
    [
      'an image of a page that hides, of the same site',
      { 'sec-fetch-site': 'same-site', 'sec-fetch-dest': 'image' },
      true,
    ],
    ['a page that hides, of the collector’s own host', { 'sec-fetch-site': 'same-origin' }, true],
    [
      'an address that somebody typed',
      { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' },
      true,
    ],
    ['a server', { 'user-agent': 'curl/8.14.1' }, true],
  ])('a site with allowed origins: %s (S23)', async (_, headers, isTaken) => {
    const { app, store, exported } = await createTestApp();
    await store.sites.save({ ...createSite('demo', 'Demo', ''), allowedOrigins: [SHOP] });
    const single = await app.inject({ url: `/e?${HIT}`, headers });
    expect(single.headers['x-rejected']).toBe(isTaken ? undefined : 'foreign_origin');
    const payload = 'e?_p=ada&_n=A';
    const batch = await app.inject({ method: 'POST', url: '/?_k=demo', headers, payload });
    expect(batch.statusCode).toBe(isTaken ? 200 : 403);
    expect(await exported()).toHaveLength(isTaken ? 2 : 0);
    await store.sites.save(createSite('demo', 'Demo', ''));
    const anywhere = await app.inject({ url: `/e?${HIT}`, headers });
    expect(anywhere.headers['x-rejected']).toBeUndefined();
  });

  test.each(['https://shop.example:99999', 'https://[shop', 'https://shop.exa%mple'])(
    'an allowed origin that is none lets no hidden page in: %s (S23)',
    async (allowed) => {
      const { app, store } = await createTestApp();
      await store.sites.save({ ...createSite('demo', 'Demo', ''), allowedOrigins: [allowed] });
      for (const origin of ['null', allowed]) {
        const answer = await app.inject({ url: `/e?${HIT}`, headers: { origin } });
        expect(answer.headers['x-rejected']).toBe('foreign_origin');
      }
    },
  );

  test('bytes of a form that are no UTF-8 (W2)', async () => {
    const { app, exported } = await createTestApp();
    const send = (payload: Buffer) => app.inject({ method: 'POST', url: '/e?_k=demo', payload });
    await send(Buffer.from('_p=andr\xe9@shop.fr&_n=Pay\xe9', 'latin1'));
    await send(Buffer.from('_p=zoé&_n=東京'));
    const refused = await send(Buffer.from('_p=andr\x81&_n=A', 'latin1'));
    expect(refused.headers['x-rejected']).toBe('unreadable_text');
    expect(await exported()).toMatchObject([
      { _p: 'andré@shop.fr', _n: 'Payé' },
      { _p: 'zoé', _n: '東京' },
    ]);
  });

  test('three customers of an old shop are three people (W2)', async () => {
    const { app, exported } = await createTestApp();
    for (const who of ['andr%E9', 'andr%E8', 'andr%EA'])
      await app.inject(`/e?_k=demo&_p=${who}@shop.fr&_n=Paid`);
    expect((await exported()).map(({ _p }) => _p)).toEqual([
      'andré@shop.fr',
      'andrè@shop.fr',
      'andrê@shop.fr',
    ]);
  });

  test('a preflight is answered', async () => {
    const { app } = shared();
    const answer = await app.inject({
      method: 'OPTIONS',
      url: '/e',
      headers: { origin: 'https://a.example', 'access-control-request-method': 'POST' },
    });
    expect(answer.statusCode).toBe(204);
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': '*' });
  });

  test('a log that cannot be written: 503, to be repeated, and nothing is shown as taken', async () => {
    const { app, log, live } = await createTestApp();
    await log.close();
    const answer = await app.inject(`/e?${HIT}`);
    expect(answer.statusCode).toBe(503);
    expect(answer.headers).toMatchObject({
      'retry-after': '5',
      'access-control-allow-origin': '*',
    });
    expect(answer.json().error.code).toBe('log_unavailable');
    expect(live.recent('demo', 10)).toEqual([]);
  });
});
