import { toAmount } from './amounts.js';
import type { PersonHit } from './history.js';

export interface Condition {
  property: string;
  op: string;
  value?: string | number | (string | number)[];
}

export type EventRequest =
  | string
  | { event?: string; anyOf?: string[]; anything?: true; where?: Condition[] };

export const isTrueOf = (found: string | undefined, { op, value }: Condition): boolean => {
  const wanted = [value].flat().map(String);
  const number = toAmount(found);
  const limit = toAmount(wanted[0]);
  const areNumbers = number !== null && limit !== null;
  switch (op) {
    case 'exists':
      return found !== undefined;
    case 'missing':
      return found === undefined;
    case 'is':
      return found !== undefined && wanted.includes(found);
    case 'isNot':
      return found === undefined || !wanted.includes(found);
    case 'contains':
      return found?.includes(wanted[0]!) ?? false;
    case 'notContains':
      return !(found?.includes(wanted[0]!) ?? false);
    case 'startsWith':
      return found?.startsWith(wanted[0]!) ?? false;
    case 'endsWith':
      return found?.endsWith(wanted[0]!) ?? false;
    case 'above':
      return areNumbers && number > limit;
    case 'atLeast':
      return areNumbers && number >= limit;
    case 'below':
      return areNumbers && number < limit;
    case 'atMost':
      return areNumbers && number <= limit;
    default:
      throw new Error(`no operation ${op}`);
  }
};

/** Whether a hit is an event that a request names. */
export const isEvent = (hit: PersonHit, wanted: EventRequest): boolean => {
  if (hit.kind !== 'event') return false;
  if (typeof wanted === 'string') return hit.name === wanted;
  const names = wanted.anyOf ?? [wanted.event];
  if (!wanted.anything && !names.includes(hit.name)) return false;
  return (wanted.where ?? []).every((condition) =>
    isTrueOf(hit.properties.get(condition.property), condition),
  );
};
