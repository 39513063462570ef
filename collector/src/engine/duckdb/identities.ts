import {
  BIGINT,
  BOOLEAN,
  type DuckDBConnection,
  HUGEINT,
  INTEGER,
  VARCHAR,
} from '@duckdb/node-api';
import { isAnonymousShape } from 'kmq/wire';
import { toKey } from '../hash.js';
import { createDirectory, type Directory } from './directory.js';
import { MEMORY, type Memory } from './memory.js';
import { type Override, setOverrides } from './overrides.js';
import { appendRows, list, readColumns, readRows, updateRows } from './rows.js';
import type { Site } from './sites.js';

/** An identity that a hit mentions. */
export interface Mention {
  site: Site;
  text: string;
  /** Millisecond of the hit, or null where the mention makes nobody: a placeholder in a link. */
  seen: number | null;
}

/** What links made of an identity that no link had touched before. */
export interface Grouped {
  person: number;
  named: boolean;
  component: number;
}

/** Texts ⇄ numbers of identities. A place is where the loader finds one until its batch is written. */
export interface Identities extends Pick<Directory, 'identity' | 'person' | 'isLinked'> {
  /** The places of all that a batch mentions, in log order; who is new gets a number. */
  take(mentions: readonly Mention[]): Promise<number[]>;
  /** Keeps what links of this batch made of an identity. */
  group(place: number, grouped: Grouped): void;
  /** From now on a link touches it. */
  link(place: number): void;
  /** Writes down what this batch brought. */
  write(): Promise<void>;
  /** Keeps what links made of an identity of the tables. */
  assign(site: Site, text: string, person: number): void;
  /** Whether an identity came with the batch at hand, so that no hit of it is in the tables yet. */
  isFresh(identity: number): boolean;
  /** Between batches: bounds the memory. */
  settle(): void;
  /** After a transaction that failed. */
  forget(): void;
}

const SEEN_COLUMNS = [
  ['identity', INTEGER],
  ['first_seen', BIGINT],
] as const;
const GROUP_COLUMNS = [
  ['identity', INTEGER],
  ['person', INTEGER],
  ['named', BOOLEAN],
  ['component', INTEGER],
] as const;
const TYPES = [INTEGER, INTEGER, HUGEINT, VARCHAR, BOOLEAN, BIGINT, INTEGER, INTEGER];

/** A row of a new identity before it is written. */
interface Newcomer {
  site: Site;
  key: bigint;
  text: string;
  named: boolean;
  component: number;
}

/** What a batch brought of identities. */
const createNews = () => ({
  newcomers: new Map<number, Newcomer>(),
  moved: new Set<number>(),
  grouped: [] as [number, Grouped][],
  overrides: [] as Override[],
});

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
  let news = createNews();

  const open = async () => {
    const [row] = await readRows<{ last: number | null }>(
      connection,
      'SELECT max(identity) AS last FROM identities',
    );
    last = settled = row?.last ?? 0;
    isComplete = last <= memory.identities;
    texts.clear();
    directory = await readDirectory(connection, isComplete ? 0 : last - memory.identities / 2);
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
    news.newcomers.set(place, { site, key, text, named, component: identity });
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
    if (!news.newcomers.has(place)) news.moved.add(place);
  };

  const toRow = ([place, { site, key, text, named, component }]: [number, Newcomer]) => {
    const seen = directory.firstSeen(place);
    const first = seen === null ? null : BigInt(seen);
    const [identity, person] = [directory.identity(place), directory.person(place)];
    return [identity, site.site, key, text, named, first, person, component];
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
    group(place, grouped) {
      const newcomer = news.newcomers.get(place);
      const identity = directory.identity(place);
      if (newcomer) Object.assign(newcomer, grouped);
      else news.grouped.push([identity, grouped]);
      if (!newcomer && grouped.person !== directory.person(place))
        news.overrides.push({ identity, person: grouped.person });
      directory.setPerson(place, grouped.person);
    },
    link: (place) => directory.setLinked(place),
    async write() {
      const { newcomers, moved, grouped, overrides } = news;
      await appendRows(connection, 'identities', TYPES, [...newcomers].map(toRow));
      await updateRows(
        connection,
        'identities',
        SEEN_COLUMNS,
        [...moved].map((place) => [directory.identity(place), BigInt(directory.firstSeen(place)!)]),
      );
      await updateRows(
        connection,
        'identities',
        GROUP_COLUMNS,
        grouped.map(([identity, { person, named, component }]) => [
          identity,
          person,
          named,
          component,
        ]),
      );
      await setOverrides(connection, overrides);
      news = createNews();
    },
    assign(site, text, person) {
      const place = directory.find(toKey(site.key, text));
      if (place >= 0) directory.setPerson(place, person);
    },
    isFresh: (identity) => identity > settled,
    settle() {
      settled = last ?? settled;
      let remembered = 0;
      for (const own of texts.values()) remembered += own.size;
      if (remembered > memory.texts) texts.clear();
      if (directory.size() > memory.identities) last = undefined;
    },
    forget() {
      news = createNews();
      last = undefined;
    },
  };
};
