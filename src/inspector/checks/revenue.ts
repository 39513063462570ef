import { isNumeric, toText } from '../../wire/value.js';
import { toMeaningOf } from '../meaning.js';
import type { Check } from '../mistake.js';

const REVENUE = ['Revenue', 'Billing Amount'];

/** Revenue under a name that no report reads. */
export const checkRevenueName: Check = (moment) => {
  const { kind, properties = {} } = toMeaningOf(moment);
  if (kind !== 'event') return undefined;
  const wrong = Object.keys(properties).find(
    (name) =>
      !REVENUE.includes(name) &&
      REVENUE.some((right) => right.toLowerCase() === name.trim().toLowerCase()),
  );
  if (wrong === undefined) return undefined;
  return {
    code: 'revenue_misspelled',
    message: 'Revenue is sent under a name that the revenue report does not read.',
    evidence: `“${wrong}”`,
    fix: "Send it as 'Revenue', with exactly this case.",
  };
};

/** As the wire sends it; undefined where it is not sent. */
const toSent = (value: unknown): string | undefined => {
  try {
    return toText(value);
  } catch {
    // A date that is none.
    return undefined;
  }
};

const toShown = (value: unknown): string =>
  typeof value === 'string' ? `“${value}”` : toSent(value) || String(value);

const isAmount = (value: unknown): boolean => isNumeric(toSent(value) ?? '');

/** Revenue that is no number. */
export const checkRevenueValue: Check = (moment) => {
  const { kind, properties = {} } = toMeaningOf(moment);
  if (kind !== 'event') return undefined;
  const wrong = REVENUE.find(
    (name) => Object.hasOwn(properties, name) && !isAmount(properties[name]),
  );
  if (!wrong) return undefined;
  return {
    code: 'revenue_not_numeric',
    message: `This event has a ${wrong} that is not a number; it counts as none.`,
    evidence: toShown(properties[wrong]),
    fix: 'Send a plain number, as 49.99 or -49.99, without currency and thousands.',
  };
};
