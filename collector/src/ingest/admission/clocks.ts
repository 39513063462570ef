import { hash } from 'node:crypto';
import { decodeFields, PERSON } from 'kmq/wire';
import { LATENCY_MS } from './times.js';

/** How long the clock of a sender is remembered (W9). */
const HOUR_MS = 60 * 60 * 1000;
/** Browsers and this server give a request up earlier: what is later by more comes from a clock that was set. */
const UNDER_WAY_MS = 10 * 60 * 1000;
/** Senders that are remembered, those heard of last: some 200 bytes each. */
const SENDERS_MOST = 50_000;
/** Differences that are remembered of one sender, each larger than those before it. */
const TOLD_MOST = 4;

/** Who sent a batch. */
interface Sender {
  site: string;
  agent: string | undefined;
  lines: readonly string[];
}

/** Knows how far the clocks of senders are behind ours. */
export interface Clocks {
  /**
   * Takes how much later than by the sender's clock a batch came, and answers how far that clock is behind, all in
   * milliseconds: by the smallest difference within the hour, for it is the time under way that makes others larger. A
   * difference that latency explains is taken as it is: another device under the same name must not move right times.
   */
  take(sender: Sender, difference: number, now: number): number;
}

/** A difference, and when it was told. */
type Told = readonly [difference: number, at: number];

const IDENTITY = /[?&](_p=[^&]*)/;
const KEY_DIGITS = 12;

/**
 * Keys of who sends: the identity of the first line and of the last, which differ where somebody signs in between, each
 * with the browser, for a person has several devices. No key where it stands for nobody in particular.
 */
const senderKeys = (
  { site, agent, lines }: Sender,
  isPlaceholder: (identity: string) => boolean,
): number[] => {
  const named = [lines[0], lines.at(-1)].map((line) => IDENTITY.exec(line ?? '')?.[1] ?? '');
  return [...new Set(named)].flatMap((field) => {
    const identity = decodeFields(field).get(PERSON) ?? '';
    if (isPlaceholder(identity)) return [];
    // Not the text itself, which would keep its whole batch in memory.
    const digits = hash('sha1', JSON.stringify([site, agent, identity])).slice(0, KEY_DIGITS);
    return Number.parseInt(digits, 16);
  });
};

/** Creates the clocks of senders. */
export const createClocks = (
  isPlaceholder: (identity: string) => boolean,
  most = SENDERS_MOST,
): Clocks => {
  /** In the order in which they were last heard of; of each what may be the smallest one before the hour is over. */
  const known = new Map<number, readonly Told[]>();

  return {
    take(sender, difference, now) {
      const keys = senderKeys(sender, isPlaceholder);
      const told = keys.flatMap((key) => known.get(key) ?? []);
      const fresh = told.filter(([, at]) => now - at < HOUR_MS);
      const before = Math.min(...fresh.map(([one]) => one));
      const wasSet = difference > before + UNDER_WAY_MS;
      const kept = wasSet
        ? []
        : fresh.filter(([one]) => one < difference).sort(([a], [b]) => a - b);
      const next: Told[] = [...kept.slice(0, TOLD_MOST - 1), [difference, now]];
      for (const key of keys) {
        known.delete(key);
        known.set(key, next);
      }
      for (const key of known.keys()) {
        if (known.size <= most) break;
        known.delete(key);
      }
      return Math.abs(difference) < LATENCY_MS ? difference : next[0]![0];
    },
  };
};
