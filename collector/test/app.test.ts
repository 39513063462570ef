import { type AddressInfo, connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createTestApp, emptyEngine, shareTestApp, TOKEN } from './support/app.js';
import { toDraft } from './support/hits.js';

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

  test.each([
    ['POST /?_k=demo', 'HTTP/1.1 413 '],
    ['POST /e?_k=demo', 'x-rejected: line_too_long'],
  ])(
    '%s with a body that is far too large: answered before it comes, and closed',
    async (request, expected) => {
      const { app } = shared();
      if (!app.server.listening) await app.listen({ host: '127.0.0.1', port: 0 });
      const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
      socket.write(`${request} HTTP/1.1\r\nhost: x\r\ncontent-length: 900000000\r\n\r\nstart`);
      const answer = Buffer.concat(await socket.toArray()).toString();
      expect(answer).toContain(expected);
      expect(answer).toMatch(/^connection: close\r$/im);
    },
  );

  test.each([
    ['headers', 'POST /?_k=demo HTTP/1.1\r\nhost: x\r\nx: '],
    ['a body', 'POST /?_k=demo HTTP/1.1\r\nhost: x\r\ncontent-length: 999\r\n\r\ne?_p=ada&_n=A'],
    [
      'a form on a GET',
      'GET /e?_k=demo&_p=ada&_n=A HTTP/1.1\r\nhost: x\r\ncontent-length: 999\r\n\r\n',
    ],
  ])(
    '%s that come a byte at a time: the connection is answered and closed, nothing is kept',
    async (_, text) => {
      const { app, exported } = await createTestApp({
        settings: { patience: { headers: 200, request: 300, look: 50, read: 1000 } },
      });
      await app.listen({ host: '127.0.0.1', port: 0 });
      const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
      socket.write(text);
      const drip = setInterval(() => socket.write('x'), 20);
      const answer = Buffer.concat(await socket.toArray()).toString();
      clearInterval(drip);
      expect(answer).toContain('HTTP/1.1 408 ');
      expect(JSON.parse(answer.slice(answer.indexOf('{'))).error.code).toBe('request_timeout');
      expect(await exported()).toEqual([]);
      // The next one is served as if nothing had been.
      expect((await app.inject('/e?_k=demo&_p=ada&_n=B')).headers['x-rejected']).toBeUndefined();
    },
  );

  test('300 connections on which nobody goes on and nobody hangs up are closed', async () => {
    const patience = { headers: 300, request: 600, look: 100, read: 1000 };
    const { app, exported } = await createTestApp({ settings: { patience } });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const begun = [
      '',
      'GET /e?_k=demo',
      'GET /e?_k=demo&_p=ada&_n=A HTTP/1.1\r\nhost: x\r\nx: ',
      'POST /?_k=demo HTTP/1.1\r\nhost: x\r\ncontent-length: 999\r\n\r\ne?_p=ada&_n=A',
      'POST /e HTTP/1.1\r\nhost: x\r\ncontent-length: 999\r\ncontent-encoding: gzip\r\n\r\n\x1f\x8b',
      'GET /e?_k=demo&_p=\xe9 HTTP/1.1\r\nhost: x\r\n',
      'HELLO',
    ];
    const sockets = Array.from({ length: 300 }, (_, index) => {
      // Half open: it would never close by itself.
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      socket.on('error', () => undefined);
      socket.resume().write(begun[index % begun.length]!, 'latin1');
      return socket;
    });
    const count = () =>
      new Promise<number>((resolve) => app.server.getConnections((_, open) => resolve(open)));
    await expect.poll(count).toBeGreaterThan(200);
    await expect.poll(count, { timeout: 10_000 }).toBe(0);
    for (const socket of sockets) socket.destroy();
    expect(await exported()).toEqual([]);
  });

  test('one on which an answer waits and nobody reads is closed, and its export gives way to others', async () => {
    const patience = { headers: 5000, request: 5000, look: 1000, read: 50 };
    const { app, log, ask } = await createTestApp({ settings: { patience } });
    // More than the buffers of the system hold.
    const long = 'x'.repeat(2000);
    for (let at = 0; at < 10; at++)
      await log.append(
        Array.from({ length: 1000 }, (_, index) => toDraft({ long, at: `${at} ${index}` })),
      );
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const sockets = [1, 2].map(() => {
      const socket = connect({ port, host: '127.0.0.1' });
      socket.on('error', () => undefined);
      socket.pause();
      socket.write(
        `GET /api/sites/demo/export.jsonl HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${TOKEN}\r\n\r\n`,
      );
      return socket;
    });
    const count = () =>
      new Promise<number>((resolve) => app.server.getConnections((_, open) => resolve(open)));
    await expect.poll(count).toBe(2);
    await expect.poll(count, { timeout: 10_000 }).toBe(0);
    for (const socket of sockets) socket.destroy();
    const { statusCode, body } = await ask('GET', '/api/sites/demo/export.jsonl');
    expect([statusCode, body.split('\n').length]).toEqual([200, 10_001]);
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
