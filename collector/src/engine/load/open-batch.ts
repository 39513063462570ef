import type { LogRecord } from '../../ingest/record.js';
import { type Entry, toEntry } from '../hit.js';
import type { MoneyNames } from '../revenue.js';

/** Records of one transaction: enough that its fixed cost is small, few enough that memory stays so. */
const BATCH_RECORDS = 50_000;
/** Of properties; the usual ones stay far below. */
const BATCH_CHARACTERS = 30_000_000;
/** Links cost the most of all: what comes in front of many of them does not wait for all (S5). */
const BATCH_LINKS = 10_000;

/** A batch that is being filled. */
export interface OpenBatch {
  add(record: LogRecord): void;
  isEmpty(): boolean;
  isFull(): boolean;
  /** What it holds; it is empty then. */
  take(): Entry[];
}

/** An empty batch. `findNames` answers by which names a site tells its money. */
export const createOpenBatch = (findNames: (site: string) => MoneyNames): OpenBatch => {
  let entries: Entry[] = [];
  let characters = 0;
  let links = 0;
  return {
    add(record) {
      const entry = toEntry(record, findNames);
      if (!entry) return;
      entries.push(entry);
      if (entry.type !== 'hit') return;
      characters += entry.properties.length;
      if (entry.link) links++;
    },
    isEmpty: () => !entries.length,
    isFull: () =>
      entries.length >= BATCH_RECORDS || characters >= BATCH_CHARACTERS || links >= BATCH_LINKS,
    take() {
      const taken = entries;
      entries = [];
      characters = 0;
      links = 0;
      return taken;
    },
  };
};
