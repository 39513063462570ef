import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verify } from '@node-rs/argon2';
import { Secret, TOTP } from 'otpauth';
import { SMTPServer } from 'smtp-server';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { hashSecret } from '../../src/store/secrets.js';
import { createLoginSecret } from '../../src/store/sign-in.js';
import { openStore } from '../../src/store/store.js';
import { createMail } from '../../src/team/mail.js';
import { createTeam } from '../../src/team/team.js';
import { createTestApp, TOKEN } from '../support/app.js';
import { NOW } from '../support/hits.js';
import { addMember, openBrowser, PASSWORD, signInByLink } from '../support/team.js';

// The real one, whose calls are counted.
vi.mock('@node-rs/argon2', { spy: true });

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const secretOf = (link: unknown) => String(link).split('#')[1]!;

describe('the first owner (S41)', () => {
  test('is made by a sign-in link, once, and is signed in', async () => {
    const app = await createTestApp();
    const browser = await signInByLink(app);
    expect((await browser.ask('GET', '/api/account')).body).toMatchObject({
      ...{ user: null, canCreateOwner: true },
    });
    const given = { name: 'Ada', email: 'Ada@Example.com', password: PASSWORD };
    const other = await signInByLink(app);
    const made = await browser.ask('POST', '/api/account/owner', given);
    expect([made.status, made.body]).toMatchObject([
      201,
      { owner: true, email: 'Ada@Example.com' },
    ]);
    expect((await browser.ask('GET', '/api/session')).body).toMatchObject({
      ...{ scope: 'admin', sites: null, owner: true, actor: { kind: 'user', name: 'Ada' } },
    });
    const again = { ...given, email: 'eve@example.com' };
    expect((await other.ask('POST', '/api/account/owner', again)).code).toBe('owner_exists');
    expect((await app.ask('POST', '/api/account/owner', again)).json().error.code).toBe(
      'link_needed',
    );
    expect(readFileSync(join(app.folder, 'users.json'), 'utf8')).not.toContain(PASSWORD);
  });

  test('comes to a collector of before: its tokens, sessions and links go on working', async () => {
    const { folder } = await createTestApp();
    const [token, session] = ['token-of-an-earlier-version', 'session-of-an-earlier-version'];
    writeFileSync(
      join(folder, 'tokens.json'),
      JSON.stringify([
        { hash: hashSecret(token), scope: 'admin', created: '2025-01-01T00:00:00Z' },
      ]),
    );
    writeFileSync(
      join(folder, 'sessions.json'),
      JSON.stringify([
        [hashSecret(session), { expires: NOW + 20 * DAY_MS, by: 'link' }],
        ...[
          [
            hashSecret('by-token'),
            { expires: NOW + DAY_MS, by: { token: hashSecret(token).slice(0, 12) } },
          ],
        ],
      ]),
    );
    const store = await openStore(folder, { now: () => NOW, demo: false });
    expect(store.tokens.use(token)).toMatchObject({ scope: 'admin', sites: null });
    expect(store.signIn.find(session)).toBe('link');
    expect(store.signIn.find('by-token')).toMatchObject({ token: expect.any(String) });
    const link = await createLoginSecret(folder, NOW);
    expect(await store.signIn.take(link)).toEqual(expect.any(String));
    expect(store.users.hasOwner()).toBe(false);
  });
});

describe('invitations (S41)', () => {
  test('are a link that works once; whoever has it chooses a password and is in', async () => {
    const app = await createTestApp();
    const { browser: owner } = await addMember(app, { name: 'Ada', owner: true });
    const invited = await owner.ask('POST', '/api/users', {
      ...{ name: 'Bob', email: 'bob@example.com', roles: { demo: 'viewer' } },
    });
    expect([invited.status, invited.body]).toMatchObject([
      201,
      { kind: 'invitation', sent: false, user: { state: 'invited', roles: { demo: 'viewer' } } },
    ]);
    const secret = secretOf(invited.body.link);
    expect(readFileSync(join(app.folder, 'users.json'), 'utf8')).not.toContain(secret);
    const bob = openBrowser(app);
    expect((await bob.ask('POST', '/api/sign-in/link', { secret })).body).toEqual({
      ...{ kind: 'invitation', name: 'Bob', email: 'bob@example.com' },
    });
    const accept = { secret, password: PASSWORD };
    expect((await bob.ask('POST', '/api/sign-in/accept', accept)).status).toBe(204);
    expect((await bob.ask('GET', '/api/sites')).body).toMatchObject({ sites: [{ key: 'demo' }] });
    expect((await bob.ask('PATCH', '/api/sites/demo', { name: 'X' })).code).toBe(
      'too_little_scope',
    );
    const late = openBrowser(app);
    expect((await late.ask('POST', '/api/sign-in/accept', accept)).code).toBe('stale_link');
    expect((await late.ask('POST', '/api/sign-in/link', { secret })).code).toBe('stale_link');
  });

  test('expire after a week, are replaced by a newer one, and are for one person alone', async () => {
    const app = await createTestApp();
    const { browser: owner } = await addMember(app, { name: 'Ada', owner: true });
    const { browser: eve } = await addMember(app, { name: 'Eve' });
    const given = { name: 'Bob', email: 'bob@example.com' };
    const { link } = (await owner.ask('POST', '/api/users', given)).body;
    const { id } = app.store.users.findByEmail(given.email)!;
    const newer = (await owner.ask('POST', `/api/users/${id}/link`)).body.link;
    const accept = (browser: typeof eve, secret: string) =>
      browser.ask('POST', '/api/sign-in/accept', { secret, password: PASSWORD });
    expect((await accept(openBrowser(app), secretOf(link))).code).toBe('stale_link');
    expect((await accept(eve, secretOf(newer))).code).toBe('other_invitation');
    app.pass(7 * DAY_MS);
    expect((await accept(openBrowser(app), secretOf(newer))).code).toBe('stale_link');
    const taken = await owner.ask('POST', '/api/users', { name: 'B', email: 'BOB@example.com' });
    // A week has passed, in which nobody was there.
    expect([taken.status, taken.code]).toEqual([401, 'not_signed_in']);
  });

  test('an address that is taken is refused, whatever its case', async () => {
    const app = await createTestApp();
    const { browser: owner } = await addMember(app, { name: 'Ada', owner: true });
    const taken = await owner.ask('POST', '/api/users', { name: 'B', email: 'ADA@example.com' });
    expect([taken.status, taken.code]).toEqual([409, 'email_taken']);
  });

  test.each([
    [{ name: 'B' }, 'email'],
    [{ name: 'B', email: 'no address' }, 'email'],
    [{ name: 'B', email: 'b@example.com', roles: { nowhere: 'viewer' } }, 'roles.nowhere'],
    [{ name: 'B', email: 'b@example.com', roles: { demo: 'boss' } }, 'roles.demo'],
    [{ name: 'B', email: 'b@example.com', password: 'x' }, 'password'],
  ])('%o is refused: %s', async (body, field) => {
    const app = await createTestApp();
    const answer = await app.ask('POST', '/api/users', body);
    expect([answer.statusCode, answer.json().error.field]).toEqual([400, field]);
  });
});

describe('signing in by password (S41)', () => {
  test('an unknown address and a wrong password are answered alike, after the same work', async () => {
    const app = await createTestApp();
    await addMember(app, { name: 'Ada' });
    const attempt = async (email: string) => {
      const browser = openBrowser(app);
      const before = vi.mocked(verify).mock.calls.length;
      const { status, body } = await browser.ask('POST', '/api/session', {
        email,
        password: 'wrong',
      });
      const hashes = vi
        .mocked(verify)
        .mock.calls.slice(before)
        .map(([hash]) => hash);
      return { told: { status, body }, hashes };
    };
    const known = await attempt('ada@example.com');
    const unknown = await attempt('nobody@example.com');
    for (const { told } of [known, unknown])
      expect(told).toEqual({
        status: 401,
        body: {
          error: {
            ...{ code: 'wrong_password', field: 'password' },
            message: 'The e-mail address or the password is wrong.',
          },
        },
      });
    // Nearly all of the time is that of one hash of this cost.
    for (const { hashes } of [known, unknown])
      expect(hashes).toEqual([expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)]);
  });

  test('twenty wrong ones of an address are enough, from whatever networks; who was there before goes on', async () => {
    const app = await createTestApp();
    const { email } = await addMember(app, { name: 'Ada' });
    const attempt = async (password: string, address: string) =>
      (await openBrowser(app, address).ask('POST', '/api/session', { email, password })).status;
    for (let at = 0; at < 20; at++) expect(await attempt('wrong', `198.51.100.${at}`)).toBe(401);
    expect(await attempt('wrong', '198.51.100.99')).toBe(429);
    expect(await attempt(PASSWORD, '198.51.100.99')).toBe(429);
    expect(await attempt(PASSWORD, '203.0.113.7')).toBe(204);
    app.pass(15 * MINUTE_MS);
    expect(await attempt(PASSWORD, '198.51.100.99')).toBe(204);
  });

  test('no page of somebody else signs anybody in', async () => {
    const app = await createTestApp();
    const { email } = await addMember(app, { name: 'Ada' });
    const body = { email, password: PASSWORD };
    const foreign = { origin: 'http://evil.example' };
    const browser = openBrowser(app);
    for (const path of ['session', 'sign-in/passkey', 'sign-in/accept', 'sign-in/passkey/options'])
      expect((await browser.ask('POST', `/api/${path}`, body, foreign)).code).toBe('cross_site');
  });

  test.each([
    ['/app/demo/funnels?steps=1', '/app/demo/funnels?steps=1'],
    ['https://evil.example/', '/app/'],
    ['//evil.example/', '/app/'],
    ['/app//evil.example', '/app/'],
    ['/app/\\evil.example', '/app/'],
    ['/login/x', '/app/'],
    ['/app/../login', '/app/../login'],
  ])('a link that is to lead to %s leads to %s', async (to, location) => {
    const { app, folder } = await createTestApp();
    const secret = await createLoginSecret(folder, NOW);
    const answer = await app.inject(`/login/${secret}?to=${encodeURIComponent(to)}`);
    expect([answer.statusCode, answer.headers.location]).toEqual([303, location]);
  });

  test('a link for somebody signs them in, by the command line alone', async () => {
    const app = await createTestApp();
    const { user } = await addMember(app, { name: 'Ada', roles: { demo: 'viewer' } });
    const browser = openBrowser(app);
    await browser.ask('GET', `/login/${await createLoginSecret(app.folder, NOW, user.id)}`);
    expect((await browser.ask('GET', '/api/session')).body).toMatchObject({
      ...{ actor: { kind: 'user', name: 'Ada' }, owner: false, roles: { demo: 'viewer' } },
    });
  });
});

describe('a second factor (S41)', () => {
  const setUp = async () => {
    const app = await createTestApp();
    let now = NOW;
    const pass = (milliseconds: number) => {
      now += milliseconds;
      app.pass(milliseconds);
    };
    const { browser, user, email } = await addMember(app, { name: 'Ada' });
    const current = { current: PASSWORD };
    const begun = await browser.ask('POST', '/api/account/second-factor', current);
    const secret = String(begun.body.secret);
    const totp = new TOTP({ secret: Secret.fromBase32(secret) });
    const toCode = (off = 0) => totp.generate({ timestamp: now + off * 30_000 });
    const signIn = async (code?: string) => {
      const body = { email, password: PASSWORD, ...(code && { code }) };
      const { status, code: error } = await openBrowser(app).ask('POST', '/api/session', body);
      return error ?? status;
    };
    return { app, pass, browser, user, email, begun, toCode, signIn };
  };

  test('is asked for once it is confirmed, each code once, a step early or late', async () => {
    const { browser, begun, toCode, signIn, pass } = await setUp();
    expect(begun.body).toMatchObject({ uri: expect.stringMatching(/^otpauth:\/\/totp\/kmq/) });
    expect(await signIn()).toBe(204);
    const confirm = (code: string) =>
      browser.ask('POST', '/api/account/second-factor/confirm', { code });
    expect((await confirm('000000')).code).toBe('wrong_code');
    expect((await confirm(toCode())).status).toBe(204);
    expect(await signIn()).toBe('code_needed');
    expect(await signIn(toCode())).toBe('wrong_code');
    pass(30_000);
    expect(await signIn(toCode())).toBe(204);
    expect(await signIn(toCode())).toBe('wrong_code');
    expect(await signIn(toCode(1))).toBe(204);
    pass(120_000);
    expect(await signIn(toCode(-2))).toBe('wrong_code');
    expect(await signIn(toCode(2))).toBe('wrong_code');
    expect(await signIn(toCode(-1))).toBe(204);
  });

  test('needs the password to set up and to remove, and an owner may remove it', async () => {
    const { app, browser, user, toCode, signIn } = await setUp();
    const wrong = { current: 'wrong' };
    for (const path of ['second-factor', 'second-factor/remove', 'passkeys/options'])
      expect((await browser.ask('POST', `/api/account/${path}`, wrong)).code).toBe('wrong_current');
    await browser.ask('POST', '/api/account/second-factor/confirm', { code: toCode() });
    const owner = await signInByLink(app);
    await owner.ask('DELETE', `/api/users/${user.id}/second-factor`);
    expect((await browser.ask('GET', '/api/account')).status).toBe(401);
    expect(await signIn()).toBe(204);
  });

  test('is asked for after a new password by a link, too', async () => {
    const { app, browser, user, toCode, signIn } = await setUp();
    await browser.ask('POST', '/api/account/second-factor/confirm', { code: toCode() });
    const secret = await app.store.users.createLink(user.id, 'reset');
    const thief = openBrowser(app);
    await thief.ask('POST', '/api/sign-in/accept', { secret, password: PASSWORD });
    expect([thief.cookie, await signIn()]).toEqual(['', 'code_needed']);
  });
});

describe('a forgotten password (S41)', () => {
  const createMailed = async () => {
    const messages: string[] = [];
    const server = new SMTPServer({
      ...{ authOptional: true, disabledCommands: ['STARTTLS'] },
      onData(stream, _session, done) {
        let text = '';
        stream.on('data', (chunk) => {
          text += chunk;
        });
        stream.on('end', () => {
          // Long lines are folded.
          messages.push(text.replaceAll('=\r\n', ''));
          done();
        });
      },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => new Promise<void>((resolve) => server.close(resolve)));
    const { port } = server.server.address() as { port: number };
    const mail = createMail(`smtp://127.0.0.1:${port}?tls=off`, 'kmq@example.com');
    const { store, work } = await createTestApp();
    const address = () => 'https://t.example.com';
    const team = createTeam(store.users, { now: work.clock, mail, address });
    const app = await createTestApp({ parts: { team, store } });
    return { app: { ...app, store }, messages };
  };

  test('is answered alike for an address that nobody has; the link works once, for 30 minutes', async () => {
    const { app, messages } = await createMailed();
    const { browser: old, email } = await addMember(app, { name: 'Ada' });
    const ask = async (email: string) =>
      openBrowser(app).ask('POST', '/api/sign-in/forgot', { email });
    expect(await ask(email)).toEqual(await ask('nobody@example.com'));
    await vi.waitFor(() => expect(messages).toHaveLength(1));
    expect(messages[0]).toMatch(/^To: ada@example\.com/m);
    const [, secret = ''] =
      /https:\/\/t\.example\.com\/app\/~join#([\w-]+)/.exec(messages[0]!) ?? [];
    // At once again: no second message.
    await ask(email);
    const reset = (password: string) =>
      openBrowser(app).ask('POST', '/api/sign-in/accept', { secret, password });
    expect((await reset('short')).code).toBe('weak_password');
    expect((await reset('nine yellow pelicans')).status).toBe(204);
    expect((await reset('nine yellow pelicans')).code).toBe('stale_link');
    expect((await old.ask('GET', '/api/account')).status).toBe(401);
    const signIn = async (password: string) =>
      (await openBrowser(app).ask('POST', '/api/session', { email, password })).status;
    expect([await signIn(PASSWORD), await signIn('nine yellow pelicans')]).toEqual([401, 204]);
    expect(messages).toHaveLength(1);
  });

  test('the link is refused after 30 minutes', async () => {
    const app = await createTestApp();
    const { user } = await addMember(app, { name: 'Ada' });
    const secret = await app.store.users.createLink(user.id, 'reset');
    app.pass(30 * MINUTE_MS);
    const late = await openBrowser(app).ask('POST', '/api/sign-in/accept', {
      ...{ secret, password: PASSWORD },
    });
    expect([late.status, late.code]).toEqual([410, 'stale_link']);
  });

  test('without a mail server there is no message to ask for', async () => {
    const app = await createTestApp();
    const browser = openBrowser(app);
    expect((await browser.ask('GET', '/api/sign-in')).body).toEqual({
      ...{ mail: false, provider: null },
    });
    const { code } = await browser.ask('POST', '/api/sign-in/forgot', { email: 'a@example.com' });
    expect(code).toBe('no_mail');
  });

  test('a mail server that is down keeps nobody from inviting: the link is there', async () => {
    const app = await createTestApp();
    const mail = createMail('smtp://127.0.0.1:1?tls=off', 'kmq@example.com');
    const team = createTeam(app.store.users, {
      now: app.work.clock,
      mail,
      address: () => 'http://x',
    });
    const down = await createTestApp({ parts: { team, store: app.store } });
    const answer = await down.ask('POST', '/api/users', { name: 'B', email: 'b@example.com' });
    expect(answer.json()).toMatchObject({ sent: false, link: expect.stringContaining('~join#') });
  });
});

describe('tokens beside users', () => {
  test('KMQ_TOKEN goes on signing in', async () => {
    const app = await createTestApp();
    const browser = openBrowser(app);
    expect((await browser.ask('POST', '/api/session', { token: TOKEN })).status).toBe(204);
    expect((await browser.ask('GET', '/api/users')).status).toBe(200);
    expect((await browser.ask('PATCH', '/api/account', { name: 'X' })).code).toBe('no_account');
  });
});
