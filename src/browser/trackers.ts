import { isMatch, type Matched, type Target, toMatched } from './elements.js';

export interface Tracker {
  target: Target;
  name: unknown;
  record(fields?: object): void;
  matched: Matched;
}

/**
 * Trackers of a document. Pages that exchange their body run their script at each visit: a target, or an element, with the
 * same event name has one tracker, and the latest properties win.
 */
export const createTrackers = (): [
  all: Tracker[],
  track: (target: Target, name: unknown, record: Tracker['record']) => void,
  matches: (tracker: Tracker, path: readonly Element[]) => boolean,
] => {
  const all: Tracker[] = [];
  return [
    all,
    (target, name, record) => {
      const same = all.filter((each) => each.name === name);
      const [known] = same.filter((each) => each.target === target);
      if (known) {
        known.record = record;
        return;
      }
      const matched = toMatched(target);
      for (const each of same)
        each.matched[1] = each.matched[1].filter((element) => !isMatch(['', matched[1]], element));
      all.push({ target, name, record, matched });
    },
    ({ matched }, path) => path.some((element) => isMatch(matched, element)),
  ];
};
