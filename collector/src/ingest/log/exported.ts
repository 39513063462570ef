import { HIT_ID, LINK_SOURCE, NAME, PERSON, TIME } from 'kmq/wire';
import type { HitRecord } from '../record.js';

/** The other identity of an alias, in the export form. */
export const SECOND_PERSON = '_p2';
/** Ours: time of receipt. */
export const RECEIVED = '_r';

const toSeconds = (milliseconds: number): number => milliseconds / 1000;

/** A hit in the Kissmetrics export form: texts as sent, times in Unix seconds (S25). */
export const exportHit = ({
  kind,
  fields,
  time,
  received,
}: Omit<HitRecord, 'seq'>): Record<string, unknown> => {
  const sent = new Map(fields);
  const name = sent.get(NAME);
  const id = sent.get(HIT_ID);
  const source = sent.get(LINK_SOURCE);
  return Object.fromEntries<unknown>([
    [PERSON, sent.get(PERSON)],
    ...(kind === 'a' ? [[SECOND_PERSON, name] as const] : []),
    ...(kind === 'e' ? [[NAME, name] as const] : []),
    [TIME, toSeconds(time)],
    ...fields.filter(([field]) => field[0] !== '_'),
    ...(id ? [[HIT_ID, id] as const] : []),
    [RECEIVED, toSeconds(received)],
    ...(kind === 'a' && source ? [[LINK_SOURCE, source] as const] : []),
  ]);
};
