import { createId } from '../browser/random.js';
import { tell } from '../browser/report.js';
import { encodeBatch } from '../wire/batch.js';
import { later } from './once.js';
import type { Store } from './store.js';

/** A line that has not been acknowledged. */
export interface Entry {
  line: string;
  /** When it was recorded, Unix seconds. */
  time: number;
  /** Storage key of the write it is part of, '' while it is only in memory. */
  key: string;
  /** How it is on its way: -1 it was never sent, 0 it waits, 1 in a request that dies with the page, 2 in one that survives it. */
  flying: -1 | 0 | 1 | 2;
  /** When it failed alone, Unix milliseconds, else 0: such a line does not block the others. */
  late: number;
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
  /** Forgets lines that can never be sent; counted. */
  drop(lost: readonly Entry[]): void;
  /** Writes an entry again whose line has changed; whether that sticks. */
  save(entry?: Entry): unknown;
  /** Says to other pages when this one lived, Unix milliseconds; '' that it has gone. */
  stamp(time: string): void;
  /** Whether the storage holds no line, be it of this page or of another one. */
  isEmpty(): boolean;
  /** Takes over what pages that are gone have left. */
  adopt(): void;
  /** A page that comes back takes a new id: others may have claimed what it had. */
  restart(): void;
  /** Tells when nothing waits any more. */
  whenEmpty(done?: () => void): void;
  /** `<id>:<count>` of the hits dropped by this page, '' when none was. */
  drops(): string;
}

/** Whether a line is too old; a time that the caller gave (`_d` follows) tells nothing about that. */
const isStale = (line: string): boolean => {
  const [, time] = /&_t=([^&]+)&_i/.exec(line) ?? [];
  return Date.now() / 1000 - +time! > KEEP_SECONDS;
};

/** Page views are the first to go when there are too many hits, links between identities the last. */
const toWorth = ({ line }: Entry): number =>
  line[0] === 'a' ? 2 : +!line.includes('_n=Page%20View&');

/** The lines of entries. */
export const toLines = (entries: readonly Entry[]): string[] => entries.map(({ line }) => line);

const tellOf = (what: string, entries: readonly Entry[]): void => {
  if (entries[0]) tell(what, toLines(entries));
};

/**
 * Keeps each line until it is acknowledged: one storage key for each task that recorded something,
 * `kmq:<site key>:<page id>:<n>`, never rewritten but for a title that came late.
 */
export const createOutbox = (
  { item, keys }: Store,
  limits: { key: string; maxHits: number; maxBytes: number },
): Outbox => {
  let page = createId();
  const dropId = page;
  let entries: Entry[] = [];
  let dropped = 0;
  let writes = 0;
  const waiting: ((() => void) | undefined)[] = [];

  const toKey = (id = ''): string => `kmq:${limits.key}:${id}`;

  /** Storage keys of this page start so; its stamp has nothing more. */
  const toOwn = (write: number | string = ''): string => toKey(`${page}:${write}`);

  const save = (entry?: Entry) =>
    entry?.key &&
    item(entry.key, encodeBatch(toLines(entries.filter(({ key }) => key === entry.key))));

  const remove = (settled: readonly Entry[]): void => {
    tellOf('removed', settled);
    entries = entries.filter((entry) => settled.indexOf(entry) < 0);
    for (const entry of settled) {
      if (!entries.some(({ key }) => key === entry.key)) save(entry);
      entry.done?.();
    }
    if (!entries[0]) for (const done of waiting.splice(0)) done?.();
  };

  const drop = (lost: readonly Entry[]): void => {
    dropped += lost.length;
    remove(lost);
  };

  /** Writes lines under a key of their own; where that does not stick they are in memory only. */
  const write = (fresh: Entry[]): void => {
    const key = toOwn(++writes);
    for (const entry of fresh) entry.key = key;
    if (!save(fresh[0])) for (const entry of fresh) entry.key = '';
    tellOf('stored', fresh);
  };

  const add = (fresh: Entry[]): void => {
    entries.push(...fresh.sort((a, b) => a.time - b.time));
    write(fresh);
    let bytes = encodeBatch(toLines(entries)).length;
    let hits = entries.length;
    const byWorth = [...entries].sort((a, b) => toWorth(a) - toWorth(b));
    drop(
      byWorth.filter(({ line }) => {
        if (hits <= limits.maxHits && bytes <= limits.maxBytes) return false;
        bytes -= line.length + 1;
        return hits--;
      }),
    );
  };

  /** Storage keys of pages by the order in which they were written, stamps last. */
  const readKeys = (prefix: string): string[] => {
    const toNumber = (key: string) => +key.replace(/.*:/, '') || Infinity;
    return keys(prefix).sort((a, b) => toNumber(a) - toNumber(b));
  };

  const claim = (key: string): void => {
    const fresh: Entry[] = [];
    for (const line of item(key).split('\n'))
      if (isStale(line)) dropped++;
      else if (line.includes('?'))
        fresh.push({ line, key, time: 0, flying: 0, late: 0, done: undefined });
    add(fresh);
    item(key, '');
    // A full storage has room for the copy only now.
    if (!fresh[0]?.key) write(fresh);
  };

  return {
    entries: () => entries,
    add,
    remove,
    drop,
    save,
    stamp: (time) => item(toOwn(), time),
    isEmpty: () => !keys(toKey()).some((key) => /\d$/.test(key)),
    adopt() {
      const now = Date.now();
      for (const key of readKeys(toKey())) {
        const stampKey = key.replace(/\d*$/, '');
        const stamp = +item(stampKey);
        if (stampKey === toOwn()) continue;
        // A page without a stamp gets one that lets it wait for `CLAIM_MS`.
        if (!stamp) item(stampKey, `${now - STAMP_MS + CLAIM_MS}`);
        else if (now - stamp >= STAMP_MS) claim(key);
      }
    },
    restart() {
      const before = toOwn();
      page = createId();
      entries = entries.filter(({ key }) => !key);
      for (const entry of entries) entry.flying = 0;
      readKeys(before).forEach(claim);
    },
    whenEmpty(done) {
      if (entries[0]) waiting.push(done);
      else later(done);
    },
    drops: () => (dropped ? `${dropId}:${dropped}` : ''),
  };
};
