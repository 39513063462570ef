import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson, writeJson } from './json.js';

/** What people have said about an event's name. Hits stay as they are, so all of it can be taken back. */
export interface EventNotes {
  /** Left out of lists. */
  hidden?: boolean;
  description?: string;
  /** Counts under this name wherever that one is asked for. */
  mergedInto?: string;
}

/** Notes about the names of events, one file per site. */
export interface Catalogue {
  /** All notes of a site by name. */
  list(site: string): ReadonlyMap<string, EventNotes>;
  save(site: string, name: string, notes: EventNotes): Promise<void>;
}

/** Opens the notes of these sites; other sites have none yet. */
export const openCatalogue = async (data: string, sites: readonly string[]): Promise<Catalogue> => {
  const folder = join(data, 'catalogue');
  await mkdir(folder, { recursive: true });
  const toPath = (site: string) => join(folder, `${site}.json`);
  const kept = new Map<string, ReadonlyMap<string, EventNotes>>();
  for (const site of sites) {
    const notes = (await readJson(toPath(site))) as [string, EventNotes][] | undefined;
    kept.set(site, new Map(notes));
  }
  const list = (site: string) => kept.get(site) ?? new Map<string, EventNotes>();
  let turn: Promise<unknown> = Promise.resolve();

  return {
    list,
    save(site, name, notes) {
      const written = turn.then(async () => {
        const next = new Map(list(site));
        if (Object.keys(notes).length) next.set(name, notes);
        else next.delete(name);
        await writeJson(toPath(site), [...next]);
        kept.set(site, next);
      });
      turn = written.catch(() => undefined);
      return written;
    },
  };
};
