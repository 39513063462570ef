import { createId } from '../browser/random.js';
import type { Store } from './store.js';

/** A line that has not been acknowledged. */
export interface Entry {
  line: string;
  /** When it was recorded, Unix seconds. */
  time: number;
  /** Storage key of the write it is part of, '' while it is only in memory. */
  key: string;
  /** How it is on its way: 0 it waits, 1 in a request that dies with the page, 2 in one that survives it. */
  flying: 0 | 1 | 2;
  /** It was sent at least once: it may not change any more. */
  tried?: boolean;
  /** Runs once it is acknowledged. */
  done?: (() => void) | undefined;
}

/** Older hits are not worth sending. */
const KEEP_SECONDS = 30 * 86_400;

/** A page that has not stamped its outbox for so long is dead, or sleeps; what it left may be claimed. */
const STAMP_MS = 60_000;

/** So long a page without a stamp is left alone: its last requests may still be on their way. */
const CLAIM_MS = 5_000;

export interface Outbox {
  /** What waits and what is in flight, oldest first. */
  entries(): Entry[];
  /** Keeps lines, as one storage key; of one task they stand in the order of their times. */
  add(fresh: Entry[]): void;
  /** Forgets lines that are settled. */
  remove(settled: readonly Entry[]): void;
  /** Forgets a line that can never be sent; counted. */
  drop(entry: Entry): void;
  /** Writes an entry again whose line has changed. */
  save(entry: Entry): void;
  /** Moves an entry behind all others. */
  putLast(entry: Entry): void;
  /** Says to other pages that this one lives, or that it has gone. */
  stamp(lives: boolean): void;
  /** Takes over what pages that are gone have left. True when some of it must be looked at again later. */
  adopt(): boolean;
  /** A page that comes back takes a new id: others may have claimed what it had. */
  restart(): void;
  /** Forgets everything, also what other pages keep. */
  clear(): void;
  /** `<id>:<count>` of the hits dropped by this page, '' when none was. */
  drops(): string;
}

/** Whether a line is too old; a time that the caller gave (`_d` follows) tells nothing about that. */
const isStale = (line: string): boolean =>
  +(/&_t=([\d.]+)&_i/.exec(line)?.[1] ?? Infinity) < Date.now() / 1000 - KEEP_SECONDS;

/** Page views are the first to go when there are too many hits, links between identities the last. */
const toWorth = ({ line }: Entry): number =>
  line[0] === 'a' ? 2 : line.includes('_n=Page%20View&') ? 0 : 1;

const byNumber = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : 1);

/**
 * Keeps each line until it is acknowledged: one storage key for each task that recorded something,
 * `kmq:<site key>:<page id>:<n>`, never rewritten but for a title that came late.
 */
export const createOutbox = (
  store: Store,
  limits: { key: string; maxHits: number; maxBytes: number },
): Outbox => {
  const dropId = createId();
  const unstamped: Record<string, number> = {};
  let entries: Entry[] = [];
  let dropCount = 0;
  let page = createId();
  let writes = 0;

  const prefix = () => `kmq:${limits.key}:`;

  const save = ({ key }: Entry): boolean =>
    !!key &&
    store.item(
      key,
      entries
        .filter((entry) => entry.key === key)
        .map(({ line }) => line)
        .join('\n'),
    );

  const remove = (settled: readonly Entry[]): void => {
    entries = entries.filter((entry) => !settled.includes(entry));
    for (const entry of settled) {
      if (!entries.some(({ key }) => key === entry.key)) save(entry);
      entry.done?.();
    }
  };

  const drop = (entry: Entry): void => {
    dropCount++;
    remove([entry]);
  };

  const add = (fresh: Entry[]): void => {
    const key = `${prefix() + page}:${++writes}`;
    for (const entry of fresh) entry.key = key;
    entries.push(...fresh.sort((a, b) => a.time - b.time));
    if (fresh[0] && !save(fresh[0])) for (const entry of fresh) entry.key = '';
    let bytes = entries.reduce((sum, { line }) => sum + line.length, 0);
    while (entries.length > limits.maxHits || bytes > limits.maxBytes) {
      const worst = entries.reduce((a, b) => (toWorth(b) < toWorth(a) ? b : a));
      bytes -= worst.line.length;
      drop(worst);
    }
  };

  /** Storage keys by the page that wrote them. */
  const readPages = (): Record<string, string[]> => {
    const pages: Record<string, string[]> = {};
    for (const key of store.keys(prefix())) {
      const id = key.split(':')[2]!;
      pages[id] ??= [];
      pages[id].push(key);
    }
    return pages;
  };

  const claim = (keys: string[] = []): void => {
    for (const key of keys.sort(byNumber)) {
      const lines = store
        .item(key)
        .split('\n')
        .filter((line) => line.includes('?'));
      const kept = lines.filter((line) => !isStale(line));
      dropCount += lines.length - kept.length;
      add(kept.map((line) => ({ line, key, time: 0, flying: 0 })));
      store.item(key, '');
    }
  };

  return {
    entries: () => entries,
    add,
    remove,
    drop,
    save,
    putLast(entry) {
      entries = [...entries.filter((other) => other !== entry), entry];
    },
    stamp(lives) {
      store.item(`${prefix() + page}:`, lives ? `${Date.now()}` : '');
    },
    adopt() {
      let again = false;
      for (const [id, keys] of Object.entries(readPages())) {
        if (id === page) continue;
        const stamp = +store.item(`${prefix() + id}:`);
        unstamped[id] = stamp ? 0 : unstamped[id] || Date.now();
        if (Date.now() - (stamp || unstamped[id]) >= (stamp ? STAMP_MS : CLAIM_MS)) claim(keys);
        // A page that lives and waits for nothing has its stamp alone.
        else again ||= keys.length > +!!stamp;
      }
      return again;
    },
    restart() {
      const keys = readPages()[page];
      page = createId();
      entries = entries.filter(({ key }) => !key);
      claim(keys);
    },
    clear() {
      entries = [];
      for (const key of store.keys(prefix())) store.item(key, '');
    },
    drops: () => (dropCount && `${dropId}:${dropCount}`) || '',
  };
};
