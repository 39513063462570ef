import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openCompany } from '../../src/store/company.js';
import { createTestApp } from '../support/app.js';

const read = async ({ ask }: Awaited<ReturnType<typeof createTestApp>>) =>
  (await ask('GET', '/api/company')).json();

describe('the company (S35)', () => {
  test('has no name on a new collector, whose first steps are not done', async () => {
    const test = await createTestApp();
    for (const key of ['demo', 'saas']) await test.ask('POST', '/api/sites', { key });
    expect(await read(test)).toEqual({ name: null, setUp: false });
    expect(existsSync(join(test.folder, 'company.json'))).toBe(false);
  });

  test('gets a name that a restart keeps', async () => {
    const test = await createTestApp();
    const answer = await test.ask('PATCH', '/api/company', { name: 'Café & Söhne' });
    expect([answer.statusCode, answer.json()]).toEqual([
      200,
      { name: 'Café & Söhne', setUp: false },
    ]);
    expect((await openCompany(test.folder)).read().name).toBe('Café & Söhne');
    expect(statSync(join(test.folder, 'company.json')).mode & 0o777).toBe(0o600);
    await test.ask('PATCH', '/api/company', { name: null });
    expect(await read(test)).toEqual({ name: null, setUp: false });
  });

  test('has done the first steps with a site of its own', async () => {
    const test = await createTestApp();
    await test.ask('POST', '/api/sites', { key: 'shop' });
    expect(await read(test)).toEqual({ name: null, setUp: true });
  });

  test('has done them where somebody has left them', async () => {
    const test = await createTestApp();
    await test.ask('PATCH', '/api/company', { setUp: true });
    expect(await read(test)).toEqual({ name: null, setUp: true });
    expect(JSON.parse(readFileSync(join(test.folder, 'company.json'), 'utf8'))).toMatchObject({
      setUp: true,
    });
  });

  test.each([
    ['read', null, 403],
    ['write', null, 403],
    ['admin', ['demo'], 403],
    ['admin', null, 200],
  ])(
    'is changed by owners alone; a token of scope %s for %j gets %s…',
    async (scope, sites, status) => {
      const test = await createTestApp();
      await test.ask('POST', '/api/sites', { key: 'demo' });
      const { token } = (await test.ask('POST', '/api/tokens', { name: 'x', scope, sites })).json();
      const headers = { authorization: `Bearer ${token}` };
      const change = await test.app.inject({
        ...{ method: 'PATCH', url: '/api/company', headers },
        payload: { name: 'Mine' },
      });
      expect(change.statusCode).toBe(status);
      const answer = await test.app.inject({ url: '/api/company', headers });
      expect(answer.json().setUp).toBe(status !== 200);
    },
  );

  test.each([
    [{ name: '' }, 'name'],
    [{ name: '  ' }, 'name'],
    [{ name: 'x'.repeat(256) }, 'name'],
    [{ name: 7 }, 'name'],
    [{ setUp: 'yes' }, 'setUp'],
    [{ nme: 'x' }, 'nme'],
  ])('%j is an error that names the field', async (body, field) => {
    const test = await createTestApp();
    const answer = await test.ask('PATCH', '/api/company', body);
    expect(answer.statusCode).toBe(400);
    expect(JSON.stringify(answer.json())).toContain(field);
  });
});
