import { decodeHit, HIT_ID, LINK_SOURCE, NAME, PERSON, TIME } from 'kmq/wire';
import type { HitRecord } from '../ingest/record.js';
import type { ImportNames } from './kept.js';

/** The other identity of an alias, and the time of receipt, in the export form. */
const SECOND_PERSON = '_p2';
const RECEIVED = '_r';

/** From here on a number is milliseconds since 1970, not seconds. */
const MILLISECONDS_FROM = 1e11;

/** One line of an export as the log takes it. */
export type Imported = { draft: Omit<HitRecord, 'seq'> } | { rejected: string };

/** Where a line stands, and what is made of it. */
export interface ImportContext {
  site: string;
  /** Name of the file, by its content. */
  file: string;
  line: number;
  names: ImportNames;
  /** Time of receipt where the line tells none, Unix milliseconds. */
  now: number;
}

/** What the names of a file stand for, where nothing was mapped. */
export const NO_NAMES: ImportNames = { events: {}, properties: {} };

const toMilliseconds = (seconds: unknown): number | undefined => {
  const number = typeof seconds === 'string' && seconds.trim() ? Number(seconds) : seconds;
  if (typeof number !== 'number' || !(number >= 0 && number < MILLISECONDS_FROM)) return undefined;
  // Whole microseconds first: 0.001 is no sum of halves.
  return Math.round(number * 1e6) / 1e3;
};

const toText = (value: unknown): string | undefined =>
  ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;

const rename = (names: Record<string, string>, name: string): string =>
  Object.hasOwn(names, name) ? names[name]! : name;

const toKind = (line: Record<string, unknown>): HitRecord['kind'] => {
  if (line[SECOND_PERSON] !== undefined) return 'a';
  return line[NAME] === undefined ? 's' : 'e';
};

/** A parsed line in the Kissmetrics export form → a record's draft, or why not. */
export const toImported = (line: unknown, context: ImportContext): Imported => {
  if (typeof line !== 'object' || line === null || Array.isArray(line))
    return { rejected: 'not_an_object' };
  const { site, file, names, now } = context;
  const hit = line as Record<string, unknown>;
  const kind = toKind(hit);
  const time = toMilliseconds(hit[TIME]);
  if (time === undefined) return { rejected: 'invalid_time' };
  const received = toMilliseconds(hit[RECEIVED] ?? now / 1000);
  if (received === undefined) return { rejected: 'invalid_time' };

  const fields: HitRecord['fields'] = [];
  for (const [name, value] of Object.entries(hit)) {
    if (name[0] === '_' || value === null) continue;
    const text = toText(value);
    if (text === undefined) return { rejected: 'nested_value' };
    fields.push([rename(names.properties, name), text]);
  }
  const name = toText(kind === 'a' ? hit[SECOND_PERSON] : hit[NAME]);
  const id = toText(hit[HIT_ID]);
  const source = toText(hit[LINK_SOURCE]);
  if (name !== undefined) fields.push([NAME, kind === 'e' ? rename(names.events, name) : name]);
  fields.push([PERSON, toText(hit[PERSON]) ?? '']);
  // A time in its fields makes two equal hits one; without an id only their lines tell them apart.
  if (id) fields.push([TIME, toText(hit[TIME])!], [HIT_ID, id]);
  if (kind === 'a' && source) fields.push([LINK_SOURCE, source]);

  const decoded = decodeHit(kind, new Map(fields));
  if ('rejected' in decoded) return { rejected: decoded.rejected };
  const draft: Omit<HitRecord, 'seq'> = {
    type: 'hit',
    v: 1,
    site,
    kind,
    fields,
    received,
    time,
    via: 'single',
  };
  if (!id) draft.imported = `${file}:${context.line}`;
  return { draft };
};
