import { describe, expect, test } from 'vitest';
import { createLogReader } from '../../src/ingest/log/read.js';
import { createTestApp, shareTestApp } from '../support/app.js';
import { readAll } from '../support/hits.js';

describe('/api/sites (S3)', () => {
  const shared = shareTestApp();

  test('makes, shows, changes and removes a site', async () => {
    const { app, ask } = await createTestApp();
    const made = await ask('POST', '/api/sites', { key: 'YOUR_API_KEY', name: 'Seeds' });
    expect(made.statusCode).toBe(201);
    expect(made.json()).toMatchObject({
      key: 'YOUR_API_KEY',
      name: 'Seeds',
      timeZone: 'UTC',
      currency: 'USD',
      created: '2026-11-22T12:00:00.000Z',
      install: { script: 'http://127.0.0.1:8484/YOUR_API_KEY.2.js' },
    });
    expect(
      (await ask('GET', '/api/sites')).json().sites.map(({ key }: { key: string }) => key),
    ).toEqual(['demo', 'YOUR_API_KEY']);
    expect(
      (await app.inject('/e?_k=YOUR_API_KEY&_p=ada&_n=A')).headers['x-rejected'],
    ).toBeUndefined();

    const changed = await ask('PATCH', '/api/sites/YOUR_API_KEY', { timeZone: 'Europe/Berlin' });
    expect(changed.json()).toMatchObject({ name: 'Seeds', timeZone: 'Europe/Berlin' });
    expect((await ask('GET', '/api/sites/YOUR_API_KEY')).json()).toEqual(changed.json());

    expect((await ask('DELETE', '/api/sites/YOUR_API_KEY')).statusCode).toBe(204);
    expect((await ask('GET', '/api/sites/YOUR_API_KEY')).json().error.code).toBe('unknown_site');
    expect((await app.inject('/e?_k=YOUR_API_KEY&_p=ada&_n=A')).headers['x-rejected']).toBe(
      'unknown_key',
    );
  });

  test.each([
    [{}, true],
    [{ consent: 'granted', respectGpc: false }, true],
    [{ consent: 'required' }, false],
    [{ respectGpc: true }, false],
    [{ respectDnt: true }, false],
  ])('the snippet of a site with %j has its unload line: %s (D11)', async (client, has) => {
    const app = await createTestApp();
    await app.ask('PATCH', '/api/sites/demo', { client });
    const { install } = (await app.ask('GET', '/api/sites/demo')).json();
    for (const text of [install.snippet, install.gtmSnippet])
      expect(text.includes('sendBeacon')).toBe(has);
  });

  test('keeps events without code for its script (C36)', async () => {
    const app = await createTestApp();
    const rules = [
      { on: 'view', url: '/pricing', name: 'Viewed Pricing' },
      { on: 'click', url: '/', target: '#buy', name: 'Clicked Buy', props: { Plan: 'Pro' } },
    ];
    await app.ask('PATCH', '/api/sites/demo', { client: { rules, spa: true } });
    expect((await app.ask('GET', '/api/sites/demo')).json().client).toEqual({ rules, spa: true });
  });

  test('the snippet to paste names the key and the script, for pages and for GTM', async () => {
    const { ask } = shared();
    const { install } = (await ask('GET', '/api/sites/demo')).json();
    for (const text of [install.snippet, install.gtmSnippet]) {
      expect(text).toContain('"demo"');
      expect(text).toContain('"http://127.0.0.1:8484/demo.2.js"');
    }
  });

  test.each([
    [{ address: 'https://shop.example.com/t/' }, 'https://shop.example.com/t/', 'demo.2.js'],
    [{ address: '/t/', names: ['app.js', 'old.js'] }, '/t/', 'app.js'],
    [{ names: ['app.js'] }, 'http://127.0.0.1:8484/', 'app.js'],
  ])('with %j the snippet loads and sends below %s', async (changes, folder, name) => {
    const { ask } = await createTestApp();
    const { install } = (await ask('PATCH', '/api/sites/demo', changes)).json();
    expect(install.script).toBe(folder + name);
    expect(install.versioned.script).toMatch(/^\S+\/demo\.[0-9a-f]{16}\.js$/);
    expect(install.versioned.script.startsWith(folder)).toBe(true);
    for (const text of [install.snippet, install.gtmSnippet]) {
      expect(text).toContain(`"${folder}${name}"`);
      // The snippet names the folder, or takes it from the script's address as the browser resolves it.
      const sending = /sendBeacon\((s\.src\S+?\+)?"([^"]*)\?_k=demo"/;
      expect(text).toMatch(sending);
      const [, own, below] = sending.exec(text)!;
      expect(own ? folder : below).toBe(folder);
    }
  });

  test.each<[string, object, string | undefined]>([
    ['no key', { name: 'A' }, 'key'],
    ['a key with a space', { key: 'a b' }, 'key'],
    ['a key like a path', { key: '../a' }, 'key'],
    ['a key that is too long', { key: 'x'.repeat(65) }, 'key'],
    ['a number for a key', { key: 1 }, 'key'],
    ['an empty name', { key: 'a', name: '' }, 'name'],
    ['no time zone', { key: 'a', timeZone: 'Mars/Base' }, 'timeZone'],
    ['no currency', { key: 'a', currency: 'Euro' }, 'currency'],
    [
      'an origin with a path',
      { key: 'a', allowedOrigins: ['https://a.example/x'] },
      'allowedOrigins.0',
    ],
    [
      'an origin with a port that is none',
      { key: 'a', allowedOrigins: ['https://a.example', 'https://a.example:99999'] },
      'allowedOrigins.1',
    ],
    ['a domain with an attribute', { key: 'a', cookieDomain: 'a.example;x' }, 'cookieDomain'],
    ['an address that is no folder', { key: 'a', address: 'https://a.example/t' }, 'address'],
    ['an address with a query', { key: 'a', address: 'https://a.example/?t/' }, 'address'],
    ['an address without a scheme', { key: 'a', address: 'a.example/t/' }, 'address'],
    ['a setting that does not exist', { key: 'a', colour: 'red' }, 'colour'],
    [
      'a rule without a page',
      { key: 'a', client: { rules: [{ on: 'view', url: '', name: 'A' }] } },
      'client.rules.0.url',
    ],
    ['a client setting of the wrong kind', { key: 'a', client: { spa: {} } }, 'client.spa'],
    [
      'a client setting of a strange name',
      { key: 'a', client: { '</script>': true } },
      'client.</script>',
    ],
    ['a list', [], undefined],
  ])('%s: the field is named', async (_, body, field) => {
    const { ask, store } = shared();
    const answer = await ask('POST', '/api/sites', body);
    expect(answer.statusCode).toBe(400);
    const { error } = answer.json();
    expect([error.code, error.field]).toEqual(['invalid_request', field]);
    expect(store.sites.list()).toHaveLength(1);
  });

  test.each([
    ['POST', '/api/sites', '{"key":', 'unreadable_json', 400],
    ['POST', '/api/sites', '', 'invalid_request', 400],
    ['POST', '/api/sites', '{"key":"demo"}', 'site_exists', 409],
    ['PATCH', '/api/sites/demo', '{"key":"other"}', 'invalid_request', 400],
    ['PATCH', '/api/sites/nobody', '{"name":"A"}', 'unknown_site', 404],
    ['DELETE', '/api/sites/nobody', '', 'unknown_site', 404],
  ] as const)('%s %s %s: %s', async (method, url, payload, code, status) => {
    const { app } = shared();
    const answer = await app.inject({
      method,
      url,
      headers: {
        authorization: 'Bearer token-of-all-the-tests',
        ...(payload && { 'content-type': 'application/json' }),
      },
      payload,
    });
    expect([answer.statusCode, answer.json().error.code]).toEqual([status, code]);
  });

  test('what changes the meaning of hits goes into the log, nothing else does', async () => {
    const { ask, log, folder } = await createTestApp();
    await ask('PATCH', '/api/sites/demo', { name: 'Renamed', foldEmails: true });
    expect(log.syncedSeq()).toBe(0);
    await ask('PATCH', '/api/sites/demo', { linkNamed: false });
    const [record] = await readAll(createLogReader(`${folder}/log`)(0, 1));
    expect(record).toMatchObject({
      type: 'settings',
      site: 'demo',
      settings: { foldEmails: true, anonymousShape: true, linkNamed: false },
    });
  });

  test('names the demo shop while it runs', async () => {
    const { ask } = await createTestApp({ parts: { demoShop: () => 'http://127.0.0.1:8485' } });
    expect((await ask('GET', '/api/sites')).json().sites[0].demoShop).toBe('http://127.0.0.1:8485');
  });
});
