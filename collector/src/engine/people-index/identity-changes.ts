import {
  BIGINT,
  BOOLEAN,
  type DuckDBConnection,
  HUGEINT,
  INTEGER,
  VARCHAR,
} from '@duckdb/node-api';
import { type Override, setOverrides } from '../duckdb/tables/overrides.js';
import { appendRows, updateRows } from '../duckdb/tables/rows.js';
import type { Directory } from './directory.js';

/** A new identity before it is written. */
export interface Newcomer {
  /** Number of its site. */
  site: number;
  key: bigint;
  text: string;
  named: boolean;
}

/** What links made of an identity. */
export interface Grouped {
  identity: number;
  person: number;
  named: boolean;
}

/** What a batch brings of identities, by their places in a directory. */
export interface News {
  add(place: number, newcomer: Newcomer): void;
  /** It was seen earlier than the tables say. */
  move(place: number): void;
  /** The place is -1 where the directory does not have it; a fresh one has no hits in the tables. */
  group(place: number, grouped: Grouped, isFresh: boolean): void;
  write(connection: DuckDBConnection): Promise<void>;
}

const TYPES = [INTEGER, INTEGER, HUGEINT, VARCHAR, BOOLEAN, BIGINT, INTEGER];
const SEEN_COLUMNS = [
  ['identity', INTEGER],
  ['first_seen', BIGINT],
] as const;
const GROUP_COLUMNS = [
  ['identity', INTEGER],
  ['person', INTEGER],
  ['named', BOOLEAN],
] as const;

/** News of a directory, none yet. */
export const createNews = (directory: Directory): News => {
  const newcomers = new Map<number, Newcomer>();
  const moved = new Set<number>();
  const changed: [identity: number, person: number, named: boolean][] = [];
  const overrides: Override[] = [];

  const toSeen = (place: number): bigint | null => {
    const seen = directory.firstSeen(place);
    return seen === null ? null : BigInt(seen);
  };
  const toRow = ([place, { site, key, text, named }]: [number, Newcomer]) => {
    const [identity, person] = [directory.identity(place), directory.person(place)];
    return [identity, site, key, text, named, toSeen(place), person];
  };

  return {
    add: (place, newcomer) => newcomers.set(place, newcomer),
    move(place) {
      if (!newcomers.has(place)) moved.add(place);
    },
    group(place, { identity, person, named }, isFresh) {
      const newcomer = newcomers.get(place);
      if (newcomer) newcomer.named = named;
      else {
        changed.push([identity, person, named]);
        if (!isFresh) overrides.push({ identity, person });
      }
      if (place >= 0) directory.setPerson(place, person);
    },
    async write(connection) {
      const seen = [...moved].map((place) => [directory.identity(place), toSeen(place)]);
      await appendRows(connection, 'identities', TYPES, [...newcomers].map(toRow));
      await updateRows(connection, 'identities', SEEN_COLUMNS, seen);
      await updateRows(connection, 'identities', GROUP_COLUMNS, changed);
      await setOverrides(connection, overrides);
    },
  };
};
