import { createHashSlots, FIRST_SLOTS } from './hash-slots.js';

/** Counts how often a text came, this time included. */
export type CountOccurrence = (text: string) => number;

/** Creates a count for millions of texts: 12 bytes a slot. */
export const createOccurrences = (): CountOccurrence => {
  let counts = new Uint32Array(FIRST_SLOTS);
  const slots = createHashSlots((size, move) => {
    const larger = new Uint32Array(size);
    move((from, to) => {
      larger[to] = counts[from]!;
    });
    counts = larger;
  });
  return (text) => {
    const { slot } = slots.take(text);
    counts[slot] = counts[slot]! + 1;
    return counts[slot]!;
  };
};
