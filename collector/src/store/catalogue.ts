import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createSerialize } from '../serialize.js';
import { readJson, writeJson } from './json.js';

/** What people have said about the name of an event, or of a property. Hits stay as they are, so all of it can be taken back. */
export interface NameNotes {
  /** Left out of lists. */
  hidden?: boolean;
  description?: string;
  /** Counts under this name wherever that one is asked for. */
  mergedInto?: string;
}

/** Notes about names of one kind, one file per site. */
export interface Catalogue {
  /** All notes of a site by name. */
  list(site: string): ReadonlyMap<string, NameNotes>;
  save(site: string, name: string, notes: NameNotes): Promise<void>;
  /** Removes all of a site's. */
  forget(site: string): Promise<void>;
}

/** Opens the notes that these sites have in a folder; other sites have none yet. */
export const openCatalogue = async (
  folder: string,
  sites: readonly string[],
): Promise<Catalogue> => {
  await mkdir(folder, { recursive: true });
  const pathOf = (site: string) => join(folder, `${site}.json`);
  const kept = new Map<string, ReadonlyMap<string, NameNotes>>();
  for (const site of sites) {
    const notes = (await readJson(pathOf(site))) as [string, NameNotes][] | undefined;
    kept.set(site, new Map(notes));
  }
  const list = (site: string) => kept.get(site) ?? new Map<string, NameNotes>();
  const serialize = createSerialize();

  return {
    list,
    save: (site, name, notes) =>
      serialize(async () => {
        const next = new Map(list(site));
        if (Object.keys(notes).length) next.set(name, notes);
        else next.delete(name);
        await writeJson(pathOf(site), [...next]);
        kept.set(site, next);
      }),
    forget: (site) =>
      serialize(async () => {
        await rm(pathOf(site), { force: true });
        kept.delete(site);
      }),
  };
};
