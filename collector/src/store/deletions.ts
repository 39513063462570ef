import { join } from 'node:path';
import { createSerialize } from '../serialize.js';
import { readJson, writeJson } from './json.js';

/** A site that was deleted, and whose hits are still being removed from the log. */
export interface Deletion {
  site: string;
  /** What the site's key has before this position goes; null: the log does not say so yet. */
  seq: number | null;
}

/** Sites that are on their way out. */
export interface Deletions {
  list(): Deletion[];
  save(deletion: Deletion): Promise<void>;
  /** The log has nothing any more that goes. */
  finish(deletion: Deletion): Promise<void>;
  /** Whether a record is of a site that was deleted since. */
  covers(record: { site: string; seq: number }): boolean;
}

/** Opens the deletions of a data folder. */
export const openDeletions = async (data: string): Promise<Deletions> => {
  const path = join(data, 'deleted.json');
  let all = ((await readJson(path)) as Deletion[] | undefined) ?? [];
  const serialize = createSerialize();
  const change = (toNext: () => Deletion[]): Promise<void> =>
    serialize(async () => {
      const next = toNext();
      await writeJson(path, next);
      all = next;
    });
  const isSame = (a: Deletion, b: Deletion): boolean => a.site === b.site && a.seq === b.seq;
  return {
    list: () => [...all],
    save: (deletion) =>
      change(() => [
        ...all.filter(({ site, seq }) => !(site === deletion.site && seq === null)),
        deletion,
      ]),
    finish: (deletion) => change(() => all.filter((one) => !isSame(one, deletion))),
    covers: (record) =>
      all.some(({ site, seq }) => record.site === site && (seq === null || record.seq < seq)),
  };
};
