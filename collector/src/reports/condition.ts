import { NAME_LENGTH, VALUE_LENGTH } from 'kmq/wire';
import { type Static, type TProperties, type TStringOptions, Type } from 'typebox';
import { listMergedNames, type Merges } from '../names.js';
import type { Condition as ConditionPlan, Op, Property } from './plan.js';
import { type Explain, exact, explained, Flag, words } from './shapes.js';

const VALUES_MOST = 100;

/** A string of at most so many characters, counted as the wire counts them; whatever is done with one takes the longer, the longer it is. */
export const text = (most: number, options: TStringOptions = {}) =>
  Type.Refine(Type.String({ ...options, maxLength: most }), (value) => value.length <= most);

/** The name of an event or a property. */
export const Name = text(NAME_LENGTH, { minLength: 1 });

/** How a comparison may be spelled. */
const OPS = {
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
} as const satisfies Record<string, Op>;
type Spelled = keyof typeof OPS;

const explainOp: Explain = () => `must be one of ${[...new Set(Object.values(OPS))].join(', ')}`;

const spelled = (...ops: Op[]) =>
  words(
    (Object.keys(OPS) as Spelled[]).filter((name) => ops.includes(OPS[name])),
    explained(explainOp),
  );

const Value = Type.Union([text(VALUE_LENGTH), Type.Number(), Flag], {
  description: 'a string, a number or a boolean',
});
const Numeric = Type.Union(
  [Type.Number(), text(VALUE_LENGTH, { pattern: '^-?(\\d+\\.?\\d*|\\.\\d+)$' })],
  { description: 'a number' },
);

/** A condition on a property; `others` are parts of the forms beside it. */
export const toCondition = <Others extends TProperties>(others: Others) =>
  Type.Union([
    exact({
      ...others,
      property: Name,
      op: spelled('is', 'isNot'),
      value: Type.Union([Value, Type.Array(Value, { minItems: 1, maxItems: VALUES_MOST })]),
    }),
    exact({
      ...others,
      property: Name,
      op: spelled('contains', 'notContains', 'startsWith', 'endsWith'),
      value: Value,
    }),
    exact({
      ...others,
      property: Name,
      op: spelled('above', 'atLeast', 'below', 'atMost'),
      value: Numeric,
    }),
    exact({
      ...others,
      property: Name,
      op: spelled('exists', 'missing'),
      value: Type.Optional(
        Type.Null(explained(() => 'does not apply to "exists" and "missing"; leave it out')),
      ),
    }),
  ]);

/** What the value of a property has to be. */
export const Condition = Type.Union(toCondition({}).anyOf, { title: 'Condition' });
export type Condition = Static<typeof Condition>;

/** Names that count under another one, each with that one, and whether case tells names of the site apart. */
export interface Merged {
  events: Merges;
  properties: Merges;
  foldNames: boolean;
}

/** The name of a property, with those merged into it; names are composed as those of hits are (W3). */
export const planProperty = (name: string, { properties, foldNames }: Merged): Property =>
  listMergedNames(name.normalize(), { merged: properties, foldNames });

/** A value as hits have it; no number is in powers of ten there. */
const toValue = (value: string | number | boolean): string => {
  const plain = String(value);
  if (typeof value !== 'number' || !plain.includes('e')) return plain;
  return Number.isInteger(value) ? String(BigInt(value)) : value.toFixed(100).replace(/0+$/, '');
};

/** A condition as an engine takes it. */
export const planCondition = (
  { property, op, value }: Condition,
  merged: Merged,
): ConditionPlan => ({
  property: planProperty(property, merged),
  op: OPS[op],
  values: [value ?? []].flat().map(toValue),
});
