import { createId } from '../browser/random.js';
import type { Store } from './store.js';

/** A line that has not been acknowledged. */
export interface Entry {
  line: string;
  /** Storage key of the write it is part of; none while it is only in memory. */
  key?: string;
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
  entries: Entry[];
  /** Puts lines into the outbox; on disk with the next `commit`. */
  add(entry: Entry): void;
  /** Writes what was added since the last time, as one storage key. */
  commit(): void;
  /** Forgets lines that are settled. */
  remove(settled: readonly Entry[]): void;
  /** Replaces a line that was never sent. */
  rewrite(entry: Entry, line: string): void;
  /** Says to other pages that this one lives, or that it has gone. */
  stamp(alive: boolean): void;
  /** Takes over what pages that are gone have left. True when some of it must be looked at again later. */
  adopt(): boolean;
  /** A page that comes back takes a new id: others may have claimed what it had. */
  restart(): void;
  /** Forgets everything, also what other pages keep. */
  clear(): void;
  /** `<id>:<count>` of the hits dropped by this page, '' when none was. */
  drops(): string;
  drop(dropped: Entry): void;
}

/** Whether a line is too old; a time that the caller gave (`_d` follows) tells nothing about that. */
const isStale = (line: string): boolean =>
  +(/&_t=([\d.]+)&_i/.exec(line)?.[1] ?? Infinity) < Date.now() / 1000 - KEEP_SECONDS;

/** Page views are the first to go when there are too many hits, links between identities the last. */
const toWorth = (line: string): number => +!/[?&]_n=Page%20View&/.test(line) + +/^a/.test(line);

/**
 * Keeps each line until it is acknowledged: one storage key for each task that recorded something,
 * `<name>:<page id>:<n>`, never rewritten but for a title that came late.
 */
export const createOutbox = (
  name: () => string,
  store: Store,
  limits: { maxHits: number; maxBytes: number },
): Outbox => {
  const drops = createId();
  const unstamped: Record<string, number> = {};
  let dropCount = 0;
  let page = createId();
  let writes = 0;
  let fresh: Entry[] = [];

  const save = (key: string | undefined): boolean =>
    !!key &&
    store.write(
      key,
      outbox.entries
        .filter((entry) => entry.key === key)
        .map((entry) => entry.line)
        .join('\n'),
    );

  const bound = (): void => {
    const { entries } = outbox;
    let bytes = entries.reduce((sum, { line }) => sum + line.length, 0);
    while (entries.length > limits.maxHits || bytes > limits.maxBytes) {
      const worst = entries.reduce((a, b) => (toWorth(b.line) < toWorth(a.line) ? b : a));
      bytes -= worst.line.length;
      outbox.drop(worst);
    }
  };

  /** The lines of other pages by page id, each with its storage keys in the order of writing. */
  const readOthers = (): Record<string, string[]> => {
    const others: Record<string, string[]> = {};
    for (const key of store.keys(name())) {
      const id = key.split(':')[2]!;
      if (id === page) continue;
      others[id] ??= [];
      others[id].push(key);
    }
    return others;
  };

  const claim = (keys: string[]): void => {
    for (const key of keys.sort((a, b) => a.length - b.length || (a < b ? -1 : 1))) {
      for (const line of store.read(key).split('\n'))
        if (isStale(line)) dropCount++;
        else if (line.includes('?')) outbox.add({ line, flying: 0 });
      outbox.commit();
      store.write(key, '');
    }
  };

  const outbox: Outbox = {
    entries: [],

    add(entry) {
      outbox.entries.push(entry);
      fresh.push(entry);
    },

    commit() {
      const key = `${name()}${page}:${++writes}`;
      for (const entry of fresh) entry.key = key;
      if (fresh.length && !save(key)) for (const entry of fresh) delete entry.key;
      fresh = [];
      bound();
    },

    remove(settled) {
      outbox.entries = outbox.entries.filter((entry) => !settled.includes(entry));
      for (const key of new Set(settled.map((entry) => entry.key)))
        if (!outbox.entries.some((entry) => entry.key === key)) save(key);
      for (const { done } of settled) done?.();
    },

    rewrite(entry, line) {
      entry.line = line;
      save(entry.key);
    },

    stamp(alive) {
      store.write(`${name()}${page}:`, alive ? `${Date.now()}` : '');
    },

    adopt() {
      let again = false;
      const others = readOthers();
      for (const id in others) {
        const keys = others[id]!;
        const stamp = +store.read(`${name()}${id}:`);
        if (stamp) delete unstamped[id];
        else unstamped[id] ??= Date.now();
        if (Date.now() - (stamp || unstamped[id]!) >= (stamp ? STAMP_MS : CLAIM_MS)) claim(keys);
        // A page that lives and waits for nothing has its stamp alone.
        else again ||= keys.some((key) => !key.endsWith(':'));
      }
      return again;
    },

    restart() {
      const old = page;
      page = createId();
      outbox.entries = outbox.entries.filter((entry) => !entry.key);
      for (const entry of outbox.entries) entry.flying = 0;
      claim(readOthers()[old] ?? []);
    },

    clear() {
      outbox.entries = fresh = [];
      for (const key of store.keys(name())) store.write(key, '');
    },

    drops: () => (dropCount ? `${drops}:${dropCount}` : ''),

    drop(dropped) {
      dropCount++;
      outbox.remove([dropped]);
    },
  };
  return outbox;
};
