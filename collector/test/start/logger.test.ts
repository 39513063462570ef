import { Writable } from 'node:stream';
import { checkSync } from 'recheck';
import { describe, expect, test, vi } from 'vitest';
import { createLogger, redact, TELLING } from '../../src/start/logger.js';
import { createTestApp, emptyEngine, TOKEN } from '../support/app.js';

// It is asked in this process: the other ways start a program of its own.
vi.hoisted(() => {
  process.env.RECHECK_BACKEND = 'pure';
});

const SECRETS = [
  'ada@example.com',
  'Ada.Lovelace+x@mail.example.co.uk',
  'q7cS+3Yt0oBzVwKk1mXy8RjNfPeLuHdAaGi2Ts4WvEc=',
  'Plan=Pro',
  'kmq_session=Rk9PQkFSQkFaUVVYWFlaWlk',
  's3cr3t-token',
];

const createLines = () => {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { lines, logger: createLogger(stream) };
};

describe('the collector’s own log tells nobody who somebody is (S27)', () => {
  test.each([
    ['GET /e?_p=ada@example.com&Plan=Pro failed', 'GET /e?[query] failed'],
    ['duplicate key ada@example.com', 'duplicate key [identity]'],
    ['Could not convert string "Ada Lovelace" to INT32', 'Could not convert string "…" to INT32'],
    [
      "ENOSPC: no space left, write '/data/log/1.ndjson'",
      "ENOSPC: no space left, write '/data/log/1.ndjson'",
    ],
    ['cookie: km_ai=abc; x', 'cookie: km_ai=[cookie]; x'],
    ['Authorization: Bearer s3cr3t-token', 'Authorization: Bearer [token]'],
    ['/login/Rk9PQkFS', '/login/[link]'],
    ['The log can be written again.', 'The log can be written again.'],
  ])('%s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  test.each([
    ['x@', 'x@'],
    ['@x', '@x'],
    ['one.two@three=four', '[identity]'],
    ['a@@b', '[identity]'],
    ['to:ada@example.com,bob@example.com', 'to:[identity],[identity]'],
    ['@scope/name@1.2.3', '@[identity]'],
  ])('%s, whatever stands around an address', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  // A text may come from a request: patterns that try each of its letters again take half a minute for 60,000.
  test.each(TELLING)('%s takes steps in proportion to its text', ({ source, flags }) => {
    expect(checkSync(source, flags, { timeout: null })).toMatchObject({ status: 'safe' });
  });

  test('whatever is handed to it', () => {
    const { lines, logger } = createLines();
    for (const secret of SECRETS) {
      const error = Object.assign(new Error(`no row for "${secret}" in /e?_p=${secret}`), {
        identity: secret,
      });
      logger.error({ err: error }, `it failed for /e?_p=${secret}`);
      logger.warn({
        req: { method: 'GET', url: `/e?_p=${secret}`, headers: { cookie: secret } },
        headers: { cookie: secret },
        identity: secret,
        query: { _p: secret },
        body: secret,
      });
    }
    expect(lines).toHaveLength(2 * SECRETS.length);
    for (const line of lines) {
      expect(JSON.parse(line)).toHaveProperty('level');
      for (const secret of SECRETS) expect(line).not.toContain(secret);
    }
  });

  test('nor what requests make it write', async () => {
    const { lines, logger } = createLines();
    const test = await createTestApp({
      settings: { logger },
      parts: {
        engine: {
          ...emptyEngine(() => test.log),
          person: (_site, by) => Promise.reject(new Error(`cannot read "${Object.values(by)}"`)),
        },
      },
    });
    const headers = { cookie: SECRETS[4]! };
    await test.ask('GET', '/api/sites/demo/people/find?identity=ada@example.com');
    await test.app.inject({ url: '/e?_k=demo&_p=ada@example.com&_n=A&Plan=Pro', headers });
    await test.log.close();
    await test.app.inject({ url: '/e?_k=demo&_p=ada@example.com&_n=A&Plan=Pro', headers });
    // The full log has told of itself; each hit that it refuses does not.
    expect(lines.map((line) => JSON.parse(line).code)).toEqual(['internal']);
    for (const secret of SECRETS) expect(lines.join('')).not.toContain(secret);
  });

  test('but every fault of its own, also where a body came with the request', async () => {
    const { lines, logger } = createLines();
    const report = () => Promise.reject(new Error('lost'));
    const { app, log } = await createTestApp({
      settings: { logger },
      parts: { engine: { ...emptyEngine(() => log), report } },
    });
    const address = await app.listen({ port: 0, host: '127.0.0.1' });
    const answer = await fetch(`${address}/api/sites/demo/reports/revenue`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: '{}',
    });
    expect(answer.status).toBe(500);
    expect(lines.map((line) => JSON.parse(line).code)).toEqual(['internal']);
  });
});
