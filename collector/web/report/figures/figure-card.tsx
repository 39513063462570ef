import type { ComponentChildren } from 'preact';
import type { Cell } from '../../../src/reports/csv.js';
import { CsvButton } from './csv-button.js';

/** A card with its figures, which can be saved as CSV. */
export const FigureCard = ({
  id,
  title,
  csv,
  createRows,
  children,
}: {
  id: string;
  title: ComponentChildren;
  /** Name of the file. */
  csv: string;
  createRows: () => Cell[][];
  children: ComponentChildren;
}) => (
  <section class="card" aria-labelledby={id}>
    <div class="card-head">
      <h2 id={id}>{title}</h2>
      <CsvButton name={csv} createRows={createRows} />
    </div>
    {children}
  </section>
);
