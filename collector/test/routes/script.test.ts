import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createScripts } from '../../src/routes/scripts/script.js';
import { createSite } from '../../src/store/site.js';
import { createTestApp, shareTestApp } from '../support/app.js';

describe('scripts (S3)', () => {
  const shared = shareTestApp();

  test.each(['kmq', 'kmq-lite', 'kmq-debug'])('/%s.js is the built file', async (name) => {
    const { app } = shared();
    const answer = await app.inject(`/${name}.js`);
    expect(answer.body).toBe(`console.log("${name}");\n`);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=300',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      vary: 'Accept-Encoding',
    });
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  test('a site’s script starts with its settings', async () => {
    const { app, ask } = await createTestApp();
    await ask('PATCH', '/api/sites/demo', {
      client: { spa: true, flushAfter: 500, consent: 'required' },
      cookieDomain: 'example.com',
    });
    const { body } = await app.inject('/demo.2.js');
    const [hint, first, ...rest] = body.split('\n');
    // V8 looks for it at the very start.
    expect(hint).toBe('//# allFunctionsCalledOnLoad');
    expect(new Function(`${first}return KM_SITE`)()).toEqual({
      spa: true,
      flushAfter: 500,
      consent: 'required',
      cookieDomain: 'example.com',
      key: 'demo',
    });
    expect(rest.join('\n')).toBe('console.log("kmq-site");\n');
  });

  test.each([
    ['br, gzip', 'br', brotliDecompressSync],
    ['gzip, deflate', 'gzip', gunzipSync],
    ['br;q=0, gzip;q=0.5', 'gzip', gunzipSync],
    ['identity', undefined, (bytes: Buffer) => bytes],
  ])('Accept-Encoding %s', async (accepted, encoding, decode) => {
    const { app } = shared();
    const headers = { 'accept-encoding': accepted };
    const answer = await app.inject({ url: '/demo.2.js', headers });
    expect(answer.headers['content-encoding']).toBe(encoding);
    expect(decode(answer.rawPayload).toString()).toContain('KM_SITE');
    const again = await app.inject({
      url: '/demo.2.js',
      headers: { ...headers, 'if-none-match': String(answer.headers.etag) },
    });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  test('an immutable name keeps its content when the settings change, and fits its hash', async () => {
    const { app, ask } = await createTestApp();
    const read = async () => (await ask('GET', '/api/sites/demo')).json().install.versioned;
    const before = await read();
    await ask('PATCH', '/api/sites/demo', { client: { spa: true } });
    const after = await read();
    expect(after.script).not.toBe(before.script);
    for (const { script, integrity } of [before, after]) {
      const answer = await app.inject(new URL(script).pathname);
      expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
      const hash = createHash('sha384').update(answer.rawPayload).digest('base64');
      expect(integrity).toBe(`sha384-${hash}`);
    }
  });

  test.each([
    ['/nobody.2.js', 'unknown_site'],
    ['/demo.0123456789abcdef.js', 'not_found'],
    ['/demo.3.js', 'not_found'],
    ['/demo.js.map', 'not_found'],
    ['/..%2fsites%2fdemo.2.js', 'not_found'],
    ['/%2e%2e%2f%2e%2e%2fetc%2fpasswd.2.js', 'not_found'],
    ['/demo%00.2.js', 'not_found'],
    ['/__proto__.2.js', 'unknown_site'],
    [`/${'x'.repeat(65)}.2.js`, 'not_found'],
  ])('%s: 404, %s', async (url, code) => {
    const { app } = shared();
    const answer = await app.inject(url);
    expect([answer.statusCode, answer.json().error.code]).toEqual([404, code]);
  });

  test('of more settings than are kept are made again, as they were', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kmq-scripts-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'kmq-site.js'), 'console.log("kmq-site");\n');
    const { readSite } = createScripts({ sdkFolder: folder, scriptFolder: folder });
    const read = (flushAfter: number) =>
      readSite({ ...createSite('demo', 'Demo', ''), client: { flushAfter } });
    const first = await read(0);
    expect(await read(0)).toBe(first);
    for (let n = 1; n <= 200; n++) await read(n);
    const again = await read(0);
    expect(again).not.toBe(first);
    expect(again).toEqual(first);
  });

  test('that are not built are a readable error', async () => {
    const { app } = await createTestApp({ parts: { sdkFolder: '/nowhere' } });
    const answer = await app.inject('/demo.2.js');
    expect([answer.statusCode, answer.json().error.code]).toEqual([503, 'script_not_built']);
  });
});

describe('names of a site’s script (S3)', () => {
  const shared = shareTestApp();

  test('are free, and answer like its usual one', async () => {
    const { app, ask } = shared();
    const names = ['stats.js', 'My-App.v2.js'];
    expect((await ask('PATCH', '/api/sites/demo', { names })).statusCode).toBe(200);
    const usual = await app.inject('/demo.2.js');
    for (const name of names) {
      const answer = await app.inject(`/${name}`);
      expect([answer.statusCode, answer.body]).toEqual([200, usual.body]);
      expect(answer.headers['cache-control']).toBe('public, max-age=300');
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
    await ask('PATCH', '/api/sites/demo', { names: ['stats.js'] });
    expect((await app.inject('/My-App.v2.js')).statusCode).toBe(404);
  });

  test('of two sites differ', async () => {
    const { ask } = shared();
    await ask('PATCH', '/api/sites/demo', { names: ['stats.js'] });
    const made = await ask('POST', '/api/sites', { key: 'shop', names: ['stats.js'] });
    expect([made.statusCode, made.json().error]).toMatchObject([
      409,
      { code: 'name_taken', field: 'names' },
    ]);
    expect((await ask('GET', '/api/sites/shop')).statusCode).toBe(404);
  });

  test.each([
    'i.js',
    'kmq.js',
    'kmq-lite.js',
    'kmq-debug.js',
    'other.2.js',
    'demo.0123456789abcdef.js',
    '../x.js',
    '..%2fx.js',
    'a/b.js',
    '.hidden.js',
    'x.css',
    'x js.js',
    '',
  ])('%j is refused', async (name) => {
    const answer = await shared().ask('PATCH', '/api/sites/demo', { names: [name] });
    expect([answer.statusCode, answer.json().error.field]).toEqual([400, 'names.0']);
  });
});

describe('the name of the inspector (C29)', () => {
  test('is the one that a site’s settings tell the client', async () => {
    const { app, ask } = await createTestApp();
    expect((await app.inject('/looking.js')).statusCode).toBe(404);
    await ask('PATCH', '/api/sites/demo', { client: { debug: 'url', debugFile: 'looking.js' } });
    const answer = await app.inject('/looking.js');
    expect([answer.statusCode, answer.body]).toEqual([200, 'console.log("kmq-debug");\n']);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=300',
    });
    expect((await app.inject('/demo.2.js')).body).toContain('"debugFile":"looking.js"');
  });
});
