import type { WrittenRecord } from '../record.js';

type Type = WrittenRecord['type'];

/** Every form of record that this version reads. */
const KNOWN: { [Each in Type]: readonly Extract<WrittenRecord, { type: Each }>['v'][] } = {
  hit: [1],
  hits: [2, 3],
  unlink: [1],
  unapprove: [1],
  approve: [1],
  settings: [1],
  erase: [1],
  deleted: [1],
  erased: [1],
};

/** Records begin with it, however long they are. */
const BEGINNING = /^\{"type":"(\w+)","v":(\d+)[,}]/;
const BEGINNING_BYTES = 64;

/** A newer collector has written to the log: reading past what it wrote would lose it without a word. */
export class NewerRecord extends Error {
  constructor(path: string, type: string, version: number) {
    super(
      [
        `${path} holds a record that this version does not know (${type}, form ${version}): a newer kmq-collector has written it. Nothing was changed.`,
        'Install that version or a newer one, or restore the backup that was made before the upgrade into another folder.',
      ].join('\n'),
    );
  }
}

/** Throws where a whole line of the segment is a record of a form that is not known. */
export const requireKnown = (path: string, line: Buffer): void => {
  const begins = BEGINNING.exec(line.toString('latin1', 0, BEGINNING_BYTES));
  const { type, v } = begins
    ? { type: begins[1]!, v: Number(begins[2]) }
    : (JSON.parse(line.toString()) as { type: string; v: number });
  const known: readonly number[] | undefined = Object.hasOwn(KNOWN, type)
    ? KNOWN[type as Type]
    : undefined;
  if (!known?.includes(v)) throw new NewerRecord(path, type, v);
};
