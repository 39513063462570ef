import { type DuckDBConnection, HUGEINT } from '@duckdb/node-api';
import { isAnonymousShape } from 'kmq/wire';
import { list, readColumns, readRows } from '../duckdb/tables/rows.js';
import { toKey } from '../hash.js';
import { createDirectory, type Directory } from './directory.js';
import { createNews, type Grouped } from './identity-changes.js';
import { createTies, type Ties } from './joined-links.js';
import { MEMORY, type Memory } from './memory.js';
import type { Site } from './sites.js';

/** An identity that a hit mentions. */
export interface Mention {
  site: Site;
  text: string;
  /** Millisecond of the hit, or null where the mention makes nobody: a placeholder in a link. */
  seen: number | null;
}

/** Texts ⇄ numbers of identities. A place is where the loader finds one until its batch is written. */
export interface Identities extends Pick<Directory, 'identity' | 'person' | 'isLinked'> {
  /** The places of all that a batch mentions, in log order; who is new gets a number. */
  take(mentions: readonly Mention[]): Promise<number[]>;
  /** Keeps what links made of an identity. */
  group(site: Site, text: string, grouped: Grouped): void;
  /** Links between places. */
  ties: Ties;
  /** From now on a link touches it. */
  link(place: number): void;
  /** Writes down what this batch brought. */
  write(): Promise<void>;
  /** Between batches: bounds the memory. */
  settle(): void;
  /** After a transaction that failed. */
  forget(): void;
}

const readDirectory = async (connection: DuckDBConnection, above: number): Promise<Directory> => {
  const directory = createDirectory();
  const rows = readColumns<[bigint, number, number, bigint | null, boolean]>(
    connection,
    `SELECT key, identity, person, first_seen,
       identity IN (SELECT a FROM links UNION ALL SELECT b FROM links)
     FROM identities WHERE identity > ${above}`,
  );
  for await (const [keys, identities, people, firstSeen, linked] of rows)
    keys.forEach((key, at) => {
      const seen = firstSeen[at]!;
      directory.add(key, {
        identity: identities[at]!,
        person: people[at]!,
        firstSeen: seen === null ? null : Number(seen),
        linked: linked[at]!,
      });
    });
  return directory;
};

/** The identities of the tables; a bounded number of them in memory. */
export const createIdentities = (
  connection: DuckDBConnection,
  memory: Memory = MEMORY,
): Identities => {
  let directory = createDirectory();
  /** The highest number, and the highest before the batch at hand. */
  let last: number | undefined;
  let settled = 0;
  let isComplete = true;
  const texts = new Map<number, Map<string, number>>();
  let news = createNews(directory);
  const ties = createTies();

  const open = async () => {
    const [row] = await readRows<{ last: number | null }>(
      connection,
      'SELECT max(identity) AS last FROM identities',
    );
    last = settled = row?.last ?? 0;
    isComplete = last <= memory.identities;
    texts.clear();
    directory = await readDirectory(connection, isComplete ? 0 : last - memory.identities / 2);
    news = createNews(directory);
    ties.clear();
  };

  const textsOf = (site: Site): Map<string, number> => {
    const found = texts.get(site.site) ?? new Map<string, number>();
    texts.set(site.site, found);
    return found;
  };

  /** Brings those of the tables that the directory has no room for. */
  const lookUp = async (mentions: readonly Mention[]) => {
    const keys = new Set(mentions.map(({ site, text }) => toKey(site.key, text)));
    for (const key of keys) if (directory.find(key) >= 0) keys.delete(key);
    const rows = await readRows<{
      key: bigint;
      identity: number;
      person: number;
      first_seen: bigint | null;
    }>(
      connection,
      `SELECT key, identity, person, first_seen FROM identities
       WHERE key IN (SELECT unnest($keys))`,
      { keys: list(HUGEINT, keys) },
    );
    // Whoever may have links is treated as who has: that costs time only.
    for (const { key, identity, person, first_seen } of rows)
      directory.add(key, {
        ...{ identity, person, linked: true },
        firstSeen: first_seen === null ? null : Number(first_seen),
      });
  };

  const add = ({ site, text, seen }: Mention, key: bigint): number => {
    const identity = ++last!;
    const known = { identity, person: identity, firstSeen: seen, linked: false };
    const place = directory.add(key, known);
    const named = !(site.settings.anonymousShape && isAnonymousShape(text));
    news.add(place, { site: site.site, key, text, named });
    return place;
  };

  const find = (mention: Mention): number => {
    const own = textsOf(mention.site);
    const remembered = own.get(mention.text);
    if (remembered !== undefined) return remembered;
    const key = toKey(mention.site.key, mention.text);
    const known = directory.find(key);
    const place = known < 0 ? add(mention, key) : known;
    own.set(mention.text, place);
    return place;
  };

  const see = (place: number, seen: number | null) => {
    const before = directory.firstSeen(place);
    if (seen === null || (before !== null && before <= seen)) return;
    directory.setFirstSeen(place, seen);
    news.move(place);
  };

  return {
    identity: (place) => directory.identity(place),
    person: (place) => directory.person(place),
    isLinked: (place) => directory.isLinked(place),
    async take(mentions) {
      if (last === undefined) await open();
      if (!isComplete) await lookUp(mentions);
      return mentions.map((mention) => {
        const place = find(mention);
        see(place, mention.seen);
        return place;
      });
    },
    group(site, text, grouped) {
      const place = directory.find(toKey(site.key, text));
      // No hit of whoever came with this batch is in the tables yet.
      news.group(place, grouped, grouped.identity > settled);
    },
    ties,
    link: (place) => directory.setLinked(place),
    async write() {
      await news.write(connection);
      news = createNews(directory);
    },
    settle() {
      settled = last ?? settled;
      let remembered = 0;
      for (const own of texts.values()) remembered += own.size;
      if (remembered > memory.texts) texts.clear();
      if (directory.size() > memory.identities) last = undefined;
    },
    forget() {
      last = undefined;
    },
  };
};
