import { type AddressInfo, connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createTestApp, emptyEngine, shareTestApp, TOKEN } from './support/app.js';

describe('errors', () => {
  const shared = shareTestApp();

  test.each([
    ['GET', '/nope', 404, 'not_found'],
    ['GET', '/api/nope', 404, 'not_found'],
    ['GET', '/.env', 404, 'not_found'],
    ['PUT', '/e', 404, 'not_found'],
    ['GET', '/%zz', 400, 'invalid_request'],
    ['POST', '/api/sites/demo/people', 404, 'not_found'],
  ] as const)('%s %s: %i, readable from any page', async (method, url, status, code) => {
    const { app } = shared();
    const answer = await app.inject({ method, url, headers: { authorization: `Bearer ${TOKEN}` } });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toContain('application/json');
    expect(answer.json()).toEqual({ error: { code, message: expect.stringMatching(/\w/) } });
  });

  test.each([
    ['no HTTP', 'HELLO\r\n\r\n', 400, 'unreadable_request'],
    ['headers without end', `GET / HTTP/1.1\r\nx: ${'x'.repeat(40_000)}`, 431, 'headers_too_large'],
  ])('%s: the connection is answered and closed', async (_, text, status, code) => {
    const { app } = shared();
    if (!app.server.listening) await app.listen({ host: '127.0.0.1', port: 0 });
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    socket.write(text);
    const answer = Buffer.concat(await socket.toArray()).toString();
    expect(answer).toContain(`HTTP/1.1 ${status} `);
    expect(JSON.parse(answer.slice(answer.indexOf('{'))).error.code).toBe(code);
  });

  test('a mistake of ours tells the sender nothing of our code', async () => {
    const test = await createTestApp({
      parts: {
        engine: {
          ...emptyEngine(() => test.log),
          people: () => Promise.reject(new Error('secret detail in engine.ts')),
        },
      },
    });
    const answer = await test.ask('GET', '/api/sites/demo/people');
    expect([answer.statusCode, answer.json().error.code]).toEqual([500, 'internal']);
    expect(answer.body).not.toMatch(/secret|engine|\bat /);
  });
});
