import { createFold } from '../../names.js';
import type { Check } from '../finding.js';

const REVENUE = ['Revenue', 'Billing Amount'];

/** Revenue under a name that no report reads. */
export const checkRevenueName: Check = ({ properties, foldNames }) => {
  const compare = createFold({ foldNames });
  const read = REVENUE.map(compare);
  const evidence = properties
    .filter(
      ({ name, event }) =>
        event &&
        !read.includes(compare(name)) &&
        REVENUE.some((right) => right.toLowerCase() === name.trim().toLowerCase()),
    )
    .map(({ name, count }) => ({ property: name, hits: count }));
  if (!evidence.length) return undefined;
  return {
    code: 'revenue_misspelled',
    severity: 'error',
    message: 'Revenue is sent under a name that the revenue report does not read.',
    evidence,
    fix: "Send it as 'Revenue', with exactly this case.",
  };
};

/** Revenue that is no number. */
export const checkRevenueValue: Check = ({ signs: { notNumeric } }) =>
  notNumeric.length
    ? {
        code: 'revenue_not_numeric',
        severity: 'error',
        message: 'Some events have a Revenue that is not a number; it is ignored.',
        evidence: notNumeric,
        fix: 'Send a plain number, such as 49.99 or -49.99, without a currency or thousands separators.',
      }
    : undefined;
