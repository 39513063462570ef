import { type Static, Type } from 'typebox';
import { checkPopulation } from './bounds.js';
import { type Merged, planCondition, toCondition } from './condition.js';
import { planEvent, toEvent } from './event.js';
import { type Field, wrong } from './fields.js';
import type { Membership } from './plan.js';
import { absent, exact, optional } from './shapes.js';
import { validate } from './validate.js';

const NESTED_MOST = 5;
const PARTS_MOST = 20;
const TIMES_MOST = 1_000_000;
const DAYS_MOST = 10_000;

const Did = toEvent({
  atLeast: optional(Type.Integer({ minimum: 1, maximum: TIMES_MOST })),
  lastDays: optional(Type.Integer({ minimum: 1, maximum: DAYS_MOST })),
});

const Inner = Type.Ref('Definition');
const inner = Type.Array(Inner, { minItems: 1, maxItems: PARTS_MOST });
const others = { and: absent, or: absent, not: absent, did: absent };
const alone = { ...others, property: absent };

/** A condition on people; trees of it go five deep. */
export const Definition = Type.Cyclic(
  {
    Definition: Type.Union(
      [
        exact({ ...alone, and: inner }),
        exact({ ...alone, or: inner }),
        exact({ ...alone, not: Inner }),
        exact({ ...alone, did: Did }),
        toCondition(others),
      ],
      { '~forms': ['and', 'or', 'not', 'did', 'property'] },
    ),
  },
  'Definition',
);
export type Definition = Static<typeof Definition>;

const findParts = (value: unknown): (readonly [path: string, part: unknown])[] => {
  const { and, or, not } = Object(value) as Record<string, unknown>;
  const ofList = (name: string, list: unknown) =>
    Array.isArray(list) ? list.map((part, index) => [`${name}.${index}`, part] as const) : [];
  return [...ofList('and', and), ...ofList('or', or), ...(not ? [['not', not] as const] : [])];
};

/** Refuses a tree that goes too deep, before anything looks into all of it. */
export const checkDepth = ({ name, value }: Field, depth = 1): void => {
  for (const [path, part] of findParts(value)) {
    const field = { name: `${name}.${path}`, value: part };
    if (depth === NESTED_MOST)
      throw wrong(field, `is nested more than ${NESTED_MOST} levels deep; use fewer levels`);
    checkDepth(field, depth + 1);
  }
};

const planDid = (did: Static<typeof Did>, merged: Merged): Membership => {
  if (typeof did === 'string') return { did: planEvent(did, merged), atLeast: 1, lastDays: null };
  const { atLeast, lastDays, ...event } = did;
  return { did: planEvent(event, merged), atLeast: atLeast ?? 1, lastDays: lastDays ?? null };
};

const planPart = (part: Definition, merged: Merged): Membership => {
  if ('op' in part) return { has: planCondition(part, merged) };
  const planInner = (one: Definition) => planPart(one, merged);
  if (part.and) return { all: part.and.map(planInner) };
  if (part.or) return { any: part.or.map(planInner) };
  if (part.not) return { not: planInner(part.not) };
  return planDid(part.did!, merged);
};

/** A condition on people as an engine takes it: `and`, `or`, `not`, `did`, or a property's own. */
export const planMembership = (field: Field, merged: Merged): Membership => {
  checkDepth(field);
  const members = planPart(validate(Definition, field), merged);
  checkPopulation(field, members);
  return members;
};
