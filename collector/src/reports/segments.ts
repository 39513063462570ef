import { NOT_SET, OTHER } from './rows.js';

/** As the database sorts texts. */
export const compareBytes = (a: string, b: string): number =>
  Buffer.compare(Buffer.from(a), Buffer.from(b));

/** What is left over comes last. */
const toPlace = (value: string): number => [NOT_SET, OTHER].indexOf(value);

/** Rows by segment: those of everybody, and each segment's, the largest first. */
export const toSegments = <Row extends { segment: string | null }>(
  rows: readonly Row[],
  toSize: (rows: readonly Row[]) => number,
): { all: Row[]; segments: { value: string; rows: Row[] }[] } => {
  const all = rows.filter(({ segment }) => segment === null);
  const values = new Set(rows.flatMap(({ segment }) => segment ?? []));
  const segments = [...values].map((value) => {
    const own = rows.filter(({ segment }) => segment === value);
    return { value, rows: own, size: toSize(own) };
  });
  segments.sort(
    (a, b) =>
      toPlace(a.value) - toPlace(b.value) || b.size - a.size || compareBytes(a.value, b.value),
  );
  return { all, segments: segments.map(({ value, rows: own }) => ({ value, rows: own })) };
};
