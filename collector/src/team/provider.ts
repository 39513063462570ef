import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientSecretPost,
  type Configuration,
  calculatePKCECodeChallenge,
  clockTolerance,
  discovery,
  type IDToken,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import type { ClaimRole } from '../config/values.js';
import { ApiError } from '../errors.js';
import { ALL_SITES, ROLES, type Role } from './roles.js';
import type { User, Users } from './users.js';

/** Single sign-on, as the operator has set it. */
export interface ProviderSettings {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** What the button says. */
  name: string;
  /** Domains of e-mail addresses whose people may come without an invitation. */
  domains: readonly string[];
  /** Name of the claim that says what somebody may do; absent: roles are given in the app. */
  claim?: string;
  roles: readonly ClaimRole[];
}

/** What somebody is on the way in with. */
interface Pending {
  verifier: string;
  nonce: string;
  /** Where they wanted to go. */
  to: string;
  /** Unix milliseconds. */
  expires: number;
}

/** Single sign-on by OpenID Connect. */
export interface Provider {
  name: string;
  /** Where the browser goes, and what it brings back; fails where the provider does not answer. */
  begin(redirectUri: string, to: string): Promise<{ url: string; state: string }>;
  /** Who has come back, once for each beginning. */
  finish(current: URL, state: string): Promise<{ user: User; to: string; hasChanged: boolean }>;
}

const PENDING_MS = 10 * 60 * 1000;
const PENDING_MOST = 10_000;
/** A clock of a provider may be off by so much. */
const CLOCK_SECONDS = 5 * 60;
const PATIENCE_SECONDS = 8;
/** What a provider says of itself is read again after so long. */
const DISCOVERY_MS = 60 * 60 * 1000;

const isNear = (issuer: URL): boolean => /^(localhost|127\.[\d.]+|\[::1\])$/.test(issuer.hostname);

/** The values of a claim, wherever it stands: `realm_access.roles` is a path where no claim has that name. */
const readClaim = (claims: IDToken, name: string): string[] => {
  const found =
    claims[name] ??
    name
      .split('.')
      .reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], claims);
  return [found].flat().filter((value): value is string => typeof value === 'string');
};

/** What a claim gives; the widest role where it gives several at the same site. */
const toRights = (
  values: readonly string[],
  roles: readonly ClaimRole[],
): Pick<User, 'owner' | 'roles'> => {
  const given: Record<string, Role> = {};
  let owner = false;
  for (const { value, role, site = ALL_SITES } of roles) {
    if (!values.includes(value)) continue;
    if (role === 'owner') owner = true;
    else if (!given[site] || ROLES.indexOf(role) > ROLES.indexOf(given[site])) given[site] = role;
  }
  return { owner, roles: given };
};

const isSame = (a: Pick<User, 'owner' | 'roles'>, b: Pick<User, 'owner' | 'roles'>): boolean =>
  a.owner === b.owner &&
  JSON.stringify(Object.entries(a.roles).sort()) === JSON.stringify(Object.entries(b.roles).sort());

/** Creates single sign-on. Nothing is asked of the provider before somebody wants to sign in. */
export const createProvider = (
  settings: ProviderSettings,
  { users, now }: { users: Users; now: () => number },
): Provider => {
  const { issuer, clientId, clientSecret, name, domains, claim, roles } = settings;
  const pending = new Map<string, Pending>();
  let known: { configuration: Configuration; at: number } | undefined;

  const discover = async (): Promise<Configuration> => {
    if (known && now() - known.at < DISCOVERY_MS) return known.configuration;
    const server = new URL(issuer);
    const configuration = await discovery(
      server,
      clientId,
      { [clockTolerance]: CLOCK_SECONDS },
      ClientSecretPost(clientSecret),
      {
        timeout: PATIENCE_SECONDS,
        ...(server.protocol === 'http:' && isNear(server) && { execute: [allowInsecureRequests] }),
      },
    ).catch((cause) => {
      throw new ApiError('provider_down', { cause });
    });
    known = { configuration, at: now() };
    return configuration;
  };

  const findUser = async (claims: IDToken): Promise<{ user: User; hasChanged: boolean }> => {
    const subject = { issuer: claims.iss, id: claims.sub };
    const email = typeof claims.email === 'string' ? claims.email : '';
    const known = users.findBySubject(subject);
    const rights = claim === undefined ? undefined : toRights(readClaim(claims, claim), roles);
    const domain = email.split('@').at(-1)!.toLowerCase();
    if (!known && (!email || claims.email_verified === false))
      throw new ApiError('provider_no_email');
    if (domains.length && !domains.includes(domain)) throw new ApiError('provider_domain');
    const found = known ?? users.findByEmail(email);
    if (!found) {
      if (!domains.length) throw new ApiError('provider_unknown');
      const called = typeof claims.name === 'string' && claims.name ? claims.name : email;
      const fresh = { name: called.slice(0, 255), email, owner: false, roles: {}, ...rights };
      return { user: await users.add(fresh, { subject }), hasChanged: false };
    }
    // Somebody else at the provider has the address that one of the team came with.
    if (found.subject && found.subject.id !== subject.id) throw new ApiError('provider_unknown');
    const hasChanged = rights !== undefined && !isSame(found, rights);
    if (found.subject && !hasChanged) return { user: found, hasChanged };
    const user = await users
      .change(found.id, (before) => ({
        ...before,
        ...rights,
        subject,
        version: before.version + (hasChanged ? 1 : 0),
      }))
      .catch((error) => {
        // Somebody has to be able to let others in, whatever the provider says.
        if (error instanceof ApiError && error.code === 'last_owner') return found;
        throw error;
      });
    return { user, hasChanged };
  };

  return {
    name,
    async begin(redirectUri, to) {
      const configuration = await discover();
      const [verifier, nonce, state] = [randomPKCECodeVerifier(), randomNonce(), randomState()];
      pending.set(state, { verifier, nonce, to, expires: now() + PENDING_MS });
      for (const [oldest, { expires }] of pending) {
        if (pending.size <= PENDING_MOST && expires > now()) break;
        pending.delete(oldest);
      }
      const url = buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: 'openid email profile',
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
      });
      return { url: url.href, state };
    },
    async finish(current, state) {
      const begun = pending.get(state);
      pending.delete(state);
      if (!begun || begun.expires <= now()) throw new ApiError('provider_stale');
      const configuration = await discover();
      const tokens = await authorizationCodeGrant(configuration, current, {
        pkceCodeVerifier: begun.verifier,
        expectedState: state,
        expectedNonce: begun.nonce,
        idTokenExpected: true,
      }).catch((cause) => {
        // What it says of itself may have changed; it is read again.
        known = undefined;
        throw new ApiError('provider_refused', { cause });
      });
      const claims = tokens.claims();
      if (!claims) throw new ApiError('provider_refused');
      return { ...(await findUser(claims)), to: begun.to };
    },
  };
};
