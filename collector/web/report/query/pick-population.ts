import { formatHref } from '../../routes.js';
import { type PropertyValue, propertyNameOf } from '../pickers/property-choice.js';
import { ANY_EVENT, createMatch, type EventMatch } from './event-match.js';
import type { NamedPick, Pick } from './pick.js';
import {
  createDid,
  createGroup,
  createHas,
  encodeDefinition,
  type Node,
  turnAround,
} from './population-tree.js';

/** How reports call those without a value, and those beyond the largest. */
const NOT_SET = '(not set)';
const OTHER = '(other)';

const DAYS: Record<string, number> = { today: 1, '7d': 7, '30d': 30, '90d': 90 };

/** How many days back the dates of an address reach, where they end today; null where no number says it. */
export const readLastDays = (query: URLSearchParams): number | null =>
  query.has('from') ? null : (DAYS[query.get('range') ?? '30d'] ?? null);

/** A value that reads as one of our own words stands in quotes in answers (S30). */
const unlabelValue = (value: string): string =>
  /^"+\((not set|other)\)"+$/.test(value) ? value.slice(1, -1) : value;

/** People with a value of a property, or without one; null where it cannot be said. */
const createValueNode = (
  property: PropertyValue,
  value: string,
  days: number | null,
): Node | null => {
  // A condition is about sets or about events.
  if (value === OTHER || 'property' in property) return null;
  const name = propertyNameOf(property);
  const isSet = value !== NOT_SET;
  const op = isSet ? 'is' : 'person' in property ? 'missing' : 'exists';
  const condition = { property: name, op, values: isSet ? [unlabelValue(value)] : [] } as const;
  if ('person' in property) return createHas({ ...condition, values: [...condition.values] });
  const did = createDid(
    { names: [ANY_EVENT], where: [{ ...condition, values: [...condition.values] }] },
    days,
  );
  return isSet ? did : turnAround(did);
};

const createDefinition = (...nodes: (Node | null)[]): object | null =>
  nodes.every((node) => node !== null) ? encodeDefinition(createGroup(...nodes)) : null;

/** The value of a segment or group that was picked, where one was. */
const createBreakdownNodes = (
  property: PropertyValue | null,
  value: string | undefined,
  days: number | null,
): (Node | null)[] =>
  property && value !== undefined ? [createValueNode(property, value, days)] : [];

/** Who reached a step of a funnel, or stopped there. */
export const createFunnelPopulation = (
  { step = 1, outcome, segment }: Pick,
  steps: EventMatch[],
  { property, days }: { property: PropertyValue | null; days: number | null },
): object | null => {
  const next = steps[step];
  const stopped = outcome === 'dropped' || outcome === 'open';
  return createDefinition(
    ...steps.slice(0, step).map((match) => createDid(match, days)),
    ...(stopped && next ? [turnAround(createDid(next, days))] : []),
    ...createBreakdownNodes(property, segment, days),
  );
};

/** Who did an event, of a group where one was picked. */
export const createActivityPopulation = (
  { event = ANY_EVENT, group }: NamedPick,
  { property, days }: { property: PropertyValue | null; days: number | null },
): object | null =>
  createDefinition(
    createDid(createMatch(event), days),
    ...createBreakdownNodes(property, group, days),
  );

/** Who paid, or came. */
export const createRevenuePopulation = (
  { payers, group }: Pick,
  { property, days }: { property: PropertyValue | null; days: number | null },
): object | null => {
  const paid = { property: 'Revenue', op: 'above', values: ['0'] } as const;
  const where = payers ? [{ ...paid, values: [...paid.values] }] : [];
  return createDefinition(
    createDid({ names: [ANY_EVENT], where }, days),
    ...createBreakdownNodes(property, group, days),
  );
};

/** Who did the first thing, and came back. */
export const createCohortPopulation = (
  { bucket, segment }: Pick,
  { first, again }: { first: EventMatch; again: EventMatch },
  property: PropertyValue | null,
): object | null =>
  createDefinition(
    createDid(first),
    ...(bucket === undefined ? [] : [createDid(again)]),
    ...createBreakdownNodes(property, segment, null),
  );

/** Who saw a variant, and reached the goal. */
export const createExperimentPopulation = (
  { variant = '', converted }: Pick,
  { property, goal }: { property: string; goal: EventMatch },
): object | null =>
  createDefinition(
    createHas({ property, op: 'is', values: [variant] }),
    ...(converted ? [createDid(goal)] : []),
  );

/** The address that makes a population of a condition. */
export const formatNewPopulationHref = (site: string, name: string, definition: object): string =>
  `${formatHref(site, 'populations', 'new')}?${new URLSearchParams({
    number: '1',
    name,
    definition: JSON.stringify(definition),
  })}`;
