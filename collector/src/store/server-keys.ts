import { join } from 'node:path';
import { ApiError } from '../errors.js';
import { createSerialize } from '../serialize.js';
import { readJson, writeJson } from './json.js';
import { createSecret, hashSecret } from './secrets.js';

/** A server key as a list shows it. */
export interface ServerKeyRow {
  id: string;
  name: string;
  /** ISO 8601. */
  created: string;
  /** ISO 8601, to the minute or so; null: never used. */
  lastUsed: string | null;
}

interface ServerKey extends ServerKeyRow {
  site: string;
  hash: string;
}

/** Secret keys with which a site's servers prove that they are its own; only their hashes are kept. */
export interface ServerKeys {
  /** The site whose key this is. Notes that it was used. */
  siteOf(key: string): string | undefined;
  /** What signatures of links are made with, by the id of one of the site's keys. */
  findHash(site: string, id: string): string | undefined;
  /** Notes that a link was signed with the key of this id. */
  noteSigned(site: string, id: string): void;
  list(site: string): ServerKeyRow[];
  /** Makes a key; its text is told only here. */
  create(site: string, name: string): Promise<ServerKeyRow & { serverKey: string }>;
  /** False where the site has none with this id. */
  revoke(site: string, id: string): Promise<boolean>;
  /** Removes all of a site's. */
  forget(site: string): Promise<void>;
}

/** What a server key begins with, so that one in the wrong place is noticed. */
export const SERVER_KEY_START = 'sk_';
/** So much of its hash names a key. */
const ID_LENGTH = 12;
/** Enough to exchange one after the other. */
const MOST = 10;
/** A key's last use is written at most so often, not at each request. */
const LAST_USE_MS = 60_000;

const withoutHash = ({ id, name, created, lastUsed }: ServerKeyRow): ServerKeyRow => ({
  ...{ id, name, created, lastUsed },
});

/** Opens the server keys of a data folder. */
export const openServerKeys = async (data: string, now: () => number): Promise<ServerKeys> => {
  const path = join(data, 'server-keys.json');
  let byHash = new Map<string, ServerKey>();
  const serialize = createSerialize();
  const all = () => [...byHash.values()];
  const keep = (keys: readonly ServerKey[]) => {
    byHash = new Map(keys.map((key) => [key.hash, key]));
  };
  /** One change after the other, each kept once it is on disk. */
  const change = (next: () => ServerKey[]): Promise<void> =>
    serialize(async () => {
      const keys = next();
      await writeJson(path, keys);
      keep(keys);
    });
  const read = ((await readJson(path)) ?? []) as (Omit<ServerKey, 'lastUsed'> &
    Partial<ServerKey>)[];
  keep(read.map((key) => ({ lastUsed: null, ...key })));

  const find = (site: string, id: string) =>
    all().find((key) => key.site === site && key.id === id);
  const noteUse = (key: ServerKey | undefined): void => {
    if (!key || now() - Date.parse(key.lastUsed ?? '1970') < LAST_USE_MS) return;
    key.lastUsed = new Date(now()).toISOString();
    // A full disk must not keep hits from being taken; a later use tries again.
    change(all).catch(() => undefined);
  };

  return {
    siteOf(key) {
      if (!key.startsWith(SERVER_KEY_START)) return undefined;
      const found = byHash.get(hashSecret(key));
      noteUse(found);
      return found?.site;
    },
    findHash: (site, id) => find(site, id)?.hash,
    noteSigned: (site, id) => noteUse(find(site, id)),
    list: (site) => all().flatMap((key) => (key.site === site ? withoutHash(key) : [])),
    async create(site, name) {
      const serverKey = SERVER_KEY_START + createSecret();
      const hash = hashSecret(serverKey);
      const created = new Date(now()).toISOString();
      const made = { id: hash.slice(0, ID_LENGTH), site, name, created, lastUsed: null, hash };
      await change(() => {
        if (all().filter((key) => key.site === site).length >= MOST)
          throw new ApiError('too_many_saved', {
            message: `The site has ${MOST} server keys already; revoke one first.`,
          });
        return [...all(), made];
      });
      return { ...withoutHash(made), serverKey };
    },
    async revoke(site, id) {
      if (!find(site, id)) return false;
      await change(() => all().filter((key) => key.site !== site || key.id !== id));
      return true;
    },
    async forget(site) {
      if (all().some((key) => key.site === site))
        await change(() => all().filter((key) => key.site !== site));
    },
  };
};
