import type { DuckDBConnection } from '@duckdb/node-api';
import type { ListedPerson } from '../../engine.js';
import { keepKeys, readRows } from '../tables/rows.js';

/** What a list has of the people of identities, in their order; of an unknown identity it has itself, or nothing. */
export const readListed = async (
  connection: DuckDBConnection,
  { site, toKey }: { site: number; toKey: (identity: string) => bigint },
  { entries, identities }: { entries: readonly string[]; identities: readonly string[] },
): Promise<ListedPerson[]> => {
  const [entryKeys, keys] = [entries.map(toKey), identities.map(toKey)];
  await keepKeys(connection, 'asked', [...entryKeys, ...keys]);
  const rows = await readRows<{ key: bigint; person: number }>(
    connection,
    `SELECT key, person FROM identities WHERE site = $site AND first_seen IS NOT NULL
     AND key IN (SELECT key FROM asked)`,
    { site },
  );
  const persons = new Map(rows.map(({ key, person }) => [key, person]));
  /** By person, or by key where nobody has it. */
  const owned = new Map<number | bigint, string[]>();
  entryKeys.forEach((key, at) => {
    const owner = persons.get(key) ?? key;
    const own = owned.get(owner);
    if (own) own.push(entries[at]!);
    else owned.set(owner, [entries[at]!]);
  });
  return keys.map((key) => {
    const person = persons.get(key) ?? null;
    return { person, entries: owned.get(person ?? key) ?? [] };
  });
};
