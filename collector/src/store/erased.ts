import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { readJson, writeJson } from './json.js';

/** An outbox repeats a hit for 30 days (D7), and clocks drift. */
const REPEAT_MS = 32 * 24 * 60 * 60 * 1000;

/** What is known of hits that were erased, so that an outbox that repeats one does not bring it back. */
export interface Erased {
  /** `sameness` holds a random id, so that its hash tells nothing to whoever does not know the hit. */
  add(sameness: readonly string[]): Promise<void>;
  has(sameness: string): boolean;
  /** Whether there is anything to look for. */
  isEmpty(): boolean;
}

const toHash = (sameness: string): string =>
  createHash('sha256').update(sameness).digest('base64url').slice(0, 22);

/** Opens what a data folder knows of erased hits; what no outbox can repeat any more is forgotten. */
export const openErased = async (data: string, now: () => number): Promise<Erased> => {
  const path = join(data, 'erased.json');
  const kept = ((await readJson(path)) as [hash: string, until: number][] | undefined) ?? [];
  const hashes = new Map(kept.filter(([, until]) => until > now()));
  return {
    async add(sameness) {
      for (const each of sameness) hashes.set(toHash(each), now() + REPEAT_MS);
      await writeJson(path, [...hashes]);
    },
    has: (sameness) => hashes.has(toHash(sameness)),
    isEmpty: () => !hashes.size,
  };
};
