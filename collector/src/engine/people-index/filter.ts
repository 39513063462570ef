import { readWords } from '../hash.js';

/** Slots of the first table, and of the largest: each is twice the one before. */
const [LEAST_SLOTS, MOST_SLOTS] = [2 ** 10, 2 ** 23];
/** Fuller tables are slow to search. */
const FULL = 0.7;

/** Tells keys that are new from those that were there. */
export interface Filter {
  /** False: it was never added. True: it was, but for once in a hundred million. */
  has(key: bigint): boolean;
  add(key: bigint): void;
  bytes(): number;
}

interface Table {
  /** 32 bits of a key each; 0 is free. */
  prints: Uint32Array;
  free: number;
}

const createTable = (slots: number): Table => ({
  prints: new Uint32Array(slots),
  free: Math.floor(slots * FULL),
});

/** Where a print stands or would stand. */
const findSlot = ({ prints }: Table, place: number, print: number): number => {
  const mask = prints.length - 1;
  let slot = place & mask;
  while (prints[slot] !== 0 && prints[slot] !== print) slot = (slot + 1) & mask;
  return slot;
};

/** A filter that grows with what is added: some seven bytes a key. */
export const createFilter = (): Filter => {
  const tables = [createTable(LEAST_SLOTS)];
  return {
    has(key) {
      const [place, print] = readWords(key);
      return tables.some((table) => table.prints[findSlot(table, place!, print! || 1)] !== 0);
    },
    add(key) {
      const [place, print] = readWords(key);
      let table = tables.at(-1)!;
      if (!table.free) {
        table = createTable(Math.min(MOST_SLOTS, table.prints.length * 2));
        tables.push(table);
      }
      table.prints[findSlot(table, place!, print! || 1)] = print! || 1;
      table.free--;
    },
    bytes: () => tables.reduce((sum, { prints }) => sum + prints.byteLength, 0),
  };
};
