import { formatValue } from '../values.js';

/** Objects within objects that become names with points; what is deeper stays together, as JSON. */
const DEPTH_MOST = 5;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

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
