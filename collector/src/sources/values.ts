/** A number without an exponent, which reports would read as text (W4). */
const toDecimal = (value: number): string => {
  const text = String(value);
  return text.includes('e')
    ? value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 })
    : text;
};

/** The text of a value that is no object; lists of plain values are joined by commas, as in the client. */
export const formatValue = (value: unknown): string => {
  if (typeof value === 'number') return toDecimal(value);
  if (typeof value !== 'object' || value === null) return String(value ?? '');
  const isPlainList = Array.isArray(value) && value.every((item) => Object(item) !== item);
  return isPlainList ? value.map(formatValue).join() : JSON.stringify(value);
};
