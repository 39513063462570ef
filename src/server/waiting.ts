import { createId } from '../browser/random.js';

/** A line that is not settled. */
export interface Entry {
  line: string;
  /** It is in a request. */
  flying: boolean;
}

export interface Bounds {
  maxHits: number;
  maxBytes: number;
}

/** Lines in memory, oldest first. */
export interface Waiting {
  entries(): readonly Entry[];
  size(): number;
  bytes(): number;
  add(line: string): void;
  /** The oldest, as many as fit into so many bytes and hits; one at least. */
  take(bytes: number, hits: number): Entry[];
  remove(settled: readonly Entry[]): void;
  /** Forgets what can never be sent; counted. */
  drop(lost: readonly Entry[]): void;
  /** Such lines no longer block those behind them. */
  toEnd(late: readonly Entry[]): void;
  dropped(): number;
  /** `<id>:<count>` of what was dropped, '' for nothing (D7). */
  drops(): string;
}

/** Keeps lines within bounds: the oldest go first, links between identities last, what is in a request never. */
export const createWaiting = (bounds: Bounds): Waiting => {
  // Made when it is needed: Cloudflare allows no randomness before a request has come.
  let dropId = '';
  let entries: Entry[] = [];
  let bytes = 0;
  let dropped = 0;

  const remove = (settled: readonly Entry[]): void => {
    const gone = new Set(settled);
    entries = entries.filter((entry) => !gone.has(entry));
    for (const { line } of gone) bytes -= line.length + 1;
  };

  const drop = (lost: readonly Entry[]): void => {
    dropped += lost.length;
    remove(lost);
  };

  const isOver = () => entries.length > bounds.maxHits || bytes > bounds.maxBytes;

  /** Whether there was one that may go. */
  const dropOldest = (): boolean => {
    const first = entries.findIndex(({ flying, line }) => !flying && line[0] !== 'a');
    const at = first < 0 ? entries.findIndex(({ flying }) => !flying) : first;
    if (at < 0) return false;
    for (const { line } of entries.splice(at, 1)) bytes -= line.length + 1;
    dropped++;
    return true;
  };

  return {
    entries: () => entries,
    size: () => entries.length,
    bytes: () => bytes,
    add(line) {
      entries.push({ line, flying: false });
      bytes += line.length + 1;
      while (isOver() && dropOldest());
    },
    take(most, hits) {
      let room = most;
      const over = entries.findIndex(({ line }, index) => {
        room -= line.length + 1;
        return index > 0 && (room < 0 || index >= hits);
      });
      return over < 0 ? [...entries] : entries.slice(0, over);
    },
    remove,
    drop,
    toEnd(late) {
      entries = [...entries.filter((entry) => !late.includes(entry)), ...late];
    },
    dropped: () => dropped,
    drops() {
      if (dropped) dropId ||= createId();
      return dropped ? `${dropId}:${dropped}` : '';
    },
  };
};
