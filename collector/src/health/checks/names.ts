import { toVisible } from 'kmq/wire';
import type { CatalogueAnswer } from '../../engine/engine.js';
import { EVENTS_LISTED, PROPERTIES_LISTED } from '../../engine/limits.js';
import type { Check } from '../finding.js';

const foldSpelling = (name: string): string => toVisible(name).replace(/\s+/g, ' ').toLowerCase();

/** What cannot be seen, or told from a space. */
const UNSEEN = /[\p{DI}\p{Cc}\u2800]|[^\S ]/gu;

/** A name with its hits, and written so that all of it can be seen where it could not. */
const describeTwin = ({ name, count }: CatalogueAnswer): object => {
  if (toVisible(name) === name && !name.match(UNSEEN)) return { name, count };
  const written = name.replace(UNSEEN, (unseen) => `\\u{${unseen.codePointAt(0)!.toString(16)}}`);
  return { name, count, written: `"${written}"` };
};

/** Names that differ only in case, in spaces, and in what cannot be seen. */
const findTwins = (names: readonly CatalogueAnswer[]): { names: object[] }[] => {
  const alike = new Map<string, CatalogueAnswer[]>();
  for (const row of names) {
    const plain = foldSpelling(row.name);
    const twins = alike.get(plain);
    if (twins) twins.push(row);
    else alike.set(plain, [row]);
  }
  return [...alike.values()]
    .filter((twins) => twins.length > 1)
    .map((twins) => ({ names: twins.map(describeTwin) }));
};

/** Events that are called almost the same. */
export const checkSimilarNames: Check = ({ events }) => {
  const evidence = findTwins(events);
  if (!evidence.length) return undefined;
  return {
    code: 'similar_event_names',
    severity: 'warning',
    message: 'Some event names are almost the same; each spelling counts as a separate event.',
    evidence,
    fix: 'Use one spelling everywhere, and merge the others into it in the catalogue.',
  };
};

/** Properties that are called almost the same. */
export const checkSimilarProperties: Check = ({ properties }) => {
  const evidence = findTwins(properties);
  if (!evidence.length) return undefined;
  return {
    code: 'similar_property_names',
    severity: 'warning',
    message:
      'Some property names are almost the same; each spelling counts as a separate property.',
    evidence,
    fix: 'Use one spelling everywhere, and merge the others into it in the catalogue.',
  };
};

/** Maximum number of names in the evidence. */
export const checkNameCaps: Check = ({ events, properties }) => {
  const evidence = [
    { names: 'events', count: events.length, limit: EVENTS_LISTED },
    { names: 'properties', count: properties.length, limit: PROPERTIES_LISTED },
  ].filter(({ count, limit }) => count >= limit);
  if (!evidence.length) return undefined;
  return {
    code: 'too_many_names',
    severity: 'error',
    message: 'There are more names than lists can show; the most frequent ones are listed.',
    evidence,
    fix: 'Put what varies, such as an id or a title, into a property, not into the name.',
  };
};

/** Below this, every value being another one says nothing. */
const VALUES_LEAST = 1000;
const DISTINCT_PART = 0.5;

/** Person properties that are different on almost every hit. */
export const checkCardinality: Check = ({ properties }) => {
  const evidence = properties
    .filter(
      ({ person, values = 0, count }) =>
        person && values >= VALUES_LEAST && values >= count * DISTINCT_PART,
    )
    .map(({ name, values, count }) => ({ property: name, values, hits: count }));
  if (!evidence.length) return undefined;
  return {
    code: 'high_cardinality',
    severity: 'warning',
    message: 'Some properties of people have a different value almost every time.',
    evidence,
    fix: 'Send times and ids as properties of events; set on people what groups them.',
  };
};
