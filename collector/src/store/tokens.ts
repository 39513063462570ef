import { join } from 'node:path';
import { readJson, writeJson } from './json.js';
import { createSecret, hashSecret, isSameHash } from './secrets.js';

/** What a token may do; each scope includes the ones before it. */
export const SCOPES = ['read', 'write', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

interface Token {
  hash: string;
  scope: Scope;
  /** ISO 8601. */
  created: string;
}

/** The API's tokens; only their hashes are kept. */
export interface Tokens {
  /** What a token may do, or undefined when it is not known. */
  scopeOf(token: string): Scope | undefined;
  /** The admin token that was made because there was none, to be shown once. */
  readonly made: string | undefined;
}

/** Opens the tokens of a data folder; `chosen` is an admin token of the operator's, which is not kept. */
export const openTokens = async (
  data: string,
  { chosen, now }: { chosen?: string | undefined; now: number },
): Promise<Tokens> => {
  const path = join(data, 'tokens.json');
  const kept = ((await readJson(path)) as Token[] | undefined) ?? [];
  const created = new Date(now).toISOString();
  let made: string | undefined;
  if (!chosen && !kept.length) {
    made = createSecret();
    kept.push({ hash: hashSecret(made), scope: 'admin', created });
    await writeJson(path, kept);
  }
  const tokens = chosen
    ? [...kept, { hash: hashSecret(chosen), scope: 'admin' as const, created }]
    : kept;
  return {
    made,
    scopeOf(token) {
      const hash = hashSecret(token);
      return tokens.find((each) => isSameHash(each.hash, hash))?.scope;
    },
  };
};
