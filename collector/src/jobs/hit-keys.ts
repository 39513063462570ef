import { hash } from 'node:crypto';
import { HIT_ID, TIME } from 'kmq/wire';
import { exportHit, RECEIVED } from '../ingest/log/exported.js';
import type { HitRecord } from '../ingest/record.js';
import { createOccurrences } from '../ingest/same-hit/occurrences.js';
import { toSameness } from '../ingest/same-hit/same-hit.js';
import type { HitDraft, Imported } from './imported.js';

const HASH_LENGTH = 22;

/** Whether an earlier version imported it: they wrote 64 hexadecimal digits in front of the line's number. */
export const isFileAndLine = (imported: string): boolean => /^[0-9a-f]{64}:\d+$/.test(imported);

/** What a hit says, the same however its line is written: a hash of its export, names in order. */
const hashContent = (hit: HitDraft, withReceipt: boolean): string => {
  const said = Object.entries(exportHit(hit))
    .filter(([name]) => withReceipt || name !== RECEIVED)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify([hit.kind, said]);
  return hash('sha256', text, 'base64url').slice(0, HASH_LENGTH);
};

const inFile = (site: string, content: string, occurrence: number): string =>
  JSON.stringify([site, 'line', content, occurrence]);
const inExport = (site: string, content: string, occurrence: number): string =>
  JSON.stringify([site, 'export', content, occurrence]);

/** Whether a line of our own export says the same time and id as was sent, so that it is known by them. */
const isKnownFromExport = ({ fields, time }: HitRecord): boolean => {
  const sent = new Map(fields);
  return Boolean(sent.get(HIT_ID)) && sent.get(TIME) === String(time / 1000);
};

/**
 * Tells, of hits of the log in its order and each once, all keys by which a line of a file may be known to be that hit
 * (S25): what makes two hits the same; what its export says; what it says where an earlier version imported it.
 */
export const createHitKeys = (): ((hit: HitRecord) => string[]) => {
  const countLines = createOccurrences();
  const countExports = createOccurrences();
  return (hit) => {
    const { site, imported } = hit;
    const sameness = toSameness(hit);
    const keys = sameness === null ? [] : [sameness];
    if (imported && isFileAndLine(imported)) {
      const content = hashContent(hit, false);
      keys.push(inFile(site, content, countLines(content)));
    }
    if (!isKnownFromExport(hit)) {
      const content = hashContent(hit, true);
      keys.push(inExport(site, content, countExports(content)));
    }
    return keys;
  };
};

/** A line's hit as the log takes it, and all keys by which it may be there already. */
export interface Keyed {
  draft: HitDraft;
  /** What makes two hits the same. */
  sameness: string;
  keys: string[];
}

/**
 * Gives the lines of a file, in its order, what they are known by: an id of their own, or what they say in the names of
 * the file, and which of the equal lines they are (S25). `knowsEarlier`: hits of earlier versions are to be known, too.
 */
export const createLineKeys = (
  knowsEarlier: boolean,
): ((line: Extract<Imported, { draft: HitDraft }>) => Keyed) => {
  const countLines = createOccurrences();
  const countRead = createOccurrences();
  const countExports = createOccurrences();
  return ({ draft, asInFile, tellsReceipt }) => {
    const { site } = draft;
    const keys: string[] = [];
    const hit: HitDraft = { ...draft };
    if (!draft.fields.some(([name]) => name === HIT_ID)) {
      const content = hashContent(asInFile, tellsReceipt);
      hit.imported = `${content}:${countLines(content)}`;
      // Earlier versions kept what was read, whatever the file said.
      const spoken = draft === asInFile ? [draft] : [draft, asInFile];
      for (const said of knowsEarlier ? spoken : []) {
        const read = hashContent(said, false);
        const part = said === draft ? read : `${read} in file`;
        keys.push(inFile(site, read, countRead(part)));
      }
    }
    if (tellsReceipt) {
      const content = hashContent(draft, true);
      keys.push(inExport(site, content, countExports(content)));
    }
    const sameness = toSameness(hit as HitRecord)!;
    return { draft: hit, sameness, keys: [sameness, ...keys] };
  };
};
