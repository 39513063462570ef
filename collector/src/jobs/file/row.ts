/** What stands in one place of a file: the value that a hit is made of, or why there is none. */
export type Row = { line: number } & ({ value: unknown } | { rejected: string });
