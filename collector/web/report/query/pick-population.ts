import { toHref } from '../../routes.js';
import { type PropertyValue, toPropertyName } from '../pickers/property-choice.js';
import { ANY_EVENT, type EventMatch, toMatch } from './event-match.js';
import type { NamedPick, Pick } from './pick.js';
import { type Node, toDefinition, toDid, toGroup, toHas, turnAround } from './population-tree.js';

/** How reports call those without a value, and those beyond the largest. */
const NOT_SET = '(not set)';
const OTHER = '(other)';

const DAYS: Record<string, number> = { today: 1, '7d': 7, '30d': 30, '90d': 90 };

/** How many days back the dates of an address reach, where they end today; null where no number says it. */
export const toLastDays = (query: URLSearchParams): number | null =>
  query.has('from') ? null : (DAYS[query.get('range') ?? '30d'] ?? null);

/** A value that reads as one of our own words stands in quotes in answers (S30). */
const toOwnValue = (value: string): string =>
  /^"+\((not set|other)\)"+$/.test(value) ? value.slice(1, -1) : value;

/** People with a value of a property, or without one; null where it cannot be said. */
const toValue = (property: PropertyValue, value: string, days: number | null): Node | null => {
  // A condition is about sets or about events.
  if (value === OTHER || 'property' in property) return null;
  const name = toPropertyName(property);
  const isSet = value !== NOT_SET;
  const op = isSet ? 'is' : 'person' in property ? 'missing' : 'exists';
  const condition = { property: name, op, values: isSet ? [toOwnValue(value)] : [] } as const;
  if ('person' in property) return toHas({ ...condition, values: [...condition.values] });
  const did = toDid(
    { names: [ANY_EVENT], where: [{ ...condition, values: [...condition.values] }] },
    days,
  );
  return isSet ? did : turnAround(did);
};

const toWhole = (...nodes: (Node | null)[]): object | null =>
  nodes.every((node) => node !== null) ? toDefinition(toGroup(...nodes)) : null;

/** The value of a segment or group that was picked, where one was. */
const toPart = (
  property: PropertyValue | null,
  value: string | undefined,
  days: number | null,
): (Node | null)[] => (property && value !== undefined ? [toValue(property, value, days)] : []);

/** Who reached a step of a funnel, or stopped there. */
export const toFunnelPopulation = (
  { step = 1, outcome, segment }: Pick,
  steps: EventMatch[],
  { property, days }: { property: PropertyValue | null; days: number | null },
): object | null => {
  const next = steps[step];
  const stopped = outcome === 'dropped' || outcome === 'open';
  return toWhole(
    ...steps.slice(0, step).map((match) => toDid(match, days)),
    ...(stopped && next ? [turnAround(toDid(next, days))] : []),
    ...toPart(property, segment, days),
  );
};

/** Who did an event, of a group where one was picked. */
export const toActivityPopulation = (
  { event = ANY_EVENT, group }: NamedPick,
  { property, days }: { property: PropertyValue | null; days: number | null },
): object | null => toWhole(toDid(toMatch(event), days), ...toPart(property, group, days));

/** Who paid, or came. */
export const toRevenuePopulation = (
  { payers, group }: Pick,
  { property, days }: { property: PropertyValue | null; days: number | null },
): object | null => {
  const paid = { property: 'Revenue', op: 'above', values: ['0'] } as const;
  const where = payers ? [{ ...paid, values: [...paid.values] }] : [];
  return toWhole(toDid({ names: [ANY_EVENT], where }, days), ...toPart(property, group, days));
};

/** Who did the first thing, and came back. */
export const toCohortPopulation = (
  { bucket, segment }: Pick,
  { first, again }: { first: EventMatch; again: EventMatch },
  property: PropertyValue | null,
): object | null =>
  toWhole(
    toDid(first),
    ...(bucket === undefined ? [] : [toDid(again)]),
    ...toPart(property, segment, null),
  );

/** Who saw a variant, and reached the goal. */
export const toExperimentPopulation = (
  { variant = '', converted }: Pick,
  { property, goal }: { property: string; goal: EventMatch },
): object | null =>
  toWhole(toHas({ property, op: 'is', values: [variant] }), ...(converted ? [toDid(goal)] : []));

/** The address that makes a population of a condition. */
export const toNewPopulation = (site: string, name: string, definition: object): string =>
  `${toHref(site, 'populations', 'new')}?${new URLSearchParams({
    number: '1',
    name,
    definition: JSON.stringify(definition),
  })}`;
