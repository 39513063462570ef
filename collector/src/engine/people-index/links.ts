import { BIGINT, BOOLEAN, DOUBLE, type DuckDBConnection, INTEGER, VARCHAR } from '@duckdb/node-api';
import type { Arrival } from '../../people/people.js';
import type { Verdict } from '../../people/rules.js';
import { appendRows } from '../duckdb/tables/rows.js';
import type { Site } from './sites.js';

/** A link of a batch, between identities and their places. */
export interface NewLink extends Arrival {
  site: Site;
  a: number;
  b: number;
  /** Null until it is taken. */
  verdict: Verdict | null;
  /** Whether it holds a person together. */
  tree: boolean;
}

const TYPES = [
  BIGINT,
  INTEGER,
  INTEGER,
  INTEGER,
  VARCHAR,
  DOUBLE,
  VARCHAR,
  VARCHAR,
  BOOLEAN,
  VARCHAR,
  BOOLEAN,
];

/** Writes links down. */
export const addLinks = (connection: DuckDBConnection, links: readonly NewLink[]): Promise<void> =>
  appendRows(
    connection,
    'links',
    TYPES,
    links.map(({ seq, site, x, y, link, verdict, tree }) => [
      BigInt(seq),
      site.site,
      x,
      y,
      link.source,
      link.time,
      link.id ?? null,
      link.fields,
      link.proven ?? true,
      verdict,
      tree,
    ]),
  );
