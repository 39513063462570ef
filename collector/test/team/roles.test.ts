import { describe, expect, test } from 'vitest';
import { formatMissing, PERMISSIONS, type PermissionName } from '../../src/team/roles.js';
import { createTestApp } from '../support/app.js';

describe('a refusal names what is missing (S40)', () => {
  test.each<[PermissionName, string]>([
    ['export', 'the role viewer, or a token with the scope read.'],
    ['save', 'the role analyst, or a token with the scope write.'],
    ['erase', 'the role admin, or a token with the scope admin.'],
    ['manage-team', 'the role owner, or a token with the scope admin, for all sites.'],
    ['read-metrics', 'the role viewer at all sites, or a token with the scope metrics.'],
  ])('%s: %s', (name, words) => {
    expect(formatMissing(name)).toBe(
      `This needs the permission “${name}”: ${words} Ask an owner of the collector.`,
    );
  });

  test('a token with the scope read that saves a note', async () => {
    const { app, ask } = await createTestApp();
    const { token } = (await ask('POST', '/api/tokens', { name: 'reader', scope: 'read' })).json();
    const answer = await app.inject({
      method: 'POST',
      url: '/api/sites/demo/notes',
      headers: { authorization: `Bearer ${token}` },
      payload: { date: '2026-11-22', text: 'Launch' },
    });
    expect(answer.statusCode).toBe(403);
    expect(answer.json().error).toEqual({
      code: 'too_little_scope',
      message: expect.stringContaining('the permission “save”: the role analyst'),
    });
  });

  test('every permission', () => {
    for (const name of Object.keys(PERMISSIONS) as PermissionName[])
      expect(formatMissing(name)).toContain(`“${name}”`);
  });
});
