import { decodeHit, HIT_ID, LINK_SOURCE, NAME, PERSON, TIME } from 'kmq/wire';
import { RECEIVED, SECOND_PERSON } from '../ingest/log/exported.js';
import type { HitRecord } from '../ingest/record.js';
import { findTimeProblem, parseFileTime } from './file-time.js';
import type { ImportNames } from './kept.js';

/** A hit as the log takes it, before it has a place there. */
export type HitDraft = Omit<HitRecord, 'seq'>;

/** One line of an export as the log takes it: with the names that the file has, and as they are read. */
export type Imported =
  | { draft: HitDraft; asInFile: HitDraft; tellsReceipt: boolean }
  | { rejected: string };

/** What is made of a line. */
export interface ImportContext {
  site: string;
  names: ImportNames;
  /** Of times that do not tell theirs. */
  timeZone: string;
  /** Time of receipt where the line tells none, Unix milliseconds. */
  now: number;
}

/** What the names of a file stand for, where nothing was mapped. */
export const NO_NAMES: ImportNames = { events: {}, properties: {} };

const readText = (value: unknown): string | undefined =>
  ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;

const rename = (names: Record<string, string>, name: string): string =>
  Object.hasOwn(names, name) ? names[name]! : name;

const readKind = (line: Record<string, unknown>): HitRecord['kind'] => {
  if (line[SECOND_PERSON] !== undefined) return 'a';
  return line[NAME] === undefined ? 's' : 'e';
};

const withNames = (draft: HitDraft, { events, properties }: ImportNames): HitDraft => ({
  ...draft,
  fields: draft.fields.map(([name, value]): [string, string] => {
    if (name === NAME) return [name, draft.kind === 'e' ? rename(events, value) : value];
    return [name[0] === '_' ? name : rename(properties, name), value];
  }),
});

/** A parsed line in the Kissmetrics export form → a record's draft, or why not. */
export const readImported = (
  line: unknown,
  { site, names, timeZone, now }: ImportContext,
): Imported => {
  if (typeof line !== 'object' || line === null || Array.isArray(line))
    return { rejected: 'not_an_object' };
  const hit = line as Record<string, unknown>;
  const kind = readKind(hit);
  const time = parseFileTime(hit[TIME], timeZone);
  const problem = findTimeProblem(time, now);
  if (problem) return { rejected: problem };
  const tellsReceipt = hit[RECEIVED] !== undefined && hit[RECEIVED] !== null;
  const received = tellsReceipt ? parseFileTime(hit[RECEIVED], timeZone) : now;
  if (received === undefined) return { rejected: 'invalid_time' };

  const fields: HitRecord['fields'] = [];
  for (const [name, value] of Object.entries(hit)) {
    if (name[0] === '_' || value === null) continue;
    const text = readText(value);
    if (text === undefined) return { rejected: 'nested_value' };
    fields.push([name, text]);
  }
  const name = readText(kind === 'a' ? hit[SECOND_PERSON] : hit[NAME]);
  const id = readText(hit[HIT_ID]);
  const source = readText(hit[LINK_SOURCE]);
  if (name !== undefined) fields.push([NAME, name]);
  fields.push([PERSON, readText(hit[PERSON]) ?? '']);
  // A time in its fields makes two equal hits one; without an id, equal lines of a file are so many hits.
  if (id) fields.push([TIME, String(time! / 1000)], [HIT_ID, id]);
  if (kind === 'a' && source) fields.push([LINK_SOURCE, source]);

  const asInFile: HitDraft = {
    ...{ type: 'hit', v: 1, site, kind, fields },
    ...{ received, time: time!, via: 'single', proven: true },
  };
  const draft = names === NO_NAMES ? asInFile : withNames(asInFile, names);
  const decoded = decodeHit(kind, new Map(draft.fields));
  if ('rejected' in decoded) return { rejected: decoded.rejected };
  return { draft, asInFile, tellsReceipt };
};
