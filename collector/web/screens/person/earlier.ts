import type { TimelineEntry } from '../../api/types.js';

/** A value that a property had, and since when. */
export interface EarlierValue {
  value: string;
  time: string;
}

/** Values that sets gave each property, newest first; what was said again and again stands once. */
export const findEarlierValues = (timeline: TimelineEntry[]): Map<string, EarlierValue[]> => {
  const values = new Map<string, EarlierValue[]>();
  for (const { kind, time, properties } of timeline) {
    if (kind !== 'set') continue;
    for (const [name, value] of Object.entries(properties)) {
      const known = values.get(name) ?? [];
      const newer = known.at(-1);
      // The timeline runs backwards: the same value further back only began earlier.
      if (newer?.value === value) newer.time = time;
      else known.push({ value, time });
      values.set(name, known);
    }
  }
  return values;
};
