import { join } from 'node:path';
import { readJson, writeJson } from './json.js';

/** Name of the file of a list: no key of a site has a point in it. */
export const formatListName = (site: string, id: string): string => `${site}.${id}.json`;

/** Reads the identities of a site's lists; undefined where there is no such list. */
export const createListReader =
  (folder: string) =>
  async (site: string, id: string): Promise<string[] | undefined> =>
    (await readJson(join(folder, formatListName(site, id)))) as string[] | undefined;

/** Keeps the identities of a list, replaced as a whole. */
export const writeList = (
  folder: string,
  { site, id }: { site: string; id: string },
  identities: readonly string[],
): Promise<void> => writeJson(join(folder, formatListName(site, id)), identities);
