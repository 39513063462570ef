import { VALUE_LENGTH } from './hit.js';

/** The text of one value that is not a list, or undefined where it has none. */
const toScalarText = (value: unknown): string | undefined => {
  if (value === null) return '';
  // Strings, booleans, bigints.
  if (/^(st|b)/.test(typeof value) || (typeof value === 'number' && value - value === 0))
    return String(value);
  // An invalid date throws here, like a hostile getter elsewhere: the caller skips the property.
  // Of any realm, and of a page that has put something in the place of `Date`.
  return {}.toString.call(value) === '[object Date]' ? (value as Date).toISOString() : undefined;
};

/**
 * The text of a property value, or undefined where the value has none and its property is skipped.
 * Strings, finite numbers and booleans as they are, null as '', dates as ISO 8601, arrays joined by commas
 * (what has no text inside an array stands as ''). May throw what the page's own getters throw.
 */
export const toText = (value: unknown): string | undefined =>
  Array.isArray(value)
    ? // Each item has a comma: more of them than a value has characters are cut anyway, and may be 2³² holes.
      value
        .slice(0, VALUE_LENGTH)
        .map((item) => toScalarText(item) ?? '')
        .join()
    : toScalarText(value);

/** Whether reports read the text as a number: `49.99`, `-49.99`; not `$100`, not `1,000`. */
export const isNumeric = (text: string): boolean => /^-?(\d+\.?\d*|\.\d+)$/.test(text.trim());
