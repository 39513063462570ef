import type { LogRecord } from '../../ingest/record.js';
import type { MoneyNames } from '../../money.js';
import { type Entry, toEntry } from '../hit.js';
import type { LateSite } from '../hit-store.js';

/** Records of one transaction: enough that its fixed cost is small, few enough that memory stays so. */
const BATCH_RECORDS = 50_000;
/** Of properties; the usual ones stay far below. */
const BATCH_CHARACTERS = 30_000_000;
/** Links cost the most of all. */
const BATCH_LINKS = 10_000;

/** What a batch takes, and of whom. */
export interface BatchRules {
  /** So many links of a site. */
  siteLinks: number;
  /** Whether a site's records are loaded at all. */
  takes: (site: string) => boolean;
  /** By which names a site tells its money. */
  findNames: (site: string) => MoneyNames;
}

/** What a transaction loads. */
export interface Batch {
  entries: Entry[];
  /** Sites of which it has as many links as it takes, up to which position, and when what follows came. */
  late: ReadonlyMap<string, LateSite>;
}

/** A batch that is being filled. */
export interface OpenBatch {
  add(record: LogRecord): void;
  isEmpty(): boolean;
  isFull(): boolean;
  /** What it holds; it is empty then. */
  take(): Batch;
}

/** An empty batch. */
export const createOpenBatch = ({ siteLinks, takes, findNames }: BatchRules): OpenBatch => {
  let entries: Entry[] = [];
  let late = new Map<string, LateSite>();
  let links = new Map<string, number>();
  let seen = 0;
  let characters = 0;
  let allLinks = 0;
  return {
    add(record) {
      const { site, seq, received } = record;
      seen++;
      if (late.has(site) || !takes(site)) return;
      const entry = toEntry(record, findNames);
      if (!entry) return;
      if (entry.type === 'hit' && entry.link) {
        const before = links.get(site) ?? 0;
        if (before >= siteLinks) {
          late.set(site, { site, seq: seq - 1, received });
          return;
        }
        links.set(site, before + 1);
        allLinks++;
      }
      if (entry.type === 'hit') characters += entry.properties.length;
      entries.push(entry);
    },
    isEmpty: () => seen === 0,
    isFull: () =>
      seen >= BATCH_RECORDS || characters >= BATCH_CHARACTERS || allLinks >= BATCH_LINKS,
    take() {
      const taken = { entries, late };
      entries = [];
      late = new Map();
      links = new Map();
      [seen, characters, allLinks] = [0, 0, 0];
      return taken;
    },
  };
};
