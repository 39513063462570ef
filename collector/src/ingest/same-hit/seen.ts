import { createHashSlots } from './hash-slots.js';

/** Remembers texts by 64 bits of their hash. */
export interface Seen {
  /** Whether the text is new; it is known from then on. */
  add(text: string): boolean;
  has(text: string): boolean;
}

/** Creates a set for millions of texts. */
export const createSeen = (): Seen => {
  const slots = createHashSlots();
  return { has: slots.has, add: (text) => slots.take(text).isNew };
};
