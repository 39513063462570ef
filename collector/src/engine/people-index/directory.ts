import { readWords } from '../hash.js';

/** What is known of an identity. */
export interface Known {
  identity: number;
  person: number;
  /** Millisecond; null where only a link to a placeholder mentions it. */
  firstSeen: number | null;
  /** Whether any link touches it. */
  linked: boolean;
}

/** Identities by key, in columns: as objects they would take five times the memory, and stop the loader to tidy up. */
export interface Directory {
  /** Place of an identity, or -1. */
  find(key: bigint): number;
  /** Place of an identity that `find` does not know. */
  add(key: bigint, known: Known): number;
  identity(place: number): number;
  person(place: number): number;
  firstSeen(place: number): number | null;
  isLinked(place: number): boolean;
  setPerson(place: number, person: number): void;
  setFirstSeen(place: number, millisecond: number): void;
  setLinked(place: number): void;
  size(): number;
}

const WORDS = 4;
const LEAST_PLACES = 1 << 12;

/** Columns for so many places, with what other columns hold. */
const createColumns = (places: number, from?: Columns): Columns => {
  const columns = {
    places,
    keys: new Uint32Array(places * WORDS),
    identities: new Int32Array(places),
    people: new Int32Array(places),
    /** NaN: never. */
    firstSeen: new Float64Array(places),
    linked: new Uint8Array(places),
    /** Place + 1 by the first word of a key; 0 is free. */
    slots: new Int32Array(places * 2),
  };
  if (!from) return columns;
  columns.keys.set(from.keys);
  columns.identities.set(from.identities);
  columns.people.set(from.people);
  columns.firstSeen.set(from.firstSeen);
  columns.linked.set(from.linked);
  const mask = columns.slots.length - 1;
  for (let place = 0; place < from.places; place++) {
    let slot = columns.keys[place * WORDS]! & mask;
    while (columns.slots[slot]) slot = (slot + 1) & mask;
    columns.slots[slot] = place + 1;
  }
  return columns;
};

interface Columns {
  places: number;
  keys: Uint32Array;
  identities: Int32Array;
  people: Int32Array;
  firstSeen: Float64Array;
  linked: Uint8Array;
  slots: Int32Array;
}

/** An empty directory; some fifty bytes an identity. */
export const createDirectory = (): Directory => {
  let columns = createColumns(LEAST_PLACES);
  let size = 0;

  /** The slot of a key, or the free one where it would be. */
  const findSlot = (words: Uint32Array): number => {
    const { slots, keys } = columns;
    const mask = slots.length - 1;
    for (let slot = words[0]! & mask; ; slot = (slot + 1) & mask) {
      const at = (slots[slot]! - 1) * WORDS;
      if (
        at < 0 ||
        (keys[at] === words[0] &&
          keys[at + 1] === words[1] &&
          keys[at + 2] === words[2] &&
          keys[at + 3] === words[3])
      )
        return slot;
    }
  };
  const firstSeen = (place: number): number | null => {
    const millisecond = columns.firstSeen[place]!;
    return Number.isNaN(millisecond) ? null : millisecond;
  };

  return {
    find: (key) => columns.slots[findSlot(readWords(key))]! - 1,
    add(key, { identity, person, firstSeen, linked }) {
      if (size === columns.places) columns = createColumns(size * 2, columns);
      const words = readWords(key);
      const place = size++;
      columns.slots[findSlot(words)] = place + 1;
      columns.keys.set(words, place * WORDS);
      columns.identities[place] = identity;
      columns.people[place] = person;
      columns.firstSeen[place] = firstSeen ?? Number.NaN;
      columns.linked[place] = linked ? 1 : 0;
      return place;
    },
    identity: (place) => columns.identities[place]!,
    person: (place) => columns.people[place]!,
    firstSeen,
    isLinked: (place) => columns.linked[place] === 1,
    setPerson(place, person) {
      columns.people[place] = person;
    },
    setFirstSeen(place, millisecond) {
      columns.firstSeen[place] = millisecond;
    },
    setLinked(place) {
      columns.linked[place] = 1;
    },
    size: () => size,
  };
};
