import type { HitRecord, LogReader } from '../record.js';
import { toSameness } from '../same-hit/same-hit.js';
import { createSeen } from '../same-hit/seen.js';

/** The hits of a site in the order of the log, each once (S7), from its beginning up to a position. */
export async function* readDistinctHits(
  read: LogReader,
  site: string,
  upToSeq: number,
): AsyncGenerator<HitRecord[]> {
  const seen = createSeen();
  for await (const records of read(0, upToSeq)) {
    const hits = records.filter((record): record is HitRecord => {
      if (record.type !== 'hit' || record.site !== site || record.bot) return false;
      const sameness = toSameness(record);
      return sameness === null || seen.add(sameness);
    });
    if (hits.length) yield hits;
  }
}
