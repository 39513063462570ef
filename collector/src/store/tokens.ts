import { join } from 'node:path';
import { createSerialize } from '../serialize.js';
import { ALL_SITES, type Grant, type Role } from '../team/roles.js';
import { readJson, writeJson } from './json.js';
import { createSecret, hashSecret, isSameHash } from './secrets.js';

/** What a token may do; each scope includes the ones before it. `metrics` reads `/metrics` and nothing else. */
export const SCOPES = ['metrics', 'read', 'write', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** What a token may do, and where. */
interface TokenLimits {
  scope: Scope;
  /** Keys of the sites to which it is limited; null: all sites. */
  sites: readonly string[] | null;
}

/** A token as it is asked for. */
export interface NewToken extends TokenLimits {
  name: string;
  /** ISO 8601; null: never. */
  expires: string | null;
}

/** A token as a list shows it. */
export interface TokenRow extends NewToken {
  id: string;
  /** ISO 8601. */
  created: string;
  /** ISO 8601, to the minute or so; null: never used. */
  lastUsed: string | null;
}

interface Token extends TokenRow {
  hash: string;
}

/** The API's tokens; only their hashes are kept. */
export interface Tokens {
  /** The token of this text, or undefined where it is not known or has expired. Notes that it was used. */
  use(token: string): TokenRow | undefined;
  /** The token of an id, or undefined where it is gone or has expired; the operator's own is found, too. */
  find(id: string): TokenRow | undefined;
  /** Those that are kept, expired ones included; the operator's own is not among them. */
  list(): TokenRow[];
  /** Makes a token; its text is told only here. */
  create(given: NewToken): Promise<TokenRow & { token: string }>;
  /** False where there is none with this id. */
  revoke(id: string): Promise<boolean>;
  /** Calls `changed` whenever a token is revoked, until the answer is called. */
  watch(changed: () => void): () => void;
  /** The admin token that was made because there was none, to be shown once. */
  readonly made: string | undefined;
}

/** So much of its hash names a token: no other has it, and nothing follows from it. */
const ID_LENGTH = 12;
/** A token's last use is written at most so often, not at each request. */
const LAST_USE_MS = 60_000;

/** The role that each scope is by another name. */
const ROLE_OF = { read: 'viewer', write: 'analyst', admin: 'admin' } as const satisfies Record<
  Exclude<Scope, 'metrics'>,
  Role
>;

/** The scope that each role is by another name. */
export const SCOPE_OF = {
  viewer: 'read',
  analyst: 'write',
  admin: 'admin',
  owner: 'admin',
} as const satisfies Record<Role | 'owner', Scope>;

/** What a token may do; one of the scope `admin` for all sites is an owner. */
export const toTokenGrant = ({
  id,
  name,
  scope,
  sites,
}: Pick<TokenRow, 'id' | 'name' | 'scope' | 'sites'>): Grant => ({
  actor: { kind: 'token', id, name },
  owner: scope === 'admin' && !sites,
  roles:
    scope === 'metrics'
      ? {}
      : Object.fromEntries((sites ?? [ALL_SITES]).map((site) => [site, ROLE_OF[scope]])),
  metrics: !sites,
});

const withoutHash = ({ hash: _, ...row }: Token): TokenRow => row;

const createToken = (secret: string, given: NewToken, now: number): Token => {
  const hash = hashSecret(secret);
  const id = hash.slice(0, ID_LENGTH);
  return { id, ...given, created: new Date(now).toISOString(), lastUsed: null, hash };
};

const describeAdmin = (name: string): NewToken => ({
  name,
  scope: 'admin',
  sites: null,
  expires: null,
});

/** How a data folder's tokens are opened. */
export interface TokenSettings {
  /** An admin token of the operator's, which is not kept. */
  chosen?: string | undefined;
  /** Whether a folder without tokens gets one, to be shown: where nobody sees it there is none. */
  first?: boolean | undefined;
  now: () => number;
}

/** Opens the tokens of a data folder. */
export const openTokens = async (
  data: string,
  { chosen, first = true, now }: TokenSettings,
): Promise<Tokens> => {
  const path = join(data, 'tokens.json');
  const read = ((await readJson(path)) ?? []) as (Partial<TokenRow> &
    Pick<Token, 'hash' | 'scope' | 'created'>)[];
  // The first collectors gave tokens no names, and limited none of them.
  let kept: Token[] = read.map((token) => ({
    ...{ name: 'first admin token', id: token.hash.slice(0, ID_LENGTH) },
    ...{ sites: null, expires: null, lastUsed: null },
    ...token,
  }));
  const watchers = new Set<() => void>();
  let made: string | undefined;
  const serialize = createSerialize();
  const save = (changed: Token[]): Promise<unknown> => {
    kept = changed;
    return serialize(() => writeJson(path, kept));
  };
  if (!chosen && !kept.length && first) {
    made = createSecret();
    await save([createToken(made, describeAdmin('first admin token'), now())]);
  }
  const operators = chosen ? createToken(chosen, describeAdmin('KMQ_TOKEN'), now()) : undefined;

  const isCurrent = ({ expires }: Token): boolean =>
    expires === null || Date.parse(expires) > now();
  const findBy = (is: (token: Token) => boolean): Token | undefined => {
    const known = operators ? [...kept, operators] : kept;
    return known.find((token) => is(token) && isCurrent(token));
  };
  const noteUse = (token: Token): void => {
    if (token === operators || now() - Date.parse(token.lastUsed ?? '1970') < LAST_USE_MS) return;
    token.lastUsed = new Date(now()).toISOString();
    // A full disk must not prevent reading; the next use tries again.
    save(kept).catch(() => undefined);
  };

  return {
    made,
    use(text) {
      const hash = hashSecret(text);
      const token = findBy((each) => isSameHash(each.hash, hash));
      if (token) noteUse(token);
      return token && withoutHash(token);
    },
    find(id) {
      const token = findBy((each) => each.id === id);
      return token && withoutHash(token);
    },
    list: () => kept.map(withoutHash),
    async create(given) {
      const secret = createSecret();
      const token = createToken(secret, given, now());
      await save([...kept, token]);
      return { ...withoutHash(token), token: secret };
    },
    async revoke(id) {
      const left = kept.filter((token) => token.id !== id);
      if (left.length === kept.length) return false;
      const saved = save(left);
      // What it let in ends at once, also where the disk is slow.
      for (const changed of watchers) changed();
      await saved;
      return true;
    },
    watch(changed) {
      watchers.add(changed);
      return () => watchers.delete(changed);
    },
  };
};
