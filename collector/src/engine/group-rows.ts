/** Rows by one of their columns. */
export const groupRows = <Row, Name extends keyof Row>(
  rows: readonly Row[],
  name: Name,
): Map<Row[Name], Row[]> => {
  const groups = new Map<Row[Name], Row[]>();
  for (const row of rows) {
    const group = groups.get(row[name]);
    if (group) group.push(row);
    else groups.set(row[name], [row]);
  }
  return groups;
};
