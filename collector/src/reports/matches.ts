import { listMergedNames, type Merges } from '../names.js';
import { findAcquisition } from './acquisition.js';
import {
  at,
  type Field,
  isGiven,
  readList,
  readName,
  readObject,
  readValue,
  readWhole,
  readWord,
  refuse,
  wrong,
} from './fields.js';
import {
  type At,
  type Condition,
  type EventMatch,
  MOMENTS,
  type Op,
  type PersonSegment,
  type Property,
  type Segment,
} from './plan.js';

const CONDITIONS_MOST = 20;
const NAMES_MOST = 50;
const VALUES_MOST = 100;

/** How a comparison may be spelled. */
const OPS: Record<string, Op> = {
  is: 'is',
  '=': 'is',
  '==': 'is',
  eq: 'is',
  equals: 'is',
  in: 'is',
  isNot: 'isNot',
  '!=': 'isNot',
  neq: 'isNot',
  contains: 'contains',
  notContains: 'notContains',
  startsWith: 'startsWith',
  endsWith: 'endsWith',
  exists: 'exists',
  missing: 'missing',
  above: 'above',
  '>': 'above',
  gt: 'above',
  atLeast: 'atLeast',
  '>=': 'atLeast',
  gte: 'atLeast',
  below: 'below',
  '<': 'below',
  lt: 'below',
  atMost: 'atMost',
  '<=': 'atMost',
  lte: 'atMost',
};

const NUMERIC: readonly Op[] = ['above', 'atLeast', 'below', 'atMost'];
const VALUELESS: readonly Op[] = ['exists', 'missing'];

const readValues = (field: Field, op: Op): string[] => {
  if (VALUELESS.includes(op)) {
    if (isGiven(field)) throw wrong(field, `does not apply to "${op}"; leave it out`);
    return [];
  }
  if (!isGiven(field)) throw wrong(field, 'is missing');
  const several = Array.isArray(field.value) && (op === 'is' || op === 'isNot');
  const values = several ? readList(field, [1, VALUES_MOST]).map(readValue) : [readValue(field)];
  if (NUMERIC.includes(op) && !/^-?(\d+\.?\d*|\.\d+)$/.test(values[0]!))
    throw wrong(field, 'must be a number');
  return values;
};

/** Names that count under another one, each with that one, and whether case tells names of the site apart. */
export interface Merged {
  events: Merges;
  properties: Merges;
  foldNames: boolean;
}

/** The name of a property, with those merged into it. */
export const readProperty = (field: Field, { properties, foldNames }: Merged): Property =>
  listMergedNames(readName(field), { merged: properties, foldNames });

/** The parts of a condition. */
export const CONDITION_PARTS = ['property', 'op', 'value'] as const;

/** `{"property", "op", "value"}` */
export const readCondition = (field: Field, merged: Merged): Condition => {
  readObject(field, CONDITION_PARTS);
  const property = readProperty(at(field, 'property'), merged);
  const spelled = at(field, 'op');
  const op = Object.hasOwn(OPS, String(spelled.value)) ? OPS[String(spelled.value)] : undefined;
  if (!op) throw wrong(spelled, `must be one of ${[...new Set(Object.values(OPS))].join(', ')}`);
  return { property, op, values: readValues(at(field, 'value'), op) };
};

const readNames = (field: Field): string[] | null => {
  const [event, anyOf, anything] = ['event', 'anyOf', 'anything'].map((part) => at(field, part));
  const given = [event!, anyOf!, anything!].filter(isGiven);
  if (given.length !== 1)
    throw wrong(field, 'must have exactly one of "event", "anyOf", "anything"');
  if (isGiven(event!)) return [readName(event!)];
  if (isGiven(anyOf!)) return readList(anyOf!, [1, NAMES_MOST]).map(readName);
  if (anything!.value !== true) throw wrong(anything!, 'must be true');
  return null;
};

/** The parts of an event that is more than a name. */
export const EVENT_PARTS = ['event', 'anyOf', 'anything', 'where'] as const;

/** `"A"`, `{"event": "A", "where": […]}`, `{"anyOf": ["A", "B"]}` or `{"anything": true}`. */
export const readEvent = (field: Field, merged: Merged): EventMatch => {
  const isName = typeof field.value === 'string' || !isGiven(field);
  const names = isName ? [readName(field)] : readNames(readObject(field, EVENT_PARTS));
  const { events, foldNames } = merged;
  const toAll = (name: string) => listMergedNames(name, { merged: events, foldNames });
  const where = isName ? undefined : at(field, 'where');
  return {
    label: names?.join(' or ') ?? 'anything',
    names: names && [...new Set(names.flatMap(toAll))],
    where:
      where && isGiven(where)
        ? readList(where, [0, CONDITIONS_MOST]).map((part) => readCondition(part, merged))
        : [],
  };
};

/** How a report reads segments: what is merged, and its own rules. */
export interface SegmentRules {
  merged: Merged;
  /** What counts where nothing else is asked for. */
  at: 'step1OrAfter' | 'lastInRange';
  /** Steps of a funnel; 0 where there are none. */
  steps: number;
}

const PLACES = ['property', 'person', 'event'] as const;

const readMoment = (field: Field, { at: usual }: SegmentRules): At | undefined => {
  if (!isGiven(field)) return undefined;
  const moment = readWord(field, MOMENTS);
  if (moment.startsWith('step1') && usual !== 'step1OrAfter')
    throw wrong(field, 'applies to funnels and cohorts only; this report has no first step');
  return moment;
};

/** What counts of a property where nothing is said of the moment: the first ever of where people come from. */
const toUsual = (property: Property, { at: usual }: SegmentRules): At =>
  findAcquisition(property) ? 'firstEver' : usual;

/** A property by its name alone: of people, but for those that events tell, too. */
const toPlain = (property: Property, rules: SegmentRules): PersonSegment => ({
  of: findAcquisition(property) ?? 'person',
  property,
  at: toUsual(property, rules),
});

/**
 * `"Plan"`, `{"person": "Plan", "at"}`, `{"event": "Plan", "at"}`, `{"property": "Plan", "at"}` of either, or
 * `{"event": "Plan", "step"}`; null without one.
 */
export const readSegment = (field: Field, rules: SegmentRules): Segment | null => {
  if (!isGiven(field)) return null;
  if (typeof field.value === 'string') return toPlain(readProperty(field, rules.merged), rules);
  readObject(field, [...PLACES, 'at', 'step']);
  const [place, ...others] = PLACES.filter((name) => isGiven(at(field, name)));
  if (!place || others.length)
    throw wrong(field, 'must have exactly one of "property", "person", "event"');
  const property = readProperty(at(field, place), rules.merged);
  const when = readMoment(at(field, 'at'), rules);
  const step = at(field, 'step');
  if (place !== 'event') {
    if (isGiven(step)) throw refuse(step, () => `"step" needs "event"; with "${place}" use "at".`);
    const of = place === 'person' ? place : 'both';
    return { of, property, at: when ?? toUsual(property, rules) };
  }
  if (isGiven(step)) {
    if (!rules.steps) throw wrong(step, 'applies to funnels and cohorts only; use "at" here');
    return { of: 'step', property, step: readWhole(step, [1, rules.steps]) };
  }
  const usual = toUsual(property, rules);
  // The first step is an event itself: what it says is what held at it.
  const isOfStep = when === 'step1' || (!when && usual === 'step1OrAfter');
  return isOfStep
    ? { of: 'step', property, step: 1 }
    : { of: 'event', property, at: when ?? usual };
};

/** A segment of a report without steps. */
export const readPersonSegment = (field: Field, merged: Merged): PersonSegment | null =>
  readSegment(field, { merged, at: 'lastInRange', steps: 0 }) as PersonSegment | null;

/** Segments of all reports: an activity can tell hits apart. */
export type AnySegment = Segment | { of: 'hit'; property: Property };

/** A segment as a request would say it, so that it can be sent again. */
export const toReading = (segment: AnySegment): Record<string, string | number> => {
  const { of, property } = segment;
  const name = property[0]!;
  if (of === 'step') return { event: name, step: segment.step };
  if (of === 'hit') return { event: name, at: 'hit' };
  return { [of === 'both' ? 'property' : of]: name, at: segment.at };
};
