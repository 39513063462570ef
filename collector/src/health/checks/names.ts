import type { Check } from '../finding.js';

/** So many names a site may have; reports and lists stay usable (S21). */
const EVENTS_MOST = 5000;
const PROPERTIES_MOST = 10_000;

const toPlain = (name: string): string => name.trim().replace(/\s+/g, ' ').toLowerCase();

/** Events whose names differ only in case and spaces. */
export const checkSimilarNames: Check = ({ events }) => {
  const alike = new Map<string, { name: string; count: number }[]>();
  for (const { name, count } of events)
    alike.set(toPlain(name), [...(alike.get(toPlain(name)) ?? []), { name, count }]);
  const evidence = [...alike.values()]
    .filter((names) => names.length > 1)
    .map((names) => ({ names }));
  if (!evidence.length) return undefined;
  return {
    code: 'similar_event_names',
    severity: 'warning',
    message: 'Some events are called almost the same; each spelling is an event of its own.',
    evidence,
    fix: 'Use one spelling everywhere, and merge the others into it in the catalogue.',
  };
};

/** More names than anybody can read. */
export const checkNameCaps: Check = ({ events, properties }) => {
  const evidence = [
    { names: 'events', count: events.length, limit: EVENTS_MOST },
    { names: 'properties', count: properties.length, limit: PROPERTIES_MOST },
  ].filter(({ count, limit }) => count >= limit);
  if (!evidence.length) return undefined;
  return {
    code: 'too_many_names',
    severity: 'error',
    message: 'There are more names than reports can list.',
    evidence,
    fix: 'Put what varies, as an id or a title, into a property rather than into a name.',
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
    message: 'Some properties of people have another value almost every time.',
    evidence,
    fix: 'Send times and ids as properties of events; set on people what groups them.',
  };
};
