import type { DuckDBConnection } from '@duckdb/node-api';
import type { ExportedHit, ExportQuery } from '../../answers.js';
import { toPublicId } from '../../hash.js';
import { toMillisecond } from '../../ord.js';
import { readRows } from '../tables/rows.js';
import { sqlMillisecond } from '../tables/sql-ord.js';

const KINDS = { e: 'event', s: 'set', a: 'alias' } as const;

interface Row {
  seq: bigint;
  ord: bigint;
  kind: keyof typeof KINDS;
  name: string | null;
  identity: string;
  person_key: bigint;
  revenue: string | null;
  currency: string | null;
  properties: string;
}

// A person's id comes from the earliest named identity, else the earliest (S11).
const HITS = `
  WITH page AS (
    SELECT seq, ord, kind, name, identity, person, sent_as, revenue, currency, properties
    FROM resolved_hits
    WHERE site = $site AND seq > $after AND seq <= $upTo
      AND ${sqlMillisecond('ord')} >= $from AND ${sqlMillisecond('ord')} < $to
    ORDER BY seq LIMIT $limit
  ), keys AS (
    SELECT person, first(key ORDER BY named DESC, first_seen, text) AS person_key
    FROM identities
    WHERE person IN (SELECT person FROM page) AND first_seen IS NOT NULL GROUP BY person
  )
  SELECT seq, ord, kind, page.name, coalesce(sent_as, text) AS identity, person_key,
    CAST(revenue AS VARCHAR) AS revenue, currency, properties
  FROM page JOIN identities USING (identity) JOIN keys ON keys.person = page.person
  ORDER BY seq`;

/** Some hits of a site in the order of the log, each with the person whose it is now. */
export const readExportedHits = async (
  connection: DuckDBConnection,
  site: number,
  { after, upTo, from, to, limit }: ExportQuery,
): Promise<ExportedHit[]> => {
  const rows = await readRows<Row>(connection, HITS, {
    ...{
      site,
      limit,
      after: BigInt(after),
      upTo: BigInt(upTo),
      from: BigInt(from),
      to: BigInt(to),
    },
  });
  return rows.map(({ seq, ord, kind, person_key, properties, ...row }) => ({
    ...row,
    position: Number(seq),
    time: Number(toMillisecond(ord)),
    kind: KINDS[kind],
    person: toPublicId(person_key),
    properties: JSON.parse(properties),
  }));
};
