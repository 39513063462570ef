import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiError } from '../errors.js';
import { createSerialize } from '../serialize.js';
import { readJson, writeJson } from './json.js';

/** Things of one kind that people save, one file per site. */
export interface Listed<One extends { id: string }> {
  list(site: string): One[];
  find(site: string, id: string): One | undefined;
  /** Keeps a new one, or another version of one. */
  save(site: string, one: Omit<One, 'id'> & { id?: string }): Promise<One>;
  remove(site: string, id: string): Promise<void>;
  /** Removes all of a site's. */
  forget(site: string): Promise<void>;
}

const ID_BYTES = 9;

/** An id that nothing has yet. */
export const createId = (): string => randomBytes(ID_BYTES).toString('base64url');

/** Opens what these sites have saved in a folder of the data; other sites have nothing yet. */
export const openListed = async <One extends { id: string }>(
  folder: string,
  sites: readonly string[],
  most: number,
): Promise<Listed<One>> => {
  await mkdir(folder, { recursive: true });
  const pathOf = (site: string) => join(folder, `${site}.json`);
  const kept = new Map<string, One[]>();
  for (const site of sites) kept.set(site, ((await readJson(pathOf(site))) as One[]) ?? []);

  const list = (site: string) => kept.get(site) ?? [];
  /** Each change starts from what the one before has written. */
  const serialize = createSerialize();
  const change = (site: string, toNext: (before: One[]) => One[]): Promise<void> =>
    serialize(async () => {
      const next = toNext(list(site));
      await writeJson(pathOf(site), next);
      kept.set(site, next);
    });

  return {
    list,
    find: (site, id) => list(site).find((one) => one.id === id),
    async save(site, { id = createId(), ...rest }) {
      const saved = { id, ...rest } as One;
      await change(site, (before) => {
        if (before.some((one) => one.id === id))
          return before.map((one) => (one.id === id ? saved : one));
        if (before.length >= most)
          throw new ApiError('too_many_saved', {
            message: `The site already has ${most} of these, which is the limit; remove one first.`,
          });
        return [...before, saved];
      });
      return saved;
    },
    remove: (site, id) => change(site, (before) => before.filter((one) => one.id !== id)),
    forget: (site) =>
      serialize(async () => {
        await rm(pathOf(site), { force: true });
        kept.delete(site);
      }),
  };
};
