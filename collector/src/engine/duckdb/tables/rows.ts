import {
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  type DuckDBValue,
  HUGEINT,
  LIST,
  listValue,
} from '@duckdb/node-api';

/** DuckDB's vectors hold so many rows. */
const CHUNK_ROWS = 2048;

/** Values of a statement's named parameters; lists come as `list(type, values)`. */
export type Parameters = Record<string, DuckDBValue | List>;

interface List {
  listOf: DuckDBType;
  values: readonly DuckDBValue[];
}

/** A list as a parameter: DuckDB cannot guess the type of its members. */
export const list = (listOf: DuckDBType, values: Iterable<DuckDBValue>): List => ({
  listOf,
  values: [...values],
});

const isList = (value: DuckDBValue | List): value is List =>
  typeof value === 'object' && value !== null && 'listOf' in value;

const bind = (parameters: Parameters) => {
  const values: Record<string, DuckDBValue> = {};
  const types: Record<string, DuckDBType> = {};
  for (const [name, value] of Object.entries(parameters)) {
    if (isList(value)) {
      values[name] = listValue(value.values);
      types[name] = LIST(value.listOf);
    } else values[name] = value;
  }
  return [values, types] as const;
};

/** All rows of a query. BIGINT and HUGEINT arrive as bigint. */
export const readRows = async <Row>(
  connection: DuckDBConnection,
  sql: string,
  parameters: Parameters = {},
): Promise<Row[]> => {
  const reader = await connection.runAndReadAll(sql, ...bind(parameters));
  return reader.getRowObjectsJS() as Row[];
};

/** Runs a statement; answers how many rows it changed. */
export const run = async (
  connection: DuckDBConnection,
  sql: string,
  parameters: Parameters = {},
): Promise<number> => (await connection.run(sql, ...bind(parameters))).rowsChanged;

/** Changes columns of rows; the first column tells which row. Answers how many rows there were. */
export const updateRows = async (
  connection: DuckDBConnection,
  table: string,
  columns: readonly (readonly [name: string, type: DuckDBType])[],
  rows: readonly (readonly DuckDBValue[])[],
): Promise<number> => {
  if (!rows.length) return 0;
  const names = columns.map(([name]) => name);
  const [key, ...others] = names;
  return run(
    connection,
    `UPDATE ${table} SET ${others.map((name) => `${name} = changed.${name}`).join()}
     FROM (SELECT ${names.map((name) => `unnest($${name}) AS ${name}`).join()}) AS changed
     WHERE ${table}.${key} = changed.${key}`,
    Object.fromEntries(
      columns.map(([name, type], at) => [
        name,
        list(
          type,
          rows.map((row) => row[at]!),
        ),
      ]),
    ),
  );
};

/** Adds rows, given as columns, to a table, in the connection's transaction. */
export const appendColumns = async (
  connection: DuckDBConnection,
  table: string,
  types: readonly DuckDBType[],
  columns: readonly (readonly DuckDBValue[])[],
): Promise<void> => {
  const rows = columns[0]!.length;
  if (!rows) return;
  const appender = await connection.createAppender(table);
  try {
    for (let start = 0; start < rows; start += CHUNK_ROWS) {
      const parts = columns.map((column) => column.slice(start, start + CHUNK_ROWS));
      const chunk = DuckDBDataChunk.create(types, parts[0]!.length);
      chunk.setColumns(parts);
      appender.appendDataChunk(chunk);
    }
    appender.flushSync();
  } finally {
    appender.closeSync();
  }
};

/** Adds rows to a table, in the connection's transaction. */
export const appendRows = (
  connection: DuckDBConnection,
  table: string,
  types: readonly DuckDBType[],
  rows: readonly (readonly DuckDBValue[])[],
): Promise<void> =>
  appendColumns(
    connection,
    table,
    types,
    types.map((_, column) => rows.map((row) => row[column]!)),
  );

/** Makes a temporary table of one column: as a parameter a hundred thousand values take ten times as long. */
export const keepColumn = async (
  connection: DuckDBConnection,
  table: string,
  type: DuckDBType,
  values: readonly DuckDBValue[],
  name = 'value',
): Promise<void> => {
  await run(connection, `CREATE OR REPLACE TEMP TABLE ${table} (${name} ${type})`);
  await appendColumns(connection, table, [type], [values]);
};

/** Makes a temporary table of keys. */
export const keepKeys = (
  connection: DuckDBConnection,
  table: string,
  keys: readonly bigint[],
): Promise<void> => keepColumn(connection, table, HUGEINT, keys, 'key');

/** Columns of a query that may have many rows, a part of them at once. */
export async function* readColumns<Columns extends unknown[]>(
  connection: DuckDBConnection,
  sql: string,
): AsyncGenerator<{ [At in keyof Columns]: Columns[At][] }> {
  const result = await connection.stream(sql);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk?.rowCount) return;
    yield chunk.getColumns() as { [At in keyof Columns]: Columns[At][] };
  }
}

/** Runs work in one transaction: all of it, or nothing. */
export const transact = async <Answer>(
  connection: DuckDBConnection,
  work: () => Promise<Answer>,
): Promise<Answer> => {
  await connection.run('BEGIN');
  try {
    const answer = await work();
    await connection.run('COMMIT');
    return answer;
  } catch (error) {
    // After some errors DuckDB has rolled back by itself; the error that led here is the one to tell.
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
};
