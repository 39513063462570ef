import { OP_WORDS } from '../../../src/reports/event-label.js';

export type Op = keyof typeof OP_WORDS;

/** How a property is compared; the last four compare numbers. */
export const OPS = Object.entries(OP_WORDS) as [Op, string][];

/** What the value of a property has to be; only `is` and `isNot` take several values. */
export interface Condition {
  property: string;
  op: Op;
  values: string[];
}

export const EMPTY_CONDITION: Condition = { property: '', op: 'is', values: [] };

export const isOp = (text: unknown): text is Op => OPS.some(([op]) => op === text);

export const needsValue = (op: Op): boolean => op !== 'exists' && op !== 'missing';

export const takesSeveral = (op: Op): boolean => op === 'is' || op === 'isNot';

export const isNumeric = (op: Op): boolean =>
  op === 'above' || op === 'atLeast' || op === 'below' || op === 'atMost';

/** Whether a condition can be asked. */
export const isComplete = ({ property, op, values: [value] }: Condition): boolean =>
  property !== '' &&
  (!needsValue(op) ||
    (value !== undefined && (!isNumeric(op) || /^-?(\d+\.?\d*|\.\d+)$/.test(value))));

/** As the API takes it. */
export const encodeCondition = ({ property, op, values }: Condition): object => {
  const [value] = values;
  return {
    property,
    op,
    ...(needsValue(op) && { value: takesSeveral(op) && values.length > 1 ? values : value }),
  };
};

const readValues = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((one) => one !== undefined).map(String);

/** A condition of the API, null where it is none. */
export const readCondition = (asked: unknown): Condition | null => {
  const { property, op, value } = Object(asked) as Record<string, unknown>;
  return typeof property === 'string' && isOp(op)
    ? { property, op, values: readValues(value) }
    : null;
};

/** `Plan is Pro or Team` */
export const formatCondition = ({ property, op, values }: Condition): string =>
  [property, OP_WORDS[op], values.join(' or ')].filter(Boolean).join(' ');
