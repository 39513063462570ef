import { Readable } from 'node:stream';
import { type Info, parse } from 'csv-parse';
import { type ColumnUse, type ColumnUses, chooseUses, nameColumns } from './columns.js';
import { findDelimiter } from './kind.js';
import { LINE_BYTES } from './lines.js';
import type { Row } from './row.js';
import { UnreadableFile } from './unreadable.js';

/** How the rows of a CSV file become hits. */
export interface CsvReading {
  columns: ColumnUses;
  /** The event of every row, where no column tells it. */
  event?: string | undefined;
  /** Told of the header, and of cells below it. */
  see?: ((columns: { name: string; use: ColumnUse }[], cells: string[]) => void) | undefined;
}

const readHit = (
  columns: readonly { name: string; use: ColumnUse }[],
  cells: readonly string[],
  event: string | undefined,
): Record<string, unknown> => {
  const hit: [string, string][] = event === undefined ? [] : [['_n', event]];
  columns.forEach(({ name, use }, at) => {
    const cell = cells[at]!;
    if (use === 'none') return;
    // An event without a name is no set.
    if (use === '_n') hit.push(['_n', cell]);
    else if (cell) hit.push([use === 'property' ? name : use, cell]);
  });
  return Object.fromEntries(hit);
};

/** After a quote that is never closed, the start of the next row is unknown. */
async function* blameQuotes<Each>(
  rows: AsyncIterable<Each>,
  lastLine: () => number,
): AsyncGenerator<Each> {
  try {
    yield* rows;
  } catch (error) {
    if (!/^CSV_/.test(String((error as { code?: unknown }).code))) throw error;
    throw new UnreadableFile(
      `A cell after line ${lastLine()} begins with a quote that is not closed; write a quote within a cell twice.`,
    );
  }
}

/** Rows of a CSV file, whose first one names the columns: an object in the export form of each. */
export async function* readCsv(
  { head, bytes }: { head: Buffer; bytes: AsyncIterable<Buffer> },
  { columns: chosen, event, see }: CsvReading,
): AsyncGenerator<Row> {
  const rows = Readable.from(bytes, { objectMode: false }).pipe(
    parse({
      bom: true,
      delimiter: findDelimiter(head.toString().replace(/^\ufeff/, '')) ?? ',',
      info: true,
      max_record_size: LINE_BYTES,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
    }),
  ) as AsyncIterable<{ record: string[]; info: Info }>;
  let columns: { name: string; use: ColumnUse }[] | undefined;
  let line = 0;
  for await (const { record, info } of blameQuotes(rows, () => line)) {
    line = info.lines;
    if (!columns) {
      const names = nameColumns(record);
      const uses = chooseUses(names, chosen);
      columns = names.map((name, at) => ({ name, use: uses[at]! }));
      see?.(columns, []);
      continue;
    }
    if (record.length !== columns.length) yield { line, rejected: 'wrong_number_of_cells' };
    else if (record.some((cell) => cell.includes('\ufffd'))) yield { line, rejected: 'not_utf8' };
    else {
      see?.(columns, record);
      yield { line, value: readHit(columns, record, event) };
    }
  }
}
