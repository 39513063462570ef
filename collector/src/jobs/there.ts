import type { HitRecord } from '../ingest/record.js';
import { toSameness } from '../ingest/same-hit/same-hit.js';
import { createSeen, type Seen } from '../ingest/same-hit/seen.js';
import { createHitKeys, isFileAndLine, type Keyed } from './hit-keys.js';
import type { JobParts } from './parts.js';

/** Which lines of a file are hits that the site has already, or that were erased there. */
export interface There {
  /** Whether an earlier version may have imported what is there. */
  knowsEarlier: boolean;
  /** What became of a line; lines that are new are known from then on. */
  judge(line: Keyed): 'new' | 'repeated' | 'taken';
}

/** Reads the log for what a site has; `isOwn` tells positions at which this import has taken over itself. */
export const readThere = async (
  { createReader, log, store }: Pick<JobParts, 'createReader' | 'log' | 'store'>,
  site: string,
  { isOwn, see }: { isOwn?: (seq: number) => boolean; see?: (hit: HitRecord) => void },
): Promise<There> => {
  const known = createSeen();
  let taken: Seen | undefined;
  const toKeys = createHitKeys();
  let knowsEarlier = !store.erased.isEmpty(site);
  for await (const records of createReader()(0, log.syncedSeq()))
    for (const hit of records) {
      if (hit.type !== 'hit' || hit.site !== site || hit.bot) continue;
      const sameness = toSameness(hit);
      if (isOwn?.(hit.seq)) {
        taken ??= createSeen();
        if (sameness !== null) taken.add(sameness);
      } else if (sameness === null || !known.has(sameness)) {
        for (const key of toKeys(hit)) known.add(key);
        knowsEarlier ||= hit.imported !== undefined && isFileAndLine(hit.imported);
        see?.(hit);
      }
    }
  return {
    knowsEarlier,
    judge({ sameness, keys }) {
      const isKnown = keys.some((key) => known.has(key) || store.erased.has(site, key));
      // A line with an id may come a second time in its file.
      if (isKnown || !known.add(sameness)) return 'repeated';
      return taken?.has(sameness) ? 'taken' : 'new';
    },
  };
};
