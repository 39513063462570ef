import type { ComponentChildren } from 'preact';
import type { Cell } from '../../../src/reports/csv.js';
import { CsvButton } from './csv-button.js';

/** A card with its figures, which can be saved as CSV. */
export const FigureCard = ({
  id,
  title,
  csv,
  toRows,
  children,
}: {
  id: string;
  title: ComponentChildren;
  /** Name of the file. */
  csv: string;
  toRows: () => Cell[][];
  children: ComponentChildren;
}) => (
  <section class="card" aria-labelledby={id}>
    <div class="card-head">
      <h2 id={id}>{title}</h2>
      <CsvButton name={csv} toRows={toRows} />
    </div>
    {children}
  </section>
);
