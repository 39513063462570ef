/** What a column of a CSV file is read as: a name of the export form, a property under its own name, or nothing. */
export type ColumnUse = '_p' | '_p2' | '_n' | '_t' | '_i' | '_r' | 'property' | 'none';

/** Columns by their names. */
export type ColumnUses = Record<string, ColumnUse>;

/** Names that columns have in exports of other tools, in lower case and without marks. */
const USUAL: Record<string, ColumnUse> = {
  ...Object.fromEntries(
    ['p', 'person', 'identity', 'email', 'emailaddress', 'user', 'userid', 'username', 'customer']
      .concat(['customerid', 'customeremail', 'distinctid', 'personid', 'kmid', 'useremail'])
      .map((name) => [name, '_p'] as const),
  ),
  ...Object.fromEntries(
    ['t', 'time', 'timestamp', 'date', 'datetime', 'created', 'createdat', 'occurredat', 'when']
      .concat(['eventtime', 'eventtimestamp', 'unixtime', 'orderedat', 'purchasedat', 'orderdate'])
      .map((name) => [name, '_t'] as const),
  ),
  ...Object.fromEntries(['n', 'event', 'eventname', 'action'].map((name) => [name, '_n'] as const)),
  ...Object.fromEntries(['p2', 'alias', 'otheridentity'].map((name) => [name, '_p2'] as const)),
  ...Object.fromEntries(['i', 'hitid', 'eventid', 'insertid'].map((name) => [name, '_i'] as const)),
  r: '_r',
};

const guess = (name: string): ColumnUse =>
  USUAL[name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')] ?? 'property';

/** How each column is read: as chosen, else by its name; each use except properties at most once. */
export const chooseUses = (names: readonly string[], chosen: ColumnUses): ColumnUse[] => {
  const own = (name: string) => (Object.hasOwn(chosen, name) ? chosen[name] : undefined);
  const taken = new Set<ColumnUse>(names.flatMap((name) => own(name) ?? []));
  return names.map((name) => {
    const use = own(name) ?? (name ? guess(name) : 'none');
    if (own(name) || use === 'property' || use === 'none') return use;
    if (taken.has(use)) return 'property';
    taken.add(use);
    return use;
  });
};

/** Names of columns, each of its own: a second `Plan` is `Plan (2)`. */
export const nameColumns = (cells: readonly string[]): string[] => {
  const seen = new Map<string, number>();
  return cells.map((cell) => {
    const name = cell.trim();
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count > 1 && name ? `${name} (${count})` : name;
  });
};
