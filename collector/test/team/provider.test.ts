import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import Provider from 'oidc-provider';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type ClaimRole, parseClaimRoles } from '../../src/config/values.js';
import { createProvider, type ProviderSettings } from '../../src/team/provider.js';
import { createTeam } from '../../src/team/team.js';
import { createTestApp, type TestApp } from '../support/app.js';
import { addMember, openBrowser } from '../support/team.js';

const CLIENT = { id: 'kmq', secret: 'a-secret-of-the-client' };
const BACK = 'http://localhost:8484/login/provider';

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** A collector whose people come by a provider. */
const createApp = async (
  issuer: string,
  more: Partial<ProviderSettings> = {},
): Promise<TestApp> => {
  const base = await createTestApp();
  const { store, work } = base;
  const settings: ProviderSettings = {
    ...{ issuer, clientId: CLIENT.id, clientSecret: CLIENT.secret, name: 'Example' },
    ...{ domains: ['example.com'], roles: [] },
    ...more,
  };
  const provider = createProvider(settings, { users: store.users, now: work.clock });
  const address = () => 'http://localhost:8484';
  const team = { ...createTeam(store.users, { now: work.clock, address }), provider };
  const app = await createTestApp({ parts: { team, store, trail: base.trail } });
  return { ...app, store, trail: base.trail, pass: base.pass };
};

/** The address that a browser is sent to, and its cookies. */
const go = async ({ app }: TestApp, url: string, cookie = '') => {
  const { statusCode, headers } = await app.inject({
    ...{ url, headers: { host: 'localhost:8484', ...(cookie && { cookie }) } },
  });
  const cookies = [headers['set-cookie'] ?? []].flat().map((set) => set.split(';')[0]!);
  const entry = cookies.find((each) => /^kmq_entry=./.test(each)) ?? '';
  const session = cookies.find((each) => each.startsWith('kmq_session=')) ?? '';
  return { status: statusCode, to: String(headers.location ?? ''), entry, session };
};

/** Signs in at a provider that asks nothing: out, and back with what it says. */
const signIn = async (
  test: TestApp,
  through: (address: string) => Promise<string>,
  to = '/app/demo/live',
) => {
  const out = await go(test, `/api/sign-in/provider?to=${encodeURIComponent(to)}`);
  if (!out.to.startsWith('http')) return { ...out, back: '', began: '' };
  const back = await through(out.to);
  const path = back.slice('http://localhost:8484'.length);
  return { ...(await go(test, path, out.entry)), back: path, began: out.entry };
};

describe('single sign-on with oidc-provider (S46)', () => {
  /** A provider at which everybody is signed in as one person. */
  const startProvider = async (claims: Record<string, unknown>) => {
    const server = createServer((request, response) => callback(request, response));
    const issuer = await listen(server);
    const provider = new Provider(issuer, {
      clients: [
        {
          ...{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [BACK] },
          token_endpoint_auth_method: 'client_secret_post',
        },
      ],
      claims: { openid: ['sub', ...Object.keys(claims)] },
      conformIdTokenClaims: false,
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
      findAccount: (_context: unknown, id: string) => ({
        accountId: id,
        claims: async () => ({ sub: id, ...claims }),
      }),
      loadExistingGrant: async (context: {
        oidc: {
          provider: {
            Grant: new (of: object) => { addOIDCScope(scope: string): void; save(): Promise<void> };
          };
          client: { clientId: string };
          session: { accountId: string };
        };
      }) => {
        const grant = new context.oidc.provider.Grant({
          clientId: context.oidc.client.clientId,
          accountId: context.oidc.session.accountId,
        });
        grant.addOIDCScope('openid email profile');
        await grant.save();
        return grant;
      },
    });
    const own = provider.callback();
    const callback = async (...[request, response]: [IncomingMessage, ServerResponse]) => {
      if (!request.url?.startsWith('/interaction/')) return own(request, response);
      return provider.interactionFinished(request, response, { login: { accountId: 'ada-1' } });
    };
    /** A browser at the provider, until it is sent back. */
    const through = async (address: string): Promise<string> => {
      const cookies = new Map<string, string>();
      let at = address;
      for (let hop = 0; hop < 9 && !at.startsWith(BACK); hop++) {
        const answer = await fetch(at, {
          redirect: 'manual',
          headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
        });
        for (const set of answer.headers.getSetCookie()) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
          cookies.set(name, value);
        }
        at = new URL(answer.headers.get('location') ?? '', at).href;
      }
      return at;
    };
    return { issuer, through };
  };

  test('lets somebody of an allowed domain in, with roles by a claim, where they wanted to go', async () => {
    const claims = { email: 'ada@example.com', name: 'Ada', groups: ['analysts', 'else'] };
    const { issuer, through } = await startProvider({ ...claims, email_verified: true });
    const roles = parseClaimRoles('analysts=analyst@demo, it=owner')!;
    const app = await createApp(issuer, { claim: 'groups', roles });
    const browser = openBrowser(app);
    expect((await browser.ask('GET', '/api/sign-in')).body).toMatchObject({ provider: 'Example' });
    const { status, to, session, back, began } = await signIn(app, through);
    expect([status, to]).toEqual([303, '/app/demo/live']);
    browser.cookie = session;
    expect((await browser.ask('GET', '/api/session')).body).toMatchObject({
      ...{ owner: false, roles: { demo: 'analyst' }, actor: { kind: 'user', name: 'Ada' } },
    });
    // The same answer of the provider again, from the same browser and from another one.
    for (const cookie of [began, ''])
      expect((await go(app, back, cookie)).to).toBe('/app/?sign-in=provider_stale');
    const again = await signIn(app, through, 'https://evil.example/');
    expect(again.to).toBe('/app/');
    expect(app.store.users.list()).toHaveLength(1);
    const { entries } = await app.trail.search({ action: 'sign-in', limit: 1 });
    expect(entries).toMatchObject([{ note: 'provider', actor: { name: 'Ada' } }]);
  });

  test('takes the code of an answer once, also where state and cookie are those of another beginning', async () => {
    const { issuer, through } = await startProvider({ email: 'ada@example.com' });
    const app = await createApp(issuer);
    const { back } = await signIn(app, through);
    const next = await go(app, '/api/sign-in/provider');
    const state = new URL(next.to).searchParams.get('state')!;
    const replayed = new URL(back, 'http://x');
    replayed.searchParams.set('state', state);
    const answer = await go(app, replayed.pathname + replayed.search, next.entry);
    expect([answer.to, answer.session]).toEqual(['/app/?sign-in=provider_refused', '']);
  });
});

describe('single sign-on with a provider that is not as it should be (S46)', () => {
  /** A provider that says whatever a test wants. */
  const startFake = async (says: (now: number) => JWTPayload = () => ({})) => {
    let key = await generateKeyPair('RS256', { extractable: true });
    let kid = 'first';
    let nonce = '';
    let isDown = false;
    const server = createServer(async (request, response) => {
      if (isDown) return void response.socket?.destroy();
      const answer = (body: object, status = 200) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
      };
      if (request.url === '/.well-known/openid-configuration')
        return answer({
          issuer,
          ...{ authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` },
          ...{ jwks_uri: `${issuer}/jwks`, response_types_supported: ['code'] },
          ...{
            subject_types_supported: ['public'],
            id_token_signing_alg_values_supported: ['RS256'],
          },
        });
      if (request.url === '/jwks')
        return answer({ keys: [{ ...(await exportJWK(key.publicKey)), kid, alg: 'RS256' }] });
      const now = Math.floor(Date.now() / 1000);
      const claims = {
        ...{ iss: issuer, aud: CLIENT.id, sub: 'ada-1', iat: now, exp: now + 300, nonce },
        ...{ email: 'ada@example.com', email_verified: true, name: 'Ada' },
        ...says(now),
      };
      if ('revoked' in claims) return answer({ error: 'invalid_grant' }, 400);
      const token = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid })
        .sign(key.privateKey);
      return answer({ access_token: 'x', token_type: 'Bearer', id_token: token });
    });
    const issuer: string = await listen(server);
    const through = async (address: string): Promise<string> => {
      const asked = new URL(address).searchParams;
      nonce = asked.get('nonce')!;
      return `${BACK}?code=c&state=${asked.get('state')}`;
    };
    return {
      issuer,
      through,
      rotate: async () => {
        key = await generateKeyPair('RS256', { extractable: true });
        kid = 'second';
      },
      stop: () => {
        isDown = true;
      },
    };
  };

  test.each<[string, (now: number) => JWTPayload, string]>([
    ['as it should be', () => ({}), 'in'],
    ['for another client', () => ({ aud: 'somebody else' }), 'provider_refused'],
    ['of another provider', () => ({ iss: 'https://evil.example' }), 'provider_refused'],
    ['of another sign-in', () => ({ nonce: 'another' }), 'provider_refused'],
    ['expired', (now) => ({ iat: now - 4000, exp: now - 400 }), 'provider_refused'],
    ['of a clock that is five minutes behind', (now) => ({ iat: now - 300, exp: now - 240 }), 'in'],
    ['of a clock that is five minutes ahead', (now) => ({ iat: now + 295, exp: now + 600 }), 'in'],
    ['revoked', () => ({ revoked: true }), 'provider_refused'],
    ['of another domain', () => ({ email: 'ada@evil.example' }), 'provider_domain'],
    ['of a domain that only ends alike', () => ({ email: 'a@notexample.com' }), 'provider_domain'],
    ['without an address', () => ({ email: undefined }), 'provider_no_email'],
    ['of an address that is not verified', () => ({ email_verified: false }), 'provider_no_email'],
  ])('a token %s: %s', async (_, says, expected) => {
    const { issuer, through } = await startFake(says);
    const app = await createApp(issuer);
    const { to, session } = await signIn(app, through);
    if (expected === 'in')
      expect([to, session]).toEqual(['/app/demo/live', expect.stringMatching(/./)]);
    else {
      expect([to, session]).toEqual([`/app/?sign-in=${expected}`, '']);
      expect(app.store.users.list()).toEqual([]);
      const { entries } = await app.trail.search({ action: 'sign-in.refused', limit: 1 });
      expect(entries).toMatchObject([{ note: expected }]);
    }
  });

  test('a provider that is down is told, and nobody else is kept out', async () => {
    const { issuer, through, stop } = await startFake();
    const app = await createApp(issuer);
    stop();
    expect((await signIn(app, through)).to).toBe('/app/?sign-in=provider_down');
    const { browser } = await addMember(app, { name: 'Own', owner: true });
    expect((await browser.ask('GET', '/api/users')).status).toBe(200);
  });

  test('keys that are rotated keep nobody out', async () => {
    const { issuer, through, rotate } = await startFake();
    const app = await createApp(issuer);
    expect((await signIn(app, through)).to).toBe('/app/demo/live');
    await rotate();
    expect((await signIn(app, through)).to).toBe('/app/demo/live');
  });

  test('who takes too long begins again', async () => {
    const { issuer, through } = await startFake();
    const app = await createApp(issuer);
    const slow = async (address: string) => {
      app.pass(10 * 60_000);
      return through(address);
    };
    expect((await signIn(app, slow)).to).toBe('/app/?sign-in=provider_stale');
  });

  test('without domains only people of the team come in, by their address, and go on under it', async () => {
    let email = 'ada@example.com';
    const { issuer, through } = await startFake(() => ({ email }));
    const app = await createApp(issuer, { domains: [] });
    expect((await signIn(app, through)).to).toBe('/app/?sign-in=provider_unknown');
    const { user } = await addMember(app, { name: 'Ada', roles: { demo: 'viewer' } });
    expect((await signIn(app, through)).to).toBe('/app/demo/live');
    // Their address at the provider has changed since.
    email = 'countess@example.com';
    expect((await signIn(app, through)).to).toBe('/app/demo/live');
    expect(app.store.users.list()).toMatchObject([{ id: user.id, roles: { demo: 'viewer' } }]);
  });

  test('an address that somebody else at the provider has now lets them in as nobody', async () => {
    let sub = 'ada-1';
    const { issuer, through } = await startFake(() => ({ sub }));
    const app = await createApp(issuer);
    expect((await signIn(app, through)).to).toBe('/app/demo/live');
    sub = 'eve-2';
    expect((await signIn(app, through)).to).toBe('/app/?sign-in=provider_unknown');
  });

  test('a claim that says otherwise changes roles and ends sessions; the last owner stays', async () => {
    let groups = ['owners'];
    const { issuer, through } = await startFake(() => ({ realm_access: { roles: groups } }));
    const roles = parseClaimRoles('owners=owner, staff=viewer, staff=analyst@demo')!;
    const app = await createApp(issuer, { claim: 'realm_access.roles', roles });
    const first = await signIn(app, through);
    const browser = openBrowser(app);
    browser.cookie = first.session;
    expect((await browser.ask('GET', '/api/session')).body).toMatchObject({ owner: true });
    groups = ['staff'];
    const kept = await signIn(app, through);
    expect(kept.to).toBe('/app/demo/live');
    expect(app.store.users.list()).toMatchObject([{ owner: true }]);
    await addMember(app, { name: 'Second', owner: true });
    browser.cookie = kept.session;
    const changed = await signIn(app, through);
    expect((await browser.ask('GET', '/api/sites')).status).toBe(401);
    browser.cookie = changed.session;
    expect((await browser.ask('GET', '/api/session')).body).toMatchObject({
      ...{ owner: false, roles: { '*': 'viewer', demo: 'analyst' } },
    });
  });
});

test.each<[string, ClaimRole[] | undefined]>([
  ['it=owner', [{ value: 'it', role: 'owner' }]],
  [
    'a b=admin@shop, c=viewer',
    [
      { value: 'a b', role: 'admin', site: 'shop' },
      { value: 'c', role: 'viewer' },
    ],
  ],
  ['', []],
  ['it', undefined],
  ['it=boss', undefined],
  ['it=owner@shop', undefined],
  ['=viewer', undefined],
])('roles of a claim: %s', (text, expected) => {
  expect(parseClaimRoles(text)).toEqual(expected);
});
