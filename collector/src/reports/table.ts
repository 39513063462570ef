import type { Cell } from './csv.js';

/** An answer as one table: names of the columns, then rows. What is empty is not narrowed down. */
export type Table = readonly [readonly string[], ...(readonly Cell[])[]];

/** A value of a breakdown. An empty cell is everyone, so an empty value stands in quotes. */
export const toValueCell = <Value extends string | null>(value: Value): Value | string =>
  value !== null && /^"*$/.test(value) ? `"${value}"` : value;

/** Two tables of equal columns as one, told apart by its first column. */
export const toCompared = ([columns, ...rows]: Table, previous: Table | null): Table => [
  ['period', ...columns],
  ...rows.map((row) => ['asked for', ...row]),
  ...(previous?.slice(1) ?? []).map((row) => ['before', ...row]),
];
