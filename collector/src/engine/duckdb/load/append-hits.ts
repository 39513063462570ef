import {
  BIGINT,
  DECIMAL,
  type DuckDBConnection,
  DuckDBDecimalValue,
  type DuckDBValue,
  INTEGER,
  VARCHAR,
} from '@duckdb/node-api';
import { REVENUE_DECIMALS } from '../../../money.js';
import { EVENT_VALUES, type PlacedHit } from '../../hit.js';
import { appendColumns, appendRows } from '../tables/rows.js';

const REVENUE_WIDTH = 18;

/** The type of an amount of money. */
export const REVENUE_TYPE = DECIMAL(REVENUE_WIDTH, REVENUE_DECIMALS);

/** An amount in ten-thousandths as a value of that type. */
export const toRevenueValue = (amount: bigint | null): DuckDBDecimalValue | null =>
  amount === null ? null : new DuckDBDecimalValue(amount, REVENUE_WIDTH, REVENUE_DECIMALS);

const HIT_TYPES = [
  INTEGER,
  BIGINT,
  BIGINT,
  VARCHAR,
  VARCHAR,
  INTEGER,
  INTEGER,
  VARCHAR,
  REVENUE_TYPE,
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

/** Appends hits, and what they say about their people. */
export const appendHits = async (
  connection: DuckDBConnection,
  placed: readonly PlacedHit[],
): Promise<void> => {
  const hits: DuckDBValue[][] = HIT_TYPES.map(() => []);
  const properties: DuckDBValue[][] = [];
  const values: DuckDBValue[][] = [];
  for (const { hit, site, ord, identity, person, sentAs } of placed) {
    const row = [
      site,
      BigInt(hit.seq),
      ord,
      hit.kind,
      hit.name,
      identity,
      person,
      sentAs,
      toRevenueValue(hit.revenue),
      hit.currency,
      toSeconds(hit.late),
      toSeconds(hit.skew),
      hit.properties,
    ];
    for (let column = 0; column < row.length; column++) hits[column]!.push(row[column]!);
    const says = hit.says ?? {};
    const toRow = (name: string) => [site, identity, name, says[name]!, ord];
    if (hit.kind === 's') properties.push(...Object.keys(says).map(toRow));
    else values.push(...EVENT_VALUES.filter((name) => Object.hasOwn(says, name)).map(toRow));
  }
  await appendColumns(connection, 'hits', HIT_TYPES, hits);
  await appendRows(connection, 'person_properties', VALUE_TYPES, properties);
  await appendRows(connection, 'event_values', VALUE_TYPES, values);
};
