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
import { appendRows, list, readRows, updateRows } from './rows.js';
import type { Site } from './sites.js';

/** So many identities are remembered between batches: those of the visitors of the last while. */
const REMEMBERED = 50_000;

/** An identity that a hit mentions. */
export interface Mention {
  site: Site;
  text: string;
  /** Millisecond of the hit, or null where the mention makes nobody: a placeholder in a link. */
  seen: number | null;
}

/** What the loader knows of an identity. */
export interface Known {
  identity: number;
  person: number;
  firstSeen: number | null;
}

/** Texts ⇄ numbers of identities. */
export interface Identities {
  /** Looks up, or makes, all identities that a batch mentions, in log order. */
  take(mentions: readonly Mention[]): Promise<void>;
  /** One that was taken. */
  get(site: Site, text: string): Known;
  /** Keeps what links made of an identity. */
  assign(site: Site, text: string, person: number): void;
  /** Whether an identity came with the batch at hand, so that no hit of it is in the tables yet. */
  isFresh(identity: number): boolean;
  /** Between batches: bounds the memory. */
  settle(): void;
  /** After a transaction that failed. */
  forget(): void;
}

const toName = (site: Site, text: string): string => `${site.site} ${text}`;

const earlier = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);

const SEEN_COLUMNS = [
  ['identity', INTEGER],
  ['first_seen', BIGINT],
] as const;
const TYPES = [INTEGER, INTEGER, HUGEINT, VARCHAR, BOOLEAN, BIGINT, INTEGER, INTEGER];

/** Mentions of one identity become one, at the place of the first, with the earliest time. */
const unite = (mentions: readonly Mention[]): Map<string, Mention> => {
  const united = new Map<string, Mention>();
  for (const mention of mentions) {
    const name = toName(mention.site, mention.text);
    const other = united.get(name);
    united.set(name, other ? { ...other, seen: earlier(other.seen, mention.seen) } : mention);
  }
  return united;
};

/** The identities of the tables; a bounded number of them in memory. */
export const createIdentities = (connection: DuckDBConnection): Identities => {
  const remembered = new Map<string, Known>();
  /** The highest number, and the highest before the batch at hand. */
  let last: number | undefined;
  let settled = 0;

  const lookUp = async (wanted: ReadonlyMap<string, Mention>) => {
    const names = new Map<bigint, string>();
    for (const [name, { site, text }] of wanted) names.set(toKey(site.key, text), name);
    if (!names.size) return;
    const rows = await readRows<{
      key: bigint;
      identity: number;
      person: number;
      first_seen: bigint | null;
    }>(
      connection,
      `SELECT key, identity, person, first_seen FROM identities
       WHERE key IN (SELECT unnest($keys))`,
      { keys: list(HUGEINT, names.keys()) },
    );
    for (const { key, identity, person, first_seen } of rows)
      remembered.set(names.get(key)!, {
        identity,
        person,
        firstSeen: first_seen === null ? null : Number(first_seen),
      });
  };

  const add = async (mentions: readonly Mention[]) => {
    if (!mentions.length) return;
    const rows = mentions.map(({ site, text, seen }) => {
      const identity = ++last!;
      remembered.set(toName(site, text), {
        identity,
        person: identity,
        firstSeen: seen,
      });
      const named = !(site.settings.anonymousShape && isAnonymousShape(text));
      const first = seen === null ? null : BigInt(seen);
      return [identity, site.site, toKey(site.key, text), text, named, first, identity, identity];
    });
    await appendRows(connection, 'identities', TYPES, rows);
  };

  const move = async (mentions: readonly [Known, Mention][]) => {
    const moved = mentions.flatMap(([known, { seen }]) => {
      const firstSeen = earlier(known.firstSeen, seen);
      if (firstSeen === known.firstSeen) return [];
      known.firstSeen = firstSeen;
      return [known];
    });
    await updateRows(
      connection,
      'identities',
      SEEN_COLUMNS,
      moved.map(({ identity, firstSeen }) => [identity, BigInt(firstSeen!)]),
    );
  };

  const readLast = async () => {
    const rows = await readRows<{ last: number | null }>(
      connection,
      'SELECT max(identity) AS last FROM identities',
    );
    last = settled = rows[0]?.last ?? 0;
  };

  return {
    async take(mentions) {
      if (last === undefined) await readLast();
      const united = unite(mentions);
      const unknown = [...united].filter(([name]) => !remembered.has(name));
      await lookUp(new Map(unknown));
      const fresh = unknown.filter(([name]) => !remembered.has(name));
      const known = [...united].flatMap(([name, mention]): [Known, Mention][] => {
        const found = remembered.get(name);
        return found ? [[found, mention]] : [];
      });
      await add(fresh.map(([, mention]) => mention));
      await move(known);
    },
    get: (site, text) => remembered.get(toName(site, text))!,
    assign(site, text, person) {
      const known = remembered.get(toName(site, text));
      if (known) known.person = person;
    },
    isFresh: (identity) => identity > settled,
    settle() {
      settled = last ?? settled;
      let surplus = remembered.size - REMEMBERED;
      for (const name of remembered.keys()) {
        if (surplus-- <= 0) break;
        remembered.delete(name);
      }
    },
    forget() {
      remembered.clear();
      last = undefined;
    },
  };
};
