import { createHash, createHmac, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { syncFolder } from '../folder.js';
import { createSerialize } from '../serialize.js';
import { readJson } from './json.js';

/** What is known of hits that were erased, so that nothing that repeats one brings it back. */
export interface Erased {
  /** Remembers the keys of erased hits as keyed hashes, which do not reveal who it was. */
  add(site: string, keys: readonly string[]): Promise<void>;
  has(site: string, key: string): boolean;
  /** Whether there is anything of a site to look for. */
  isEmpty(site: string): boolean;
  /** Forgets what a site has erased. */
  forget(site: string): Promise<void>;
}

const SECRET_BYTES = 32;
const HASH_BYTES = 8;
const FIRST_SLOTS = 1 << 6;
const FULL = 0.6;

/** Hashes of one site, 8 bytes each, 13 to 27 in memory. */
const createHashes = () => {
  let slots = new BigUint64Array(FIRST_SLOTS);
  let count = 0;
  const find = (hash: bigint): number => {
    let slot = Number(hash & BigInt(slots.length - 1));
    while (slots[slot] !== 0n && slots[slot] !== hash) slot = (slot + 1) % slots.length;
    return slot;
  };
  const add = (hash: bigint): void => {
    if (count > slots.length * FULL) {
      const before = slots;
      slots = new BigUint64Array(before.length * 2);
      for (const each of before) if (each) slots[find(each)] = each;
    }
    slots[find(hash)] = hash;
    count++;
  };
  return { add, has: (hash: bigint) => slots[find(hash)] === hash };
};

const NAME = /^([A-Za-z0-9_-]{1,64})\.bin$/;

/** What a file holds, if there is one. */
const readIfThere = (path: string): Promise<Buffer | undefined> =>
  readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });

/** An earlier version kept ids for 32 days, in a file of their own. */
const readEarlier = async (data: string, now: () => number): Promise<Set<string>> => {
  const kept = (await readJson(join(data, 'erased.json'))) as [hash: string, until: number][];
  return new Set((kept ?? []).flatMap(([hash, until]) => (until > now() ? [hash] : [])));
};

/** Opens what a data folder knows of erased hits: one file a site, to which hashes are added. */
export const openErased = async (data: string, now: () => number): Promise<Erased> => {
  const folder = join(data, 'erased');
  const pathOf = (site: string): string => join(folder, `${site}.bin`);
  /** The key of the hashes, made with the first of them. */
  let secret = await readIfThere(join(folder, 'secret'));
  const earlier = await readEarlier(data, now);
  const sites = new Map<string, ReturnType<typeof createHashes>>();
  const hashesOf = (site: string) => {
    const found = sites.get(site) ?? createHashes();
    sites.set(site, found);
    return found;
  };
  for (const name of secret ? await readdir(folder) : []) {
    const site = NAME.exec(name)?.[1];
    if (!site) continue;
    const bytes = await readFile(pathOf(site));
    // A crash may have cut the last one off.
    for (let at = 0; at + HASH_BYTES <= bytes.length; at += HASH_BYTES)
      hashesOf(site).add(bytes.readBigUInt64LE(at));
  }

  const hashKey = (key: string): bigint =>
    createHmac('sha256', secret!).update(key).digest().readBigUInt64LE() || 1n;
  const hashKeyAsBefore = (key: string): string =>
    createHash('sha256').update(key).digest('base64url').slice(0, 22);

  const prepare = async (): Promise<void> => {
    if (secret) return;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const made = randomBytes(SECRET_BYTES);
    await writeFileAtomic(join(folder, 'secret'), made, { mode: 0o600 });
    secret = made;
  };

  const serialize = createSerialize();

  /** Behind whole hashes, whatever a crash has left there. */
  const append = async (site: string, bytes: Buffer): Promise<void> => {
    const handle = await open(pathOf(site), 'a+', 0o600);
    try {
      const { size } = await handle.stat();
      await handle.truncate(size - (size % HASH_BYTES));
      await handle.appendFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await syncFolder(folder);
  };

  return {
    add: (site, keys) =>
      serialize(async () => {
        if (!keys.length) return;
        await prepare();
        const hashes = hashesOf(site);
        const fresh = [...new Set(keys.map(hashKey))].filter((hash) => !hashes.has(hash));
        if (!fresh.length) return;
        const bytes = Buffer.alloc(fresh.length * HASH_BYTES);
        for (const [at, hash] of fresh.entries()) bytes.writeBigUInt64LE(hash, at * HASH_BYTES);
        await append(site, bytes);
        for (const hash of fresh) hashes.add(hash);
      }),
    has: (site, key) =>
      (sites.get(site)?.has(hashKey(key)) ?? false) ||
      (earlier.size > 0 && earlier.has(hashKeyAsBefore(key))),
    isEmpty: (site) => !sites.has(site) && !earlier.size,
    forget: (site) =>
      serialize(async () => {
        await rm(pathOf(site), { force: true });
        sites.delete(site);
      }),
  };
};
