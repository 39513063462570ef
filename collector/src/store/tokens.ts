import { join } from 'node:path';
import { readJson, writeJson } from './json.js';
import { createSecret, hashSecret, isSameHash } from './secrets.js';

/** What a token may do; each scope includes the ones before it. */
export const SCOPES = ['read', 'write', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** A token as a list shows it. */
export interface TokenRow {
  id: string;
  name: string;
  scope: Scope;
  /** ISO 8601. */
  created: string;
}

interface Token extends TokenRow {
  hash: string;
}

/** The API's tokens; only their hashes are kept. */
export interface Tokens {
  /** What a token may do, or undefined when it is not known. */
  scopeOf(token: string): Scope | undefined;
  /** Those that are kept; the operator's own is not among them. */
  list(): TokenRow[];
  /** Makes a token; its text is told only here. */
  create(given: { name: string; scope: Scope }): Promise<TokenRow & { token: string }>;
  /** False where there is none with this id. */
  revoke(id: string): Promise<boolean>;
  /** The admin token that was made because there was none, to be shown once. */
  readonly made: string | undefined;
}

/** So much of its hash names a token: no other has it, and nothing follows from it. */
const ID_LENGTH = 12;

const toRow = ({ id, name, scope, created }: TokenRow): TokenRow => ({ id, name, scope, created });

const toToken = (
  secret: string,
  { name, scope, now }: { name: string; scope: Scope; now: number },
): Token => {
  const hash = hashSecret(secret);
  return { id: hash.slice(0, ID_LENGTH), name, scope, created: new Date(now).toISOString(), hash };
};

/** Opens the tokens of a data folder; `chosen` is an admin token of the operator's, which is not kept. */
export const openTokens = async (
  data: string,
  { chosen, now }: { chosen?: string | undefined; now: () => number },
): Promise<Tokens> => {
  const path = join(data, 'tokens.json');
  const read = ((await readJson(path)) ?? []) as (Partial<TokenRow> & Omit<Token, 'id' | 'name'>)[];
  // The first collectors gave tokens no names.
  let kept: Token[] = read.map((token) => ({
    name: 'first admin token',
    id: token.hash.slice(0, ID_LENGTH),
    ...token,
  }));
  let made: string | undefined;
  let saving: Promise<unknown> = Promise.resolve();
  const save = (changed: Token[]): Promise<unknown> => {
    kept = changed;
    const write = () => writeJson(path, kept);
    saving = saving.then(write, write);
    return saving;
  };
  if (!chosen && !kept.length) {
    made = createSecret();
    await save([toToken(made, { name: 'first admin token', scope: 'admin', now: now() })]);
  }
  const operators = chosen
    ? toToken(chosen, { name: 'KMQ_TOKEN', scope: 'admin', now: now() })
    : undefined;

  return {
    made,
    scopeOf(token) {
      const hash = hashSecret(token);
      const known = operators ? [...kept, operators] : kept;
      return known.find((each) => isSameHash(each.hash, hash))?.scope;
    },
    list: () => kept.map(toRow),
    async create({ name, scope }) {
      const secret = createSecret();
      const token = toToken(secret, { name, scope, now: now() });
      await save([...kept, token]);
      return { ...toRow(token), token: secret };
    },
    async revoke(id) {
      const left = kept.filter((token) => token.id !== id);
      if (left.length === kept.length) return false;
      await save(left);
      return true;
    },
  };
};
