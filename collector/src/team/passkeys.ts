import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { ApiError } from '../errors.js';
import type { Passkey, User, Users } from './users.js';

export type { AuthenticationResponseJSON, RegistrationResponseJSON };

/** Where the app is: the host that passkeys are for, and the origins whose pages may ask for one. */
export interface Place {
  host: string;
  origins: string[];
}

/** How long somebody may look for their finger, and how many may do so at a time. */
const CHALLENGE_MS = 5 * 60 * 1000;
const CHALLENGES = 10_000;

/** Passkeys: signing up for one, and signing in by one. */
export interface Passkeys {
  startAdding(user: User, place: Place): Promise<PublicKeyCredentialCreationOptionsJSON>;
  /** The passkey that a browser has made for a user. Fails where it is none, or not for here. */
  finishAdding(
    user: User,
    place: Place,
    response: RegistrationResponseJSON,
  ): Promise<Omit<Passkey, 'name'>>;
  startSignIn(place: Place): Promise<PublicKeyCredentialRequestOptionsJSON>;
  /** Whose passkey it is, and the count that it has reached. Fails where it is nobody's, or not for here. */
  finishSignIn(
    place: Place,
    response: AuthenticationResponseJSON,
  ): Promise<{ user: User; id: string; counter: number }>;
}

/** Creates what signs in by passkeys. Challenges are kept in memory, and each is good once. */
export const createPasskeys = (users: Users, now: () => number): Passkeys => {
  const challenges = new Map<string, { user: string | null; expires: number }>();

  const keep = (challenge: string, user: string | null): void => {
    challenges.set(challenge, { user, expires: now() + CHALLENGE_MS });
    for (const [oldest, { expires }] of challenges) {
      if (challenges.size <= CHALLENGES && expires > now()) break;
      challenges.delete(oldest);
    }
  };
  const takeFor = (user: string | null) => (challenge: string) => {
    const kept = challenges.get(challenge);
    challenges.delete(challenge);
    return kept !== undefined && kept.user === user && kept.expires > now();
  };
  const refuse = (cause: unknown): never => {
    throw new ApiError('passkey_failed', { cause });
  };

  return {
    async startAdding(user, { host }) {
      const options = await generateRegistrationOptions({
        rpName: 'kmq',
        rpID: host,
        userID: new TextEncoder().encode(user.id),
        userName: user.email,
        userDisplayName: user.name,
        attestationType: 'none',
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        excludeCredentials: user.passkeys.map(({ id }) => ({ id })),
      });
      keep(options.challenge, user.id);
      return options;
    },
    async finishAdding(user, { host, origins }, response) {
      const { verified, registrationInfo } = await verifyRegistrationResponse({
        response,
        expectedChallenge: takeFor(user.id),
        expectedOrigin: origins,
        expectedRPID: host,
        requireUserVerification: true,
      }).catch(refuse);
      if (!verified || !registrationInfo) return refuse(undefined);
      const { id, publicKey, counter, transports = [] } = registrationInfo.credential;
      return {
        ...{ id, counter, host, transports },
        publicKey: Buffer.from(publicKey).toString('base64url'),
        created: new Date(now()).toISOString(),
        lastUsed: null,
      };
    },
    async startSignIn({ host }) {
      // No list of credentials: whose there are is nobody's to know, and the browser has its own.
      const options = await generateAuthenticationOptions({
        rpID: host,
        userVerification: 'required',
      });
      keep(options.challenge, null);
      return options;
    },
    async finishSignIn({ host, origins }, response) {
      const user = users.findByPasskey(response.id);
      const passkey = user?.passkeys.find(({ id }) => id === response.id);
      if (!user || !passkey) return refuse(undefined);
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response,
        expectedChallenge: takeFor(null),
        expectedOrigin: origins,
        expectedRPID: host,
        credential: {
          id: passkey.id,
          publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
          counter: passkey.counter,
        },
        requireUserVerification: true,
      }).catch(refuse);
      if (!verified) return refuse(undefined);
      return { user, id: passkey.id, counter: authenticationInfo.newCounter };
    },
  };
};
