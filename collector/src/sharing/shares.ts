import { join } from 'node:path';
import { ApiError } from '../errors.js';
import { createSerialize } from '../serialize.js';
import { readJson, writeJson } from '../store/json.js';
import { createId } from '../store/listed.js';
import { createSecret, hashSecret, isSameHash } from '../store/secrets.js';

/** A link to one saved report, as a list shows it. */
export interface ShareRow {
  id: string;
  site: string;
  /** Id of the saved report. */
  report: string;
  /** ISO 8601; null: never. */
  expires: string | null;
  hasPassword: boolean;
  /** Origins whose pages may show it in a frame. */
  embedIn: string[];
  created: string;
  /** Who made it. */
  by: string;
}

interface Share extends Omit<ShareRow, 'hasPassword'> {
  hash: string;
  /** A hash of argon2id; null: none. */
  password: string | null;
}

/** What is said of a link that is made. */
export type NewShare = Pick<Share, 'site' | 'report' | 'expires' | 'embedIn' | 'by' | 'password'>;

/** Links to saved reports; only hashes of their secrets are kept. */
export interface Shares {
  list(site: string): ShareRow[];
  find(id: string): ShareRow | undefined;
  /** The link of an id whose secret this is. */
  findBySecret(id: string, secret: string): Share | undefined;
  create(given: NewShare): Promise<ShareRow & { secret: string }>;
  /** False where the site has none with this id. */
  revoke(site: string, id: string): Promise<boolean>;
  forget(site: string): Promise<void>;
}

const SHARES_MOST = 500;

const toRow = ({ hash: _, password, ...row }: Share): ShareRow => ({
  ...row,
  hasPassword: password !== null,
});

/** Opens the links of a data folder. */
export const openShares = async (data: string, now: () => number): Promise<Shares> => {
  const path = join(data, 'shares.json');
  let kept = ((await readJson(path)) as Share[] | undefined) ?? [];
  const serialize = createSerialize();
  const save = async (next: Share[]): Promise<void> => {
    await writeJson(path, next);
    kept = next;
  };
  return {
    list: (site) => kept.filter((share) => share.site === site).map(toRow),
    find(id) {
      const found = kept.find((share) => share.id === id);
      return found && toRow(found);
    },
    findBySecret(id, secret) {
      const hash = hashSecret(secret);
      return kept.find((share) => share.id === id && isSameHash(share.hash, hash));
    },
    create: (given) =>
      serialize(async () => {
        if (kept.filter(({ site }) => site === given.site).length >= SHARES_MOST)
          throw new ApiError('too_many_saved', {
            message: `The site already has ${SHARES_MOST} shared links, which is the limit; revoke one first.`,
          });
        const secret = createSecret();
        const share: Share = {
          ...{ id: createId(), ...given },
          ...{ created: new Date(now()).toISOString(), hash: hashSecret(secret) },
        };
        await save([...kept, share]);
        return { ...toRow(share), secret };
      }),
    revoke: (site, id) =>
      serialize(async () => {
        const left = kept.filter((share) => share.site !== site || share.id !== id);
        if (left.length === kept.length) return false;
        await save(left);
        return true;
      }),
    forget: (site) =>
      serialize(async () => {
        const left = kept.filter((share) => share.site !== site);
        if (left.length < kept.length) await save(left);
      }),
  };
};
