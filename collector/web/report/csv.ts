export type Cell = string | number | null;

/** A spreadsheet would run these as a formula; in front of an apostrophe they stay text. */
const FORMULA = /^[=+\-@\t\r]/;

const NUMBER = /^-?\d+(\.\d+)?$/;

const toCell = (cell: Cell): string => {
  const text = cell === null ? '' : `${cell}`;
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** A table as CSV (RFC 4180), safe to open in a spreadsheet. */
export const toCsv = (rows: Cell[][]): string =>
  rows.map((row) => `${row.map(toCell).join(',')}\r\n`).join('');
