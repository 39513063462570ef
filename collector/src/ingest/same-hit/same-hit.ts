import { HIT_ID, PERSON, TIME } from 'kmq/wire';
import type { HitRecord } from '../record.js';

/**
 * What two records have in common exactly when they are one hit, or null where a record is never a repeat (S7):
 * with a hit id the site, person, time as sent and id; without one all fields as sent, if a time was sent; of an
 * import without one its file and line.
 * Of several records of one hit, the first in the log stands.
 */
export const toSameness = (
  { site, kind, fields, imported }: HitRecord,
  sent: ReadonlyMap<string, string> = new Map(fields),
): string | null => {
  const time = sent.get(TIME);
  const id = sent.get(HIT_ID);
  if (id) return JSON.stringify([site, sent.get(PERSON), time ?? null, id]);
  if (imported) return JSON.stringify([site, imported]);
  if (!time) return null;
  return JSON.stringify([site, kind, [...fields].sort(([a], [b]) => (a < b ? -1 : 1))]);
};
