import { describe, expect, test } from 'vitest';
import { createTestApp } from '../support/app.js';
import { createAuthenticator } from '../support/authenticator.js';
import { addMember, type Browser, openBrowser, PASSWORD } from '../support/team.js';

type Options = { challenge: string };

const add = async (browser: Browser, authenticator: ReturnType<typeof createAuthenticator>) => {
  const { body } = await browser.ask('POST', '/api/account/passkeys/options', {
    current: PASSWORD,
  });
  const response = authenticator.register(body as never as Options);
  return browser.ask('POST', '/api/account/passkeys', { name: 'Laptop', response });
};

const setUp = async () => {
  const app = await createTestApp();
  const { browser, user } = await addMember(app, { name: 'Ada', roles: { demo: 'viewer' } });
  const key = createAuthenticator();
  const added = await add(browser, key);
  const begin = async (headers = {}) =>
    (await openBrowser(app).ask('POST', '/api/sign-in/passkey/options', {}, headers))
      .body as never as Options;
  const signIn = async (response: object, headers = {}) => {
    const other = openBrowser(app);
    const answer = await other.ask('POST', '/api/sign-in/passkey', { response }, headers);
    return { ...answer, browser: other };
  };
  return { app, browser, user, key, added, begin, signIn };
};

describe('passkeys (S41)', () => {
  test('are added by whoever is signed in, and sign in without a password or a code', async () => {
    const { app, added, key, begin, signIn } = await setUp();
    expect([added.status, added.body]).toMatchObject([
      201,
      { id: key.id, name: 'Laptop', host: 'localhost' },
    ]);
    const options = await begin();
    // Whose passkeys there are is told to nobody.
    expect(options).not.toHaveProperty('allowCredentials.0');
    const { status, browser } = await signIn(key.signIn(options));
    expect(status).toBe(204);
    expect((await browser.ask('GET', '/api/session')).body).toMatchObject({
      actor: { name: 'Ada' },
    });
    const { entries } = await app.trail.search({ action: 'sign-in', limit: 1 });
    expect(entries).toMatchObject([{ note: 'passkey', actor: { name: 'Ada' } }]);
  });

  test.each([
    ['of another host name', { host: 'kmq.example.com' }],
    ['asked for by a page of somebody else', { origin: 'http://evil.example' }],
    ['for a challenge that nobody has given', { challenge: 'bm9ib2R5' }],
    ['without a finger or a PIN', { verified: false }],
  ])('one %s is refused, to sign in and to add', async (_, other) => {
    const { app, browser, key, begin, signIn } = await setUp();
    const refused = await signIn(key.signIn(await begin(), other));
    expect([refused.status, refused.code]).toEqual([401, 'passkey_failed']);
    const { entries } = await app.trail.search({ action: 'sign-in.refused', limit: 1 });
    expect(entries).toHaveLength(1);
    const second = createAuthenticator();
    const { body } = await browser.ask('POST', '/api/account/passkeys/options', {
      current: PASSWORD,
    });
    const response = second.register(body as never as Options, other);
    const added = await browser.ask('POST', '/api/account/passkeys', { name: 'X', response });
    expect(added.code).toBe('passkey_failed');
  });

  test('an answer counts once, within five minutes, and its counter never goes back', async () => {
    const { app, key, begin, signIn } = await setUp();
    const answer = key.signIn(await begin());
    expect((await signIn(answer)).status).toBe(204);
    expect((await signIn(answer)).code).toBe('passkey_failed');
    const late = await begin();
    app.pass(5 * 60_000);
    expect((await signIn(key.signIn(late))).code).toBe('passkey_failed');
    key.rewind();
    // A copy of it has signed in since.
    expect((await signIn(key.signIn(await begin()))).code).toBe('passkey_failed');
  });

  test('one that is removed, or nobody’s, signs nobody in', async () => {
    const { browser, key, begin, signIn } = await setUp();
    expect((await signIn(createAuthenticator().signIn(await begin()))).code).toBe('passkey_failed');
    expect((await browser.ask('DELETE', '/api/account/passkeys/x')).code).toBe('unknown_passkey');
    expect((await browser.ask('DELETE', `/api/account/passkeys/${key.id}`)).status).toBe(204);
    expect((await signIn(key.signIn(await begin()))).code).toBe('passkey_failed');
  });

  test('a challenge to sign in adds no passkey, nor one of somebody else', async () => {
    const { app, begin } = await setUp();
    const { browser } = await addMember(app, { name: 'Eve' });
    const response = createAuthenticator().register(await begin());
    const added = await browser.ask('POST', '/api/account/passkeys', { name: 'X', response });
    expect(added.code).toBe('passkey_failed');
  });

  test('need a host name', async () => {
    const { app } = await setUp();
    const headers = { host: '127.0.0.1:8484', origin: 'http://127.0.0.1:8484' };
    const { body } = await openBrowser(app).ask(
      'POST',
      '/api/sign-in/passkey/options',
      {},
      headers,
    );
    expect(JSON.stringify(body)).toContain('Passkeys need a host name');
  });
});
