import {
  BIGINT,
  DECIMAL,
  type DuckDBConnection,
  DuckDBDecimalValue,
  type DuckDBValue,
  INTEGER,
  VARCHAR,
} from '@duckdb/node-api';
import { EVENT_VALUES, type ProjectedHit } from '../../hit.js';
import type { Identities } from '../../people-index/identities.js';
import type { Order } from '../../people-index/order.js';
import type { Site } from '../../people-index/sites.js';
import { REVENUE_DECIMALS } from '../../revenue.js';
import { appendColumns, appendRows } from '../tables/rows.js';

/** A hit on its way into the tables. */
export interface Draft {
  hit: ProjectedHit;
  site: Site;
  /** The identity that owns the hit, as it is compared. */
  text: string;
  /** The other identity of a link, likewise; null of any other hit. */
  other: string | null;
  /** Place of that identity. */
  owner: number;
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
  INTEGER,
  INTEGER,
  VARCHAR,
];

/** Of what sets say, and of what events do. */
const VALUE_TYPES = [INTEGER, INTEGER, VARCHAR, VARCHAR, BIGINT];

/** A 32-bit integer's bound; clocks that are further off mean nothing. */
const SECONDS_MOST = 2 ** 31 - 1;

const toSeconds = (seconds: number | null): number | null =>
  seconds === null ? null : Math.max(-SECONDS_MOST, Math.min(SECONDS_MOST, seconds));

/** Writes hits with their order and the person they belong to now, and what they say about that person. */
export const addHits = async (
  connection: DuckDBConnection,
  { identities, order }: { identities: Identities; order: Order },
  drafts: readonly Draft[],
): Promise<void> => {
  const ords = await order.toOrds(
    drafts.map(({ hit, site }) => ({ site: site.site, millisecond: hit.millisecond })),
  );
  const hits: DuckDBValue[][] = HIT_TYPES.map(() => []);
  const properties: DuckDBValue[][] = [];
  const values: DuckDBValue[][] = [];
  drafts.forEach(({ hit, site, text, owner }, at) => {
    const identity = identities.identity(owner);
    const ord = ords[at]!;
    const row = [
      site.site,
      BigInt(hit.seq),
      ord,
      hit.kind,
      hit.name,
      identity,
      identities.person(owner),
      hit.identity === text ? null : hit.identity,
      hit.revenue === null
        ? null
        : new DuckDBDecimalValue(hit.revenue, REVENUE_WIDTH, REVENUE_DECIMALS),
      hit.currency,
      toSeconds(hit.late),
      toSeconds(hit.skew),
      hit.properties,
    ];
    for (let column = 0; column < row.length; column++) hits[column]!.push(row[column]!);
    const says = hit.says ?? {};
    const toRow = (name: string) => [site.site, identity, name, says[name]!, ord];
    if (hit.kind === 's') properties.push(...Object.keys(says).map(toRow));
    else values.push(...EVENT_VALUES.filter((name) => Object.hasOwn(says, name)).map(toRow));
  });
  await appendColumns(connection, 'hits', HIT_TYPES, hits);
  await appendRows(connection, 'person_properties', VALUE_TYPES, properties);
  await appendRows(connection, 'event_values', VALUE_TYPES, values);
};
