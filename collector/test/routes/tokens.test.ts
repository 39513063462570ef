import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HTTPMethods } from 'fastify';
import { beforeAll, describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/store.js';
import { createTestApp, shareTestApp, type TestApp, TOKEN } from '../support/app.js';
import { NOW } from '../support/hits.js';

const make = async ({ ask }: TestApp, scope: string): Promise<{ id: string; token: string }> =>
  (await ask('POST', '/api/tokens', { name: `for ${scope}`, scope })).json();

describe('tokens (S23)', () => {
  test('are told once, kept as hashes, listed without, and gone when revoked', async () => {
    const test = await createTestApp();
    const { app, ask, folder } = test;
    const answer = await ask('POST', '/api/tokens', { name: 'Dashboard', scope: 'read' });
    expect(answer.statusCode).toBe(201);
    const { id, token, ...rest } = answer.json();
    expect(rest).toEqual({ name: 'Dashboard', scope: 'read', created: '2026-11-22T12:00:00.000Z' });
    expect(readFileSync(join(folder, 'tokens.json'), 'utf8')).not.toContain(token);

    const list = await ask('GET', '/api/tokens');
    expect(list.json()).toEqual({ tokens: [{ id, ...rest }] });
    expect(list.body).not.toContain('hash');

    const read = () =>
      app.inject({ url: '/api/sites', headers: { authorization: `Bearer ${token}` } });
    expect((await read()).statusCode).toBe(200);
    const { tokens } = await openStore(folder, { now: () => NOW, demo: false });
    expect(tokens.scopeOf(token)).toBe('read');

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
    for (const scope of ['read', 'write']) tokens[scope] = (await make(shared(), scope)).token;
  });

  test.each<[HTTPMethods, string, Record<string, unknown> | undefined, string]>([
    ['GET', '/api/sites', undefined, 'read'],
    ['GET', '/api/sites/demo', undefined, 'read'],
    ['GET', '/api/sites/demo/export.jsonl', undefined, 'read'],
    ['GET', '/api/sites/demo/people', undefined, 'read'],
    ['GET', '/api/sites/demo/health/ingest', undefined, 'read'],
    ['GET', '/metrics', undefined, 'read'],
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
      ['none', 'read', 'write', 'admin'].map(async (scope) => {
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
    const scopes = ['read', 'write', 'admin'];
    const expected = scopes.map((scope) =>
      scopes.indexOf(scope) < scopes.indexOf(needed) ? 403 : 'in',
    );
    expect(answers).toEqual([401, ...expected]);
  });
});
