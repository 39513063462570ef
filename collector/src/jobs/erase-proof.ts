import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { scanSegment } from '../ingest/log/scan.js';
import type { Erasure } from './erasure.js';
import { splitLines } from './file/lines.js';
import { openTexts } from './file/unpack.js';
import type { SavedMention } from './kept.js';
import type { JobParts } from './parts.js';
import { readSealed } from './rewrite.js';

/** Reads the sealed part of the log again, including bytes that are no record. */
export const prove = async ({ logFolder }: JobParts, erasure: Erasure, upToSeq: number) => {
  let recordsLeft = 0;
  let mentionedByOthers = 0;
  for (const { path } of await readSealed(logFolder, upToSeq))
    for await (const stretch of scanSegment(path)) {
      if ('damaged' in stretch) recordsLeft += Number(erasure.mentions(stretch.damaged.toString()));
      else
        for (const record of stretch.records)
          if (erasure.takes(record)) recordsLeft++;
          else if (erasure.mentions(JSON.stringify(record))) mentionedByOthers++;
    }
  return { recordsLeft, mentionedByOthers };
};

/** Whether a file that waits to be imported, compressed or not, mentions the person. */
const doesFileMention = async (path: string, erasure: Erasure): Promise<boolean> => {
  for await (const { bytes } of openTexts(path))
    for await (const line of splitLines(bytes))
      if (line && erasure.mentions(line.toString())) return true;
  return false;
};

/** Files that wait to be imported and would bring the person back. */
export const countImportsThatMention = async (
  { data }: JobParts,
  erasure: Erasure,
): Promise<number> => {
  const folder = join(data, 'imports');
  let found = 0;
  // A file that cannot be read is never imported.
  for (const name of await readdir(folder).catch(() => []))
    found += Number(await doesFileMention(join(folder, name), erasure).catch(() => false));
  return found;
};

/** Saved notes, reports and populations that mention the person; they stay until their authors change them. */
export const findSaved = ({ store }: JobParts, site: string, erasure: Erasure): SavedMention[] => {
  const mentions = (one: object) => erasure.mentions(JSON.stringify(one));
  return [
    ...store.notes
      .list(site)
      .flatMap((note) =>
        mentions(note) ? [{ kind: 'note' as const, id: note.id, name: note.date }] : [],
      ),
    ...store.dismissals
      .list(site)
      .flatMap((one) =>
        mentions(one) ? [{ kind: 'dismissal' as const, id: one.id, name: one.id }] : [],
      ),
    ...store.savedReports
      .list(site)
      .flatMap((report) =>
        mentions(report) ? [{ kind: 'report' as const, id: report.id, name: report.name }] : [],
      ),
    ...store.populations
      .list(site)
      .flatMap((one) =>
        mentions(one) ? [{ kind: 'population' as const, id: one.id, name: one.name }] : [],
      ),
  ];
};
