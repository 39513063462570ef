import { join } from 'node:path';
import { ApiError } from '../errors.js';
import { readJson, writeJson } from './json.js';
import { createSecret, hashSecret } from './secrets.js';

/** A server key as a list shows it. */
export interface ServerKeyRow {
  id: string;
  name: string;
  /** ISO 8601. */
  created: string;
}

interface ServerKey extends ServerKeyRow {
  site: string;
  hash: string;
}

/** Secret keys with which a site's servers prove that they are its own; only their hashes are kept. */
export interface ServerKeys {
  /** The site whose key this is. */
  siteOf(key: string): string | undefined;
  /** What signatures of links are made with, by the id of one of the site's keys. */
  findHash(site: string, id: string): string | undefined;
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

const toRow = ({ id, name, created }: ServerKeyRow): ServerKeyRow => ({ id, name, created });

/** Opens the server keys of a data folder. */
export const openServerKeys = async (data: string, now: () => number): Promise<ServerKeys> => {
  const path = join(data, 'server-keys.json');
  let byHash = new Map<string, ServerKey>();
  let turn: Promise<unknown> = Promise.resolve();
  const all = () => [...byHash.values()];
  const keep = (keys: readonly ServerKey[]) => {
    byHash = new Map(keys.map((key) => [key.hash, key]));
  };
  /** One change after the other, each kept once it is on disk. */
  const change = (next: () => ServerKey[]): Promise<void> => {
    const changed = turn.then(async () => {
      const keys = next();
      await writeJson(path, keys);
      keep(keys);
    });
    turn = changed.catch(() => undefined);
    return changed;
  };
  keep(((await readJson(path)) as ServerKey[] | undefined) ?? []);

  return {
    siteOf: (key) =>
      key.startsWith(SERVER_KEY_START) ? byHash.get(hashSecret(key))?.site : undefined,
    findHash: (site, id) => all().find((key) => key.site === site && key.id === id)?.hash,
    list: (site) => all().flatMap((key) => (key.site === site ? toRow(key) : [])),
    async create(site, name) {
      const serverKey = SERVER_KEY_START + createSecret();
      const hash = hashSecret(serverKey);
      const created = new Date(now()).toISOString();
      const made = { id: hash.slice(0, ID_LENGTH), site, name, created, hash };
      await change(() => {
        if (all().filter((key) => key.site === site).length >= MOST)
          throw new ApiError('too_many_saved', {
            message: `The site has ${MOST} server keys already; revoke one first.`,
          });
        return [...all(), made];
      });
      return { ...toRow(made), serverKey };
    },
    async revoke(site, id) {
      const isIt = (key: ServerKey) => key.site === site && key.id === id;
      if (!all().some(isIt)) return false;
      await change(() => all().filter((key) => !isIt(key)));
      return true;
    },
    async forget(site) {
      if (all().some((key) => key.site === site))
        await change(() => all().filter((key) => key.site !== site));
    },
  };
};
