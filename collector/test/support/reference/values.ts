import { isAfter, type Person, type PersonHit } from './history.js';
import { isWithin, type Range } from './moments.js';

/** Properties that tell where a person came from, and that events say of a visit (docs/api.md). */
export const ORIGINS = [
  ...['Source', 'Search Engine', 'Search Terms'],
  ...['Campaign Source', 'Campaign Medium', 'Campaign Name', 'Campaign Terms', 'Campaign Content'],
];

const VALUES = 20;

export type SegmentRequest =
  | string
  | { person?: string; event?: string; property?: string; at?: string; step?: number };

/** Where values are looked for, and which one counts. */
export interface Reading {
  property: string;
  from: 'person' | 'event' | 'property';
  /** One of the `at` of docs/api.md, or `step`: what the hit of the first step says itself. */
  at: string;
}

export const readSegment = (
  request: SegmentRequest,
  report: 'funnel' | 'cohort' | 'revenue' | 'activity',
): Reading => {
  let property: string;
  let from: Reading['from'];
  let at: string | undefined;
  if (typeof request === 'string') {
    property = request;
    from = ORIGINS.includes(property) ? 'property' : 'person';
  } else {
    property = (request.person ?? request.event ?? request.property)!;
    from = 'person';
    if (request.event !== undefined) from = 'event';
    if (request.property !== undefined) from = 'property';
    at = request.step === undefined ? request.at : 'step';
  }
  // The first step is an event: what held at it is what it says itself.
  if (from === 'event' && at === 'step1') at = 'step';
  if (at) return { property, from, at };
  if (ORIGINS.includes(property) || property === 'Referrer')
    return { property, from, at: 'firstEver' };
  if (report === 'funnel' || report === 'cohort')
    return { property, from, at: from === 'event' ? 'step' : 'step1OrAfter' };
  return { property, from, at: report === 'activity' && from === 'event' ? 'hit' : 'lastInRange' };
};

/** A reading as answers tell it. */
export const formatReading = ({ property, from, at }: Reading): object =>
  at === 'step' ? { event: property, step: 1 } : { [from]: property, at };

/** The one value of a person (S30). */
export const findValue = (
  person: Person,
  { property, from, at }: Reading,
  range: Range,
  step?: PersonHit,
): string | undefined => {
  if (at === 'step') return step?.properties.get(property);
  const saying = person.hits.filter(
    ({ kind, properties }) =>
      properties.has(property) &&
      (from === 'property' || (from === 'event') === (kind === 'event')),
  );
  const inRange = saying.filter(({ time }) => isWithin(time, range));
  const upToStep = saying.filter((hit) => step && !isAfter(hit, step));
  const found = {
    firstEver: saying[0],
    lastEver: saying.at(-1),
    firstInRange: inRange[0],
    lastInRange: inRange.at(-1),
    step1: upToStep.at(-1),
    step1OrAfter: upToStep.at(-1) ?? saying[0],
  }[at];
  return found?.properties.get(property);
};

export const NOT_SET = '(not set)';
export const OTHER = '(other)';

const toLabel = (value: string | undefined): string => {
  if (value === undefined) return NOT_SET;
  return [NOT_SET, OTHER].includes(value.replaceAll(/^"+|"+$/g, '')) ? `"${value}"` : value;
};

/** Somebody, or something that they did, with the value that counts. */
interface Valued<Member> {
  member: Member;
  person: Person;
  value: string | undefined;
}

/** The 20 values that the most people have; of those with as many, the first by their characters. */
export const findLargest = (members: readonly Valued<unknown>[]): string[] => {
  const people = new Map<string, Set<Person>>();
  for (const { value, person } of members)
    if (value !== undefined) people.set(value, (people.get(value) ?? new Set()).add(person));
  return [...people]
    .sort(([a, some], [b, others]) => others.size - some.size || (a < b ? -1 : 1))
    .slice(0, VALUES)
    .map(([value]) => value);
};

/** Members by the label of their value; what is not among the largest is `(other)`. */
export const groupByValue = <Member>(
  members: readonly Valued<Member>[],
  largest = findLargest(members),
): Map<string, Member[]> => {
  const groups = new Map<string, Member[]>();
  for (const label of [...largest.map(toLabel), NOT_SET, OTHER]) groups.set(label, []);
  for (const { member, value } of members)
    groups
      .get(value === undefined || largest.includes(value) ? toLabel(value) : OTHER)!
      .push(member);
  return new Map([...groups].filter(([, some]) => some.length));
};
