import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson, writeJson } from './json.js';

/** A population that somebody saved: its condition as it was sent. */
export interface Population {
  id: string;
  name: string;
  definition: object;
  /** ISO 8601. */
  created: string;
}

/** Saved populations, one file per site. */
export interface Populations {
  list(site: string): Population[];
  find(site: string, id: string): Population | undefined;
  /** Keeps a new one, or another version of one. */
  save(site: string, population: Omit<Population, 'id'> & { id?: string }): Promise<Population>;
  remove(site: string, id: string): Promise<void>;
}

const ID_BYTES = 9;

/** Opens the populations of these sites; other sites have none yet. */
export const openPopulations = async (
  data: string,
  sites: readonly string[],
): Promise<Populations> => {
  const folder = join(data, 'populations');
  await mkdir(folder, { recursive: true });
  const toPath = (site: string) => join(folder, `${site}.json`);
  const kept = new Map<string, Population[]>();
  for (const site of sites)
    kept.set(site, ((await readJson(toPath(site))) as Population[] | undefined) ?? []);

  const list = (site: string) => kept.get(site) ?? [];
  let turn: Promise<unknown> = Promise.resolve();
  /** One change after the other: each starts from what the one before has written. */
  const change = (site: string, toNext: (before: Population[]) => Population[]): Promise<void> => {
    const written = turn.then(async () => {
      const next = toNext(list(site));
      await writeJson(toPath(site), next);
      kept.set(site, next);
    });
    turn = written.catch(() => undefined);
    return written;
  };

  return {
    list,
    find: (site, id) => list(site).find((one) => one.id === id),
    async save(site, { id = randomBytes(ID_BYTES).toString('base64url'), ...rest }) {
      const population = { id, ...rest };
      await change(site, (before) =>
        before.some((one) => one.id === id)
          ? before.map((one) => (one.id === id ? population : one))
          : [...before, population],
      );
      return population;
    },
    remove: (site, id) => change(site, (before) => before.filter((one) => one.id !== id)),
  };
};
