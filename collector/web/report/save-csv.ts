import { type Cell, toCsv } from './csv.js';

/** Lets the browser save a table. */
export const saveCsv = (name: string, rows: Cell[][]): void => {
  // Without the mark, spreadsheets read UTF-8 as something older.
  const address = URL.createObjectURL(new Blob(['\ufeff', toCsv(rows)], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `${name
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .toLowerCase()}.csv`;
  link.click();
  URL.revokeObjectURL(address);
};
