import type { Cell } from '../../../src/reports/csv.js';
import { saveCsv } from './save-csv.js';

/** Saves a table that is on the screen. */
export const CsvButton = ({ name, createRows }: { name: string; createRows: () => Cell[][] }) => (
  <button
    type="button"
    class="button button-small"
    aria-label={`CSV of ${name}`}
    onClick={() => saveCsv(name, createRows())}
  >
    CSV
  </button>
);
