import { type Static, type TProperties, type TSchemaOptions, Type } from 'typebox';
import { listMergedNames } from '../names.js';
import { Condition, type Merged, Name, planCondition } from './condition.js';
import type { EventMatch } from './plan.js';
import { absent, exact, optional } from './shapes.js';

const CONDITIONS_MOST = 20;
const NAMES_MOST = 50;

/** Which events count as one, with parts that are not of the event. */
export const toEvent = <Others extends TProperties>(
  others: Others,
  options: TSchemaOptions = {},
) => {
  const rest = {
    where: optional(Type.Array(Condition, { minItems: 0, maxItems: CONDITIONS_MOST })),
    ...others,
  };
  return Type.Union(
    [
      Name,
      exact({ event: Name, anyOf: absent, anything: absent, ...rest }),
      exact({
        event: absent,
        anyOf: Type.Array(Name, { minItems: 1, maxItems: NAMES_MOST }),
        anything: absent,
        ...rest,
      }),
      exact({ event: absent, anyOf: absent, anything: Type.Literal(true), ...rest }),
    ],
    { ...options, '~forms': ['event', 'anyOf', 'anything'] },
  );
};

/** `"A"`, `{"event": "A", "where": […]}`, `{"anyOf": ["A", "B"]}` or `{"anything": true}`. */
export const Event = toEvent({}, { title: 'Event' });
export type Event = Static<typeof Event>;

const toNames = (event: Event): string[] | null => {
  if (typeof event === 'string') return [event];
  if (event.anything) return null;
  return event.anyOf ?? [event.event!];
};

/** An event as an engine takes it. */
export const planEvent = (event: Event, merged: Merged): EventMatch => {
  const names = toNames(event)?.map((name) => name.normalize()) ?? null;
  const { events, foldNames } = merged;
  const toAll = (name: string) => listMergedNames(name, { merged: events, foldNames });
  const where = typeof event === 'string' ? [] : (event.where ?? []);
  return {
    label: names?.join(' or ') ?? 'anything',
    names: names && [...new Set(names.flatMap(toAll))],
    where: where.map((condition) => planCondition(condition, merged)),
  };
};
