import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { createTestApp, emptyEngine, type TestApp } from '../support/app.js';
import { addMember, openBrowser, PASSWORD, signInByLink } from '../support/team.js';

const DAY_MS = 24 * 60 * 60 * 1000;

describe('the team (S41)', () => {
  test('is listed by name, searched and paged; nothing secret is told', async () => {
    const app = await createTestApp();
    const { browser } = await addMember(app, { name: 'Ada', owner: true });
    for (let at = 0; at < 120; at++)
      await app.store.users.add({
        ...{ name: `Person ${`${at}`.padStart(3, '0')}`, email: `p${at}@example.com` },
        ...{ owner: false, roles: {} },
      });
    const first = (await browser.ask('GET', '/api/users')).body as never as {
      users: { name: string }[];
      total: number;
      cursor: string;
    };
    expect([first.users.length, first.total, first.users[0]!.name]).toEqual([100, 121, 'Ada']);
    const next = await browser.ask('GET', `/api/users?cursor=${first.cursor}`);
    expect(next.body).toMatchObject({ cursor: null, users: { length: 21 } });
    const found = await browser.ask('GET', '/api/users?q=P119@');
    expect(found.body).toMatchObject({ total: 1, users: [{ name: 'Person 119' }] });
    expect(JSON.stringify(first)).not.toMatch(/argon2|hash|secret"/);
  });

  test('roles that change end sessions, open streams and reports under way', async () => {
    let finish: () => void = () => undefined;
    const engine = {
      ...emptyEngine(() => app.log),
      people: () =>
        new Promise<never>((resolve) => {
          finish = () => resolve({ people: [], cursor: null } as never);
        }),
    };
    const app: TestApp = await createTestApp({ parts: { engine } });
    const address = await app.app.listen({ port: 0, host: '127.0.0.1' });
    const { user, browser } = await addMember(app, { name: 'Bob', roles: { demo: 'viewer' } });
    const origin = address;
    const headers = { cookie: browser.cookie, origin };
    const stream = await fetch(`${address}/api/sites/demo/live`, { headers });
    expect(stream.status).toBe(200);
    const report = fetch(`${address}/api/sites/demo/people`, { headers });
    await vi.waitFor(() => expect(String(finish)).toContain('resolve'));
    const owner = await signInByLink(app);
    const change = await owner.ask('PATCH', `/api/users/${user.id}`, { version: 1, roles: {} });
    expect(change.status).toBe(200);
    finish();
    const refused = await report;
    expect([refused.status, await refused.text()]).toEqual([
      401,
      expect.stringContaining('not_signed_in'),
    ]);
    // It ends instead of going on.
    await stream.text();
    expect((await browser.ask('GET', '/api/sites')).status).toBe(401);
    const again = openBrowser(app);
    await again.ask('POST', '/api/session', { email: user.email, password: PASSWORD });
    expect((await again.ask('GET', '/api/sites')).body).toEqual({ sites: [] });
    const { entries } = await app.trail.search({ action: 'user.change', limit: 10 });
    expect(entries).toMatchObject([
      { of: user.id, note: 'version, roles', actor: { kind: 'link' } },
    ]);
  });

  test('of two who change the same roles at once the second looks again', async () => {
    const app = await createTestApp();
    const { user } = await addMember(app, { name: 'Bob' });
    const change = (role: string) =>
      app.ask('PATCH', `/api/users/${user.id}`, { version: 1, roles: { demo: role } });
    const answers = await Promise.all([change('viewer'), change('admin')]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
    expect(app.store.users.find(user.id)!.roles).toEqual({ demo: 'viewer' });
  });

  test('the last owner stays', async () => {
    const app = await createTestApp();
    const { user, browser } = await addMember(app, { name: 'Ada', owner: true });
    const demote = { version: 1, owner: false };
    expect((await browser.ask('PATCH', `/api/users/${user.id}`, demote)).code).toBe('last_owner');
    expect((await browser.ask('DELETE', `/api/users/${user.id}`)).code).toBe('last_owner');
    const { user: other } = await addMember(app, { name: 'Eve', owner: true });
    expect((await browser.ask('DELETE', `/api/users/${user.id}`)).status).toBe(204);
    expect((await app.ask('DELETE', `/api/users/${other.id}`)).json().error.code).toBe(
      'last_owner',
    );
  });

  test('whoever is removed is out at once, and their cookie opens nothing, also after a restart', async () => {
    const app = await createTestApp();
    const { user, browser } = await addMember(app, { name: 'Bob', roles: { '*': 'admin' } });
    expect((await browser.ask('GET', '/api/sites')).status).toBe(200);
    await app.ask('DELETE', `/api/users/${user.id}`);
    expect((await browser.ask('GET', '/api/sites')).code).toBe('not_signed_in');
    expect(readFileSync(join(app.folder, 'sessions.json'), 'utf8')).not.toContain(user.id);
    expect((await app.ask('DELETE', `/api/users/${user.id}`)).json().error.code).toBe(
      'unknown_user',
    );
  });

  test('a new site of the same key has nobody of the old one', async () => {
    const app = await createTestApp();
    await app.ask('POST', '/api/sites', { key: 'shop' });
    const { user } = await addMember(app, {
      name: 'Bob',
      roles: { shop: 'admin', demo: 'viewer' },
    });
    await app.ask('DELETE', '/api/sites/shop');
    expect(app.store.users.find(user.id)!.roles).toEqual({ demo: 'viewer' });
    await app.jobs.settle();
  });

  test('admins of a site see and create tokens of their own sites alone', async () => {
    const app = await createTestApp();
    await app.ask('POST', '/api/sites', { key: 'other' });
    const make = (sites: string[] | null) => ({ name: 'CI', scope: 'read', sites });
    await app.ask('POST', '/api/tokens', make(null));
    const { id } = (await app.ask('POST', '/api/tokens', make(['other']))).json();
    const { browser } = await addMember(app, {
      name: 'Bob',
      roles: { demo: 'admin', other: 'viewer' },
    });
    expect((await browser.ask('POST', '/api/tokens', make(['demo']))).status).toBe(201);
    expect((await browser.ask('GET', '/api/tokens')).body).toMatchObject({
      tokens: [{ sites: ['demo'] }],
    });
    for (const sites of [null, ['other'], ['demo', 'other']])
      expect((await browser.ask('POST', '/api/tokens', make(sites))).code).toBe('other_site');
    expect((await browser.ask('DELETE', `/api/tokens/${id}`)).code).toBe('unknown_token');
  });
});

describe('sessions (S42)', () => {
  test('are listed with their device; one, the others or all of them can be ended', async () => {
    const app = await createTestApp();
    const { browser, email } = await addMember(app, { name: 'Ada' });
    const phone = openBrowser(app);
    const agent = 'Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0';
    const given = { email, password: PASSWORD };
    await phone.ask('POST', '/api/session', given, { 'user-agent': agent });
    app.pass(120_000);
    await browser.ask('GET', '/api/sites');
    const { sessions } = (await browser.ask('GET', '/api/account')).body as never as {
      sessions: { id: string; device: string; current: boolean; lastUsed: string }[];
    };
    expect(sessions.map(({ device, current }) => [device, current])).toEqual([
      ['Unknown program', true],
      ['Firefox on Android', false],
    ]);
    expect(sessions[0]!.lastUsed).toBe('2026-11-22T12:02:00.000Z');
    expect((await browser.ask('DELETE', '/api/account/sessions/x')).code).toBe('unknown_session');
    await browser.ask('DELETE', `/api/account/sessions/${sessions[1]!.id}`);
    expect((await phone.ask('GET', '/api/sites')).status).toBe(401);
    expect((await browser.ask('DELETE', '/api/account/sessions')).status).toBe(204);
    expect((await browser.ask('GET', '/api/sites')).status).toBe(401);
  });

  test('end after a week without use, and after a month in any case', async () => {
    const app = await createTestApp();
    const { browser: idle } = await addMember(app, { name: 'Ada' });
    const { browser: busy } = await addMember(app, { name: 'Bob' });
    const look = async ({ ask }: typeof idle) => (await ask('GET', '/api/sites')).status;
    for (let day = 0; day < 29; day++) {
      app.pass(DAY_MS);
      expect(await look(busy)).toBe(200);
    }
    expect(await look(idle)).toBe(401);
    app.pass(DAY_MS);
    expect(await look(busy)).toBe(401);
  });

  test('a new password ends all others; it needs the old one', async () => {
    const app = await createTestApp();
    const { browser, email } = await addMember(app, { name: 'Ada' });
    const other = openBrowser(app);
    await other.ask('POST', '/api/session', { email, password: PASSWORD });
    const change = (current: string, password: string) =>
      browser.ask('POST', '/api/account/password', { current, password });
    expect((await change('wrong', 'nine yellow pelicans')).code).toBe('wrong_current');
    expect((await change(PASSWORD, 'password1234')).code).toBe('weak_password');
    expect((await change(PASSWORD, 'nine yellow pelicans')).status).toBe(204);
    expect((await browser.ask('GET', '/api/sites')).status).toBe(200);
    expect((await other.ask('GET', '/api/sites')).status).toBe(401);
  });
});
