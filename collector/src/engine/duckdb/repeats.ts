import { type DuckDBConnection, HUGEINT, INTEGER } from '@duckdb/node-api';
import { TIME } from 'kmq/wire';
import type { HitRecord } from '../../ingest/record.js';
import { toSameness } from '../../ingest/same-hit.js';
import { toKey } from '../hash.js';
import { appendRows, list, readRows } from './rows.js';

const DAY_SECONDS = 86_400;
/** INTEGER's bounds; a time that lies outside was sent by nobody who means it, but it is equal to itself. */
const DAYS = 2 ** 31 - 1;

/** The day a hit says it is of: equal for equal times as sent, which repeats have. */
const toDay = (record: HitRecord): number => {
  const day = Math.floor(Number(new Map(record.fields).get(TIME)) / DAY_SECONDS);
  return Number.isFinite(day) ? Math.max(-DAYS, Math.min(DAYS, day)) : -DAYS;
};

/**
 * The records that are no repeat, neither of another one here nor of one that is in the tables (S7).
 * What they are known by is written down. Nothing of it is kept in memory, however long the history.
 */
export const dropRepeats = async (
  connection: DuckDBConnection,
  records: readonly HitRecord[],
): Promise<HitRecord[]> => {
  const keys = new Map<bigint, number>();
  const firsts: { record: HitRecord; key?: bigint }[] = [];
  for (const record of records) {
    const sameness = toSameness(record);
    if (sameness === null) {
      firsts.push({ record });
      continue;
    }
    const key = toKey(sameness);
    if (keys.has(key)) continue;
    keys.set(key, toDay(record));
    firsts.push({ record, key });
  }
  if (!keys.size) return firsts.map(({ record }) => record);

  const days = [...new Set(keys.values())];
  const found = await readRows<{ key: bigint }>(
    connection,
    // Days as literals: only then DuckDB skips the blocks of other days without reading them.
    `SELECT key FROM known_hits
     WHERE day IN (${days.join()}) AND key IN (SELECT unnest($keys))`,
    { keys: list(HUGEINT, keys.keys()) },
  );
  const known = new Set(found.map(({ key }) => key));
  const fresh = firsts.filter(({ key }) => key === undefined || !known.has(key));
  await appendRows(
    connection,
    'known_hits',
    [INTEGER, HUGEINT],
    fresh.flatMap(({ key }) => (key === undefined ? [] : [[keys.get(key)!, key]])),
  );
  return fresh.map(({ record }) => record);
};
