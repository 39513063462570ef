import { createMatcher, type Target } from './elements.js';

export interface Tracker {
  matches(element: Element): unknown;
  record(fields?: object): void;
  target: Target;
  name: unknown;
}

const isSame = (a: Target, b: Target): boolean =>
  a === b ||
  (Array.isArray(a) &&
    Array.isArray(b) &&
    a.length === b.length &&
    a.every((each, index) => each === b[index]));

/**
 * Trackers of a document. Pages that exchange their body run their script at each visit: the same target and event name is
 * one tracker, and the latest properties win.
 */
export const createTrackers = (): [
  all: Tracker[],
  track: (target: Target, name: unknown, record: Tracker['record']) => void,
] => {
  const all: Tracker[] = [];
  return [
    all,
    (target, name, record) => {
      const known = all.find((each) => each.name === name && isSame(each.target, target));
      if (known) known.record = record;
      else all.push({ target, name, record, matches: createMatcher(target) });
    },
  ];
};
