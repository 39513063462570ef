import { type Static, type TObjectOptions, type TProperties, Type } from 'typebox';
import { findAcquisition } from './acquisition.js';
import { type Merged, Name, planProperty } from './condition.js';
import { type Field, readWhole } from './fields.js';
import { type At, MOMENTS, type PersonSegment, type Property, type Segment } from './plan.js';
import { absent, conflicts, exact, explained, optional, words } from './shapes.js';

/** Segments of all reports: an activity can tell hits apart. */
export type AnySegment = Segment | { of: 'hit'; property: Property };

/** One property: of either people or their events, of people alone, or of their events alone. */
const toBreakdown = <When extends TProperties, OfEvent extends TProperties>(
  title: string,
  when: When,
  ofEvent: OfEvent,
  options: TObjectOptions = {},
) =>
  Type.Union(
    [
      Name,
      exact({ property: Name, person: absent, event: absent, ...when }),
      exact({ property: absent, person: Name, event: absent, ...when }),
      exact({ property: absent, person: absent, event: Name, ...ofEvent }, options),
    ],
    { title, '~forms': ['property', 'person', 'event'] },
  );

const toStepBreakdown = (title: string, steps: number) => {
  const when = { at: optional(words(MOMENTS)) };
  const step = optional(Type.Integer({ minimum: 1, maximum: steps }));
  return toBreakdown(title, when, { ...when, step }, conflicts(['step', 'at']));
};

const OF_RANGE = ['firstEver', 'lastEver', 'firstInRange', 'lastInRange'] as const;
const isOfStep = (value: unknown) => typeof value === 'string' && value.startsWith('step1');
const noStep = explained(({ value }) =>
  isOfStep(value)
    ? 'applies to funnels and cohorts only; this report has no first step'
    : undefined,
);
const ofRange = {
  at: optional(words(OF_RANGE, noStep)),
  step: Type.Optional(
    Type.Null(explained(() => 'applies to funnels and cohorts only; use "at" here')),
  ),
};

/** By what a funnel tells people apart. */
export const FunnelBreakdown = toStepBreakdown('FunnelBreakdown', 10);
/** The same of cohorts, whose one step is what people do first. */
export const CohortBreakdown = toStepBreakdown('CohortBreakdown', 1);
/** By what a report without steps tells people apart. */
export const PersonBreakdown = toBreakdown('PersonBreakdown', ofRange, ofRange);
/** `hit`: each hit's own value. */
export const ActivityBreakdown = toBreakdown('ActivityBreakdown', ofRange, {
  ...ofRange,
  at: optional(words([...OF_RANGE, 'hit'], noStep)),
});

const ofPerson = { at: words(MOMENTS) };

/** A breakdown that gives each person one value, with nothing left out. */
export const PersonReading = Type.Union(
  [
    exact({ property: Name, ...ofPerson }),
    exact({ person: Name, ...ofPerson }),
    exact({ event: Name, ...ofPerson }),
  ],
  { title: 'PersonReading' },
);
export type PersonReading = Static<typeof PersonReading>;

/** What a breakdown was read as, so that it can be sent again. */
export const Reading = Type.Union(
  [
    PersonReading,
    exact({ event: Name, at: Type.Literal('hit') }),
    exact({ event: Name, step: Type.Integer({ minimum: 1, maximum: 10 }) }),
  ],
  { title: 'Reading' },
);
export type Reading = Static<typeof Reading>;

/** Any of the breakdowns of requests. */
type Breakdown =
  | string
  | {
      property?: string | null;
      person?: string | null;
      event?: string | null;
      at?: At | null;
      step?: number | null;
    };

/** How a report reads segments: what is merged, and its own rules. */
export interface SegmentRules {
  merged: Merged;
  /** What counts where nothing else is asked for. */
  at: 'step1OrAfter' | 'lastInRange';
  /** Steps of a funnel; 0 where there are none. */
  steps: number;
}

/** What counts of a property where nothing is said of the moment: the first ever of where people come from. */
const toUsual = (property: Property, { at: usual }: SegmentRules): At =>
  findAcquisition(property) ? 'firstEver' : usual;

/** A property by its name alone: of people, but for those that events tell, too. */
const toPlain = (property: Property, rules: SegmentRules): PersonSegment => ({
  of: findAcquisition(property) ?? 'person',
  property,
  at: toUsual(property, rules),
});

/** A breakdown as an engine takes it; null without one. */
export const planSegment = (
  { name: field, value }: Field & { value: Breakdown | null | undefined },
  rules: SegmentRules,
): Segment | null => {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return toPlain(planProperty(value, rules.merged), rules);
  const { property: ofBoth, person, event, at: when, step } = value;
  const property = planProperty((ofBoth ?? person ?? event)!, rules.merged);
  if (event === null || event === undefined)
    return { of: person ? 'person' : 'both', property, at: when ?? toUsual(property, rules) };
  if (step)
    return {
      of: 'step',
      property,
      step: readWhole({ name: `${field}.step`, value: step }, [1, rules.steps]),
    };
  const usual = toUsual(property, rules);
  // The first step is an event itself: what it says is what held at it.
  const isOfFirst = when === 'step1' || (!when && usual === 'step1OrAfter');
  return isOfFirst
    ? { of: 'step', property, step: 1 }
    : { of: 'event', property, at: when ?? usual };
};

/** A segment of a report without steps. */
export const planPersonSegment = (
  field: Field & { value: Breakdown | null | undefined },
  merged: Merged,
): PersonSegment | null =>
  planSegment(field, { merged, at: 'lastInRange', steps: 0 }) as PersonSegment | null;

/** A segment as a request would say it, so that it can be sent again. */
export const toReading = (segment: AnySegment): Reading => {
  const { of, property } = segment;
  const name = property[0]!;
  if (of === 'step') return { event: name, step: segment.step };
  if (of === 'hit') return { event: name, at: 'hit' };
  const { at } = segment;
  if (of === 'both') return { property: name, at };
  return of === 'person' ? { person: name, at } : { event: name, at };
};
