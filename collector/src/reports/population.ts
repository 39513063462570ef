import { checkPopulation } from './bounds.js';
import { at, type Field, isGiven, readList, readObject, readWhole, wrong } from './fields.js';
import { CONDITION_PARTS, EVENT_PARTS, type Merged, readCondition, readEvent } from './matches.js';
import type { Membership } from './plan.js';

const NESTED_MOST = 5;
const PARTS_MOST = 20;
const TIMES_MOST = 1_000_000;
const DAYS_MOST = 10_000;

const readDid = (field: Field, merged: Merged): Membership => {
  if (typeof field.value === 'string')
    return { did: readEvent(field, merged), atLeast: 1, lastDays: null };
  readObject(field, [...EVENT_PARTS, 'atLeast', 'lastDays']);
  const { atLeast, lastDays, ...event } = field.value as Record<string, unknown>;
  return {
    did: readEvent({ name: field.name, value: event }, merged),
    atLeast: isGiven({ name: '', value: atLeast })
      ? readWhole(at(field, 'atLeast'), [1, TIMES_MOST])
      : 1,
    lastDays: isGiven({ name: '', value: lastDays })
      ? readWhole(at(field, 'lastDays'), [1, DAYS_MOST])
      : null,
  };
};

const readPart = (field: Field, merged: Merged, depth: number): Membership => {
  if (depth > NESTED_MOST)
    throw wrong(field, `is nested more than ${NESTED_MOST} levels deep; use fewer levels`);
  readObject(field, ['and', 'or', 'not', 'did', ...CONDITION_PARTS]);
  const [kind, ...others] = ['and', 'or', 'not', 'did', 'property'].filter((part) =>
    isGiven(at(field, part)),
  );
  if (!kind || others.length)
    throw wrong(field, 'must have exactly one of "and", "or", "not", "did", "property"');
  if (kind === 'property') return { has: readCondition(field, merged) };
  readObject(field, [kind]);
  const inner = at(field, kind);
  const readInner = (part: Field) => readPart(part, merged, depth + 1);
  if (kind === 'did') return readDid(inner, merged);
  if (kind === 'not') return { not: readInner(inner) };
  const parts = readList(inner, [1, PARTS_MOST]).map(readInner);
  return kind === 'and' ? { all: parts } : { any: parts };
};

/** A condition on people: `and`, `or`, `not`, `did`, or a property's own. */
export const readMembership = (field: Field, merged: Merged): Membership => {
  const members = readPart(field, merged, 1);
  checkPopulation(field, members);
  return members;
};
