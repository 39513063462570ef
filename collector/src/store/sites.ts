import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiError } from '../errors.js';
import { syncFolder } from '../folder.js';
import { createSerialize } from '../serialize.js';
import { readJson, writeJson } from './json.js';
import { createSite, KEY_PATTERN, type Site } from './site.js';

/** The sites of a collector, one file each, so that a command beside the running server can add one. */
export interface Sites {
  find(key: string): Site | undefined;
  /** The same of one that was there a moment ago: whoever waits in between may find it deleted. Throws `unknown_site`. */
  get(key: string): Site;
  list(): Site[];
  /** The site with a script of this name. */
  withName(name: string): Site | undefined;
  /** Adds a new site or replaces what is kept of one. */
  save(site: Site): Promise<void>;
  remove(key: string): Promise<void>;
  /** Takes over what another process has changed. */
  refresh(): Promise<void>;
  /** The folder was made just now. */
  readonly isNew: boolean;
}

const FILE = new RegExp(`^(${KEY_PATTERN.slice(1, -1)})\\.json$`);

/** Opens the sites of a data folder. */
export const openSites = async (data: string): Promise<Sites> => {
  const folder = join(data, 'sites');
  const isNew = (await mkdir(folder, { recursive: true })) !== undefined;
  let sites = new Map<string, Site>();
  let readAt = -1;

  const pathOf = (key: string): string => join(folder, `${key}.json`);

  /** A slow reading must not undo a change that was made meanwhile. */
  const serialize = createSerialize();

  const read = async (): Promise<void> => {
    // The folder's time changes with each file that is added, replaced or removed.
    const { mtimeMs } = await stat(folder);
    if (mtimeMs === readAt) return;
    const keys = (await readdir(folder)).flatMap((name) => FILE.exec(name)?.[1] ?? []);
    const found = await Promise.all(
      keys.sort().map(async (key) => {
        const kept = (await readJson(pathOf(key))) as Partial<Site> | undefined;
        return kept && { ...createSite(key, key, new Date(0).toISOString()), ...kept, key };
      }),
    );
    sites = new Map(found.flatMap((site) => (site ? [[site.key, site]] : [])));
    readAt = mtimeMs;
  };

  await read();
  return {
    find: (key) => sites.get(key),
    get(key) {
      const site = sites.get(key);
      if (!site) throw new ApiError('unknown_site');
      return site;
    },
    list: () => [...sites.values()],
    withName: (name) => [...sites.values()].find(({ names }) => names.includes(name)),
    save: (site) =>
      serialize(async () => {
        await writeJson(pathOf(site.key), site);
        sites.set(site.key, site);
      }),
    remove: (key) =>
      serialize(async () => {
        await rm(pathOf(key), { force: true });
        await syncFolder(folder);
        sites.delete(key);
      }),
    refresh: () => serialize(read),
    isNew,
  };
};
