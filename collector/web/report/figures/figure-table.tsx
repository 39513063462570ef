import type { ComponentChildren } from 'preact';

/** A column of figures, or one of words. */
export type Column = string | { title: string; words: true };

export interface FigureRow {
  key: string;
  /** What the row is about. */
  head: ComponentChildren;
  cells: ComponentChildren[];
}

const titleOf = (column: Column): string => (typeof column === 'string' ? column : column.title);

const classOf = (column: Column | undefined): string | undefined =>
  typeof column === 'string' ? 'figure' : undefined;

/** A table of figures: the first column says what a row is about. */
export const FigureTable = ({
  columns: [first, ...columns],
  rows,
  label,
  className = 'figures',
}: {
  columns: [first: string, ...Column[]];
  rows: FigureRow[];
  /** Of a table in which nothing takes the focus: it has to scroll by keys. */
  label?: string;
  className?: string;
}) => {
  const table = (
    <table class={className}>
      <thead>
        <tr>
          <th scope="col">{first}</th>
          {columns.map((column, index) => (
            <th key={index} scope="col" class={classOf(column)}>
              {titleOf(column)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, head, cells }) => (
          <tr key={key}>
            <th scope="row">{head}</th>
            {cells.map((cell, index) => (
              <td key={index} class={classOf(columns[index])}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
  if (!label) return <div class="table-box">{table}</div>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: nothing in it takes the focus, and it has to scroll by keys
    <section class="table-box" aria-label={label} tabIndex={0}>
      {table}
    </section>
  );
};
