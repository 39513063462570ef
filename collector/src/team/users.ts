import { join } from 'node:path';
import { ApiError } from '../errors.js';
import { createSerialize } from '../serialize.js';
import { readJson, writeJson } from '../store/json.js';
import { createId } from '../store/listed.js';
import { createSecret, hashSecret, isSameHash } from '../store/secrets.js';
import type { Grant, Role } from './roles.js';

/** A passkey of a user, as its browser or device gave it. */
export interface Passkey {
  /** The credential's own id, base64url. */
  id: string;
  /** What the user calls it. */
  name: string;
  /** base64url. */
  publicKey: string;
  counter: number;
  transports: string[];
  /** The host name that it works for. */
  host: string;
  /** ISO 8601. */
  created: string;
  lastUsed: string | null;
}

/** A link that lets a user in once: an invitation, or the way to a new password. Only a hash of its secret is kept. */
interface EntryLink {
  kind: 'invitation' | 'reset';
  hash: string;
  /** Unix milliseconds. */
  expires: number;
}

/** One of the team. */
export interface User {
  id: string;
  name: string;
  /** As it was typed; compared without case. */
  email: string;
  owner: boolean;
  /** Roles by key of a site, or by `ALL_SITES`. */
  roles: Record<string, Role>;
  /** Grows with each change of name or roles: who has read an older one does not overwrite it. */
  version: number;
  /** ISO 8601. */
  created: string;
  lastSignIn: string | null;
  /** A hash of argon2id; null: none. */
  password: string | null;
  /** The second factor, once it is confirmed; `lastStep`: the latest time step that was used. */
  totp: { secret: string; lastStep: number } | null;
  passkeys: Passkey[];
  link: EntryLink | null;
  /** Whom they are at a sign-on provider, once they have come by it. */
  subject?: { issuer: string; id: string };
}

/** What is said of a user who is added. */
export type NewUser = Pick<User, 'name' | 'email' | 'owner' | 'roles'>;

/** A user as lists show them. */
export interface UserRow extends NewUser {
  id: string;
  version: number;
  created: string;
  lastSignIn: string | null;
  state: 'invited' | 'active';
  /** How they can sign in. */
  ways: ('password' | 'passkey' | 'provider')[];
  secondFactor: boolean;
}

/** The team: everyone who signs in under a name. */
export interface Users {
  list(): readonly User[];
  find(id: string): User | undefined;
  findByEmail(email: string): User | undefined;
  findByPasskey(credential: string): User | undefined;
  findBySubject(subject: { issuer: string; id: string }): User | undefined;
  findGrant(id: string): Grant | undefined;
  hasOwner(): boolean;
  add(given: NewUser, way?: { password?: string; subject?: User['subject'] }): Promise<User>;
  /** Changes one from what is kept now; `toNext` may throw. */
  change(id: string, toNext: (before: User) => User): Promise<User>;
  remove(id: string): Promise<void>;
  /** Creates the secret of a link for a user; an earlier one stops working. */
  createLink(id: string, kind: EntryLink['kind']): Promise<string>;
  /** The user whose link has this secret, while it works. */
  findByLink(secret: string): { user: User; kind: EntryLink['kind'] } | undefined;
  /** Uses a link up; the answer is undefined where somebody else was faster. */
  takeLink(secret: string, toNext: (user: User) => User): Promise<User | undefined>;
  noteSignIn(id: string): void;
  /** Takes all roles at a site away. */
  forgetSite(site: string): Promise<void>;
}

/** More people than any one collector has; each is a row of one file. */
const USERS_MOST = 10_000;
const LINK_MS = { invitation: 7 * 24 * 60 * 60 * 1000, reset: 30 * 60 * 1000 };
/** When somebody has last signed in is written at most so often. */
const SIGN_IN_MS = 60_000;

const toKey = (email: string): string => email.normalize().toLowerCase();

/** A user without anything that is secret. */
export const toUserRow = (user: User): UserRow => {
  const { id, name, email, owner, roles, version, created, lastSignIn, password, totp } = user;
  const ways = [
    ...(password ? (['password'] as const) : []),
    ...(user.passkeys.length ? (['passkey'] as const) : []),
    ...(user.subject ? (['provider'] as const) : []),
  ];
  return {
    ...{ id, name, email, owner, roles, version, created, lastSignIn, ways },
    state: ways.length || lastSignIn ? 'active' : 'invited',
    secondFactor: totp !== null,
  };
};

const toGrant = ({ id, name, owner, roles }: User): Grant => ({
  actor: { kind: 'user', id, name },
  owner,
  roles,
  metrics: owner,
});

/** Somebody has to be able to let others in. */
const checkOwners = (users: Iterable<User>): void => {
  for (const { owner } of users) if (owner) return;
  throw new ApiError('last_owner');
};

/** Opens the team of a data folder. */
export const openUsers = async (data: string, now: () => number): Promise<Users> => {
  const path = join(data, 'users.json');
  let kept = new Map(
    (((await readJson(path)) as User[] | undefined) ?? []).map((user) => [user.id, user]),
  );
  const index = (users: Map<string, User>) =>
    new Map([...users.values()].map((user) => [toKey(user.email), user]));
  let byEmail = index(kept);
  const serialize = createSerialize();

  /** What is on disk counts: a change that cannot be written is none. */
  const save = async (next: Map<string, User>): Promise<void> => {
    await writeJson(path, [...next.values()]);
    kept = next;
    byEmail = index(next);
  };

  const change: Users['change'] = (id, toNext) =>
    serialize(async () => {
      const before = kept.get(id);
      if (!before) throw new ApiError('unknown_user');
      const after = toNext(before);
      const taken = byEmail.get(toKey(after.email));
      if (taken && taken.id !== id) throw new ApiError('email_taken', { field: 'email' });
      const next = new Map(kept).set(id, after);
      if (before.owner && !after.owner) checkOwners(next.values());
      await save(next);
      return after;
    });

  const findByLink: Users['findByLink'] = (secret) => {
    const hash = hashSecret(secret);
    for (const user of kept.values())
      if (user.link && isSameHash(user.link.hash, hash) && user.link.expires > now())
        return { user, kind: user.link.kind };
    return undefined;
  };

  return {
    list: () => [...kept.values()],
    find: (id) => kept.get(id),
    findByEmail: (email) => byEmail.get(toKey(email)),
    findByPasskey: (credential) =>
      [...kept.values()].find(({ passkeys }) => passkeys.some(({ id }) => id === credential)),
    findBySubject: ({ issuer, id }) =>
      [...kept.values()].find(({ subject }) => subject?.issuer === issuer && subject.id === id),
    findGrant(id) {
      const user = kept.get(id);
      return user && toGrant(user);
    },
    hasOwner: () => [...kept.values()].some(({ owner }) => owner),
    add: (given, { password, subject } = {}) =>
      serialize(async () => {
        if (byEmail.has(toKey(given.email))) throw new ApiError('email_taken', { field: 'email' });
        if (kept.size >= USERS_MOST)
          throw new ApiError('too_many_saved', {
            message: `The collector already has ${USERS_MOST} people, which is the limit; remove one first.`,
          });
        const user: User = {
          ...{ id: createId(), version: 1, ...given },
          ...{ created: new Date(now()).toISOString(), lastSignIn: null },
          ...{ password: password ?? null, totp: null, passkeys: [], link: null },
          ...(subject && { subject }),
        };
        await save(new Map(kept).set(user.id, user));
        return user;
      }),
    change,
    remove: (id) =>
      serialize(async () => {
        const next = new Map(kept);
        const gone = kept.get(id);
        if (!gone) throw new ApiError('unknown_user');
        next.delete(id);
        if (gone.owner) checkOwners(next.values());
        await save(next);
      }),
    async createLink(id, kind) {
      const secret = createSecret();
      const link = { kind, hash: hashSecret(secret), expires: now() + LINK_MS[kind] };
      await change(id, (user) => ({ ...user, link }));
      return secret;
    },
    findByLink,
    takeLink: (secret, toNext) =>
      serialize(async () => {
        const found = findByLink(secret);
        if (!found) return undefined;
        const next = { ...toNext(found.user), link: null };
        await save(new Map(kept).set(next.id, next));
        return next;
      }),
    noteSignIn(id) {
      const user = kept.get(id);
      if (!user || now() - Date.parse(user.lastSignIn ?? '1970') < SIGN_IN_MS) return;
      // A full disk must not keep anybody from signing in; the next time tries again.
      change(id, (before) => ({ ...before, lastSignIn: new Date(now()).toISOString() })).catch(
        () => undefined,
      );
    },
    forgetSite: (site) =>
      serialize(async () => {
        const holders = [...kept.values()].filter(({ roles }) => Object.hasOwn(roles, site));
        if (!holders.length) return;
        const next = new Map(kept);
        for (const user of holders) {
          const { [site]: _, ...roles } = user.roles;
          next.set(user.id, { ...user, roles, version: user.version + 1 });
        }
        await save(next);
      }),
  };
};
