import { hash } from 'node:crypto';

/** Open addressing for 64-bit hashes of texts: a slot is where one stands, 0 marks those that are free. */
export interface HashSlots {
  /** The slot of a text; it is taken from then on. */
  take(text: string): { slot: number; isNew: boolean };
  has(text: string): boolean;
}

/** Slots at first; each time it grows there are twice as many. */
export const FIRST_SLOTS = 1 << 12;
/** Fuller tables search long. */
const FULL = 0.6;

const hashText = (text: string): bigint => hash('sha1', text, 'buffer').readBigUInt64LE() || 1n;

const findSlot = (table: BigUint64Array, wanted: bigint): number => {
  let slot = Number(wanted & BigInt(table.length - 1));
  while (table[slot] !== 0n && table[slot] !== wanted) slot = (slot + 1) % table.length;
  return slot;
};

/**
 * Creates slots for millions of texts: 8 bytes each, 13 to 27 bytes a text. That two of ten million texts share a hash
 * has a chance of three in a million. `moved` is told where everything goes when there is too little room.
 */
export const createHashSlots = (
  moved?: (size: number, move: (carry: (from: number, to: number) => void) => void) => void,
): HashSlots => {
  let slots = new BigUint64Array(FIRST_SLOTS);
  let count = 0;

  const grow = (): void => {
    const before = slots;
    const larger = new BigUint64Array(before.length * 2);
    const move = (carry: (from: number, to: number) => void): void => {
      before.forEach((found, from) => {
        if (!found) return;
        const to = findSlot(larger, found);
        larger[to] = found;
        carry(from, to);
      });
    };
    if (moved) moved(larger.length, move);
    else move(() => undefined);
    slots = larger;
  };

  return {
    has(text) {
      const wanted = hashText(text);
      return slots[findSlot(slots, wanted)] === wanted;
    },
    take(text) {
      const wanted = hashText(text);
      if (count > slots.length * FULL) grow();
      const slot = findSlot(slots, wanted);
      const isNew = slots[slot] !== wanted;
      if (isNew) count++;
      slots[slot] = wanted;
      return { slot, isNew };
    },
  };
};
