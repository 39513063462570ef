import {
  BIGINT,
  DECIMAL,
  type DuckDBConnection,
  DuckDBDecimalValue,
  type DuckDBValue,
  INTEGER,
  VARCHAR,
} from '@duckdb/node-api';
import type { ProjectedHit } from '../hit.js';
import { REVENUE_DECIMALS } from '../revenue.js';
import type { Identities } from './identities.js';
import { toOrds } from './order.js';
import { appendRows } from './rows.js';
import type { Site } from './sites.js';

/** A hit on its way into the tables. */
export interface Draft {
  hit: ProjectedHit;
  site: Site;
  /** The identity that owns the hit, as it is compared. */
  text: string;
  /** On an alias, the identity that the call names. */
  other: string | undefined;
}

const REVENUE_WIDTH = 18;

const HIT_TYPES = [
  INTEGER,
  BIGINT,
  BIGINT,
  VARCHAR,
  VARCHAR,
  INTEGER,
  INTEGER,
  VARCHAR,
  DECIMAL(REVENUE_WIDTH, REVENUE_DECIMALS),
  VARCHAR,
];

const PROPERTY_TYPES = [INTEGER, INTEGER, VARCHAR, VARCHAR, BIGINT, BIGINT];

/** Writes hits with their order and the person they belong to now, and what they say about that person. */
export const addHits = async (
  connection: DuckDBConnection,
  identities: Identities,
  drafts: readonly Draft[],
): Promise<void> => {
  const ords = await toOrds(
    connection,
    drafts.map(({ hit, site }) => ({ site: site.site, millisecond: hit.millisecond })),
  );
  const hits: DuckDBValue[][] = [];
  const properties: DuckDBValue[][] = [];
  drafts.forEach(({ hit, site, text }, at) => {
    const { identity, person } = identities.get(site, text);
    const [seq, ord] = [BigInt(hit.seq), ords[at]!];
    hits.push([
      site.site,
      seq,
      ord,
      hit.kind,
      hit.name,
      identity,
      person,
      hit.identity === text ? null : hit.identity,
      hit.revenue === null
        ? null
        : new DuckDBDecimalValue(hit.revenue, REVENUE_WIDTH, REVENUE_DECIMALS),
      hit.properties,
    ]);
    for (const [name, value] of Object.entries(hit.says ?? {}))
      properties.push([site.site, identity, name, value, ord, seq]);
  });
  await appendRows(connection, 'hits', HIT_TYPES, hits);
  await appendRows(connection, 'person_properties', PROPERTY_TYPES, properties);
};
