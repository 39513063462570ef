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
