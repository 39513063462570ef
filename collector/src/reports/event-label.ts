import type { Condition, EventMatch, Op } from './plan.js';

/** How conditions read. */
export const OP_WORDS: Record<Op, string> = {
  is: 'is',
  isNot: 'is not',
  contains: 'contains',
  notContains: 'does not contain',
  startsWith: 'starts with',
  endsWith: 'ends with',
  exists: 'is set',
  missing: 'is not set',
  above: 'is above',
  atLeast: 'is at least',
  below: 'is below',
  atMost: 'is at most',
};

/** Nobody reads more of a heading. */
const LABEL_LENGTH = 500;

const toConditionText = ({ property: [name], op, values }: Condition): string =>
  [name, OP_WORDS[op], values.join(' or ')].filter(Boolean).join(' ');

/** `Login where Plan is Pro`: for people. Two events may read alike, so nothing may be looked up by it. */
export const toEventLabel = ({ label, where }: EventMatch): string => {
  const text = [label, where.map(toConditionText).join(' and ')].filter(Boolean).join(' where ');
  return text.length > LABEL_LENGTH ? `${text.slice(0, LABEL_LENGTH - 1)}…` : text;
};
