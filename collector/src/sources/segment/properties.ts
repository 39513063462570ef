/** Objects within objects that become names with points; what is deeper stays together, as JSON. */
const DEPTH_MOST = 5;

/** A number without an exponent, which reports would read as text (W4). */
export const toDecimal = (value: number): string => {
  const text = String(value);
  return text.includes('e')
    ? value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 })
    : text;
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The text of a value that is no object; lists of plain values are joined by commas, as in the client. */
const formatValue = (value: unknown): string => {
  if (typeof value === 'number') return toDecimal(value);
  if (typeof value !== 'object' || value === null) return String(value ?? '');
  const isPlainList = Array.isArray(value) && value.every((item) => Object(item) !== item);
  return isPlainList ? value.map(formatValue).join() : JSON.stringify(value);
};

/**
 * What a JSON object says, as names and texts: `{"address":{"city":"Paris"}}` is `address.city`. Names lose their leading
 * underscores, which belong to the wire.
 */
export const flatten = (given: unknown, prefix = '', depth = 1): [string, string][] =>
  Object.entries((given ?? {}) as object).flatMap(([key, value]): [string, string][] => {
    const name = prefix + (prefix ? key : key.replace(/^_+(?=.)/, ''));
    const isOpen = isObject(value) && depth < DEPTH_MOST;
    return isOpen ? flatten(value, `${name}.`, depth + 1) : [[name, formatValue(value)]];
  });
