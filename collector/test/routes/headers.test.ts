import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createTestApp, shareTestApp, TOKEN } from '../support/app.js';

const folder = mkdtempSync(join(tmpdir(), 'kmq-headers-'));
for (const name of ['web', 'docs']) {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, 'index.html'), '<!doctype html>');
}
afterAll(() => rmSync(folder, { recursive: true }));
const parts = { webFolder: join(folder, 'web'), docsFolder: join(folder, 'docs') };

describe('what is answered is what its type says (S23)', () => {
  const shared = shareTestApp({ parts });

  test.each([
    ['GET', '/e?_k=demo&_p=ada&_n=A', 200],
    ['GET', '/e?_k=nobody', 200],
    ['GET', '/e?_k=demo&_p=ada&_n=A&debug=1', 200],
    ['GET', '/e?_k=nobody&debug=1', 200],
    ['HEAD', '/api/sites/demo/export.jsonl', 200],
    ['OPTIONS', '/e', 204],
    ['POST', '/?_k=demo', 200],
    ['POST', '/?_k=nobody', 401],
    ['OPTIONS', '/', 204],
    ['GET', '/demo.2.js', 200],
    ['GET', '/kmq.js', 200],
    ['GET', '/i.js', 200],
    ['GET', '/nothing.js', 404],
    ['GET', '/nowhere/at/all', 404],
    ['GET', '/%', 400],
    ['PUT', '/e', 404],
    ['GET', '/healthz', 200],
    ['GET', '/readyz', 200],
    ['GET', '/app/', 200],
    ['GET', '/app/nothing.js', 404],
    ['GET', '/docs/', 200],
    ['GET', '/docs/nothing', 404],
    ['GET', '/login/x', 303],
    ['GET', '/api/sites', 200],
    ['GET', '/api/nothing', 404],
    ['GET', '/api/sites/nobody/people', 404],
    ['GET', '/api/sites/demo/export.jsonl', 200],
    ['GET', '/metrics', 200],
  ] as const)('%s %s: %i', async (method, url, status) => {
    const answer = await shared().app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'text/plain' },
      ...(method === 'POST' && { payload: 'e?_p=ada&_n=A' }),
    });
    expect([answer.statusCode, answer.headers['x-content-type-options']]).toEqual([
      status,
      'nosniff',
    ]);
  });

  test.each([
    ['GET', '/nowhere', 404],
    ['GET', '/%', 400],
    ['PUT', '/e', 404],
    ['POST', '/?_k=nobody', 401],
    ['GET', '/nothing.js', 404],
    ['GET', '/app/nothing.js', 404],
    ['GET', '/docs/nothing', 404],
    ['GET', '/api/nothing', 404],
    ['GET', '/api/sites/nobody/people', 404],
    ['POST', '/api/session', 400],
  ] as const)('an error is no page, and stands in no frame: %s %s', async (method, url, status) => {
    const { headers, statusCode } = await shared().app.inject({
      ...{ method, url, headers: { authorization: `Bearer ${TOKEN}` } },
    });
    expect(statusCode).toBe(status);
    expect(headers['content-security-policy']).toMatch(
      /default-src 'none'.*frame-ancestors 'none'/,
    );
  });

  test('nor does one under a foreign host name', async () => {
    const { headers, statusCode } = await shared().app.inject({
      ...{ url: '/app/', headers: { host: 'evil.example' } },
    });
    expect(statusCode).toBe(403);
    expect(headers['content-security-policy']).toMatch(
      /default-src 'none'.*frame-ancestors 'none'/,
    );
  });

  test('also where it was no HTTP', async () => {
    const { app } = await createTestApp();
    await app.listen({ host: '127.0.0.1', port: 0 });
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    socket.write('BREW / HTCPCP/1.0\r\n\r\n');
    let text = '';
    for await (const chunk of socket) text += chunk;
    expect(text).toMatch(/^HTTP\/1\.1 400 .*X-Content-Type-Options: nosniff/s);
  });
});

describe('pages are reached by TLS where it is known, and stand in no frame (S23)', () => {
  test.each([
    [undefined, undefined],
    ['http://t.example.com', undefined],
    ['https://t.example.com', 'max-age=31536000'],
  ])('public address %s', async (publicOrigin, expected) => {
    const { app } = await createTestApp({ parts: { ...parts, publicOrigin } });
    for (const url of ['/app/', '/docs/', '/login/x', '/api/sites']) {
      const { headers } = await app.inject(url);
      expect([url, headers['strict-transport-security']]).toEqual([url, expected]);
      expect(headers['x-frame-options']).toBe('DENY');
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    }
  });
});
