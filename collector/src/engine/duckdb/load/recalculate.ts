import {
  BIGINT,
  DECIMAL,
  type DuckDBConnection,
  DuckDBDecimalValue,
  VARCHAR,
} from '@duckdb/node-api';
import type { Site, Sites } from '../../people-index/sites.js';
import type { NameKind } from '../../people-index/store.js';
import {
  CURRENCY_NAMES,
  type MoneyNames,
  REVENUE_DECIMALS,
  toAmount,
  toCurrency,
  toRevenue,
} from '../../revenue.js';
import { toTexts } from '../reports/sql.js';
import { list, readRows, run } from '../tables/rows.js';

/** Positions of the log that one step looks at: some tenths of a second. */
const STEP_SEQS = 50_000;
const REVENUE_WIDTH = 18;

interface MoneyRow {
  seq: bigint;
  revenue: string | null;
  currency: string | null;
  properties: string;
}

/** A part of a site's hits, by a condition. */
interface Part {
  site: Site;
  condition: string;
}

/** Counts names of a part of a site's hits. */
const countNames = async (connection: DuckDBConnection, { site, condition }: Part) => {
  const read = async (kind: NameKind, sql: string) => {
    for (const { name, hits: count } of await readRows<{ name: string; hits: bigint }>(
      connection,
      sql,
    ))
      site.spellings[kind].count(name, Number(count));
  };
  await read(
    'events',
    `SELECT name, count(*) AS hits FROM hits WHERE ${condition} AND kind = 'e' GROUP BY name`,
  );
  await read(
    'properties',
    `SELECT name, count(*) AS hits FROM (
       SELECT unnest(json_keys(properties)) AS name FROM hits WHERE ${condition} AND kind IN ('e', 's')
     ) GROUP BY name`,
  );
};

/** Names under which hits may tell money, as they are spelled. */
const toSpelled = ({ names, spellings }: Site): string[] => {
  const all = [...names.revenue, ...names.currency, ...CURRENCY_NAMES];
  return names.foldNames ? all.flatMap((name) => spellings.properties.of(name)) : all;
};

const isSame = ({ revenue, currency }: MoneyRow, amount: bigint | null, code: string | null) =>
  (revenue === null ? null : (toAmount(revenue) ?? null)) === amount && currency === code;

/** Reads the money of a part of a site's hits by the site's names. */
const readMoney = async (connection: DuckDBConnection, { site, condition }: Part) => {
  const rows = await readRows<MoneyRow>(
    connection,
    `SELECT seq, CAST(revenue AS VARCHAR) AS revenue, currency, properties FROM hits WHERE ${condition} AND kind = 'e'
       AND (revenue IS NOT NULL OR list_has_any(json_keys(properties), [${toTexts(toSpelled(site))}]))`,
  );
  const names: MoneyNames = site.names;
  const changed = rows.flatMap((row) => {
    const properties = JSON.parse(row.properties) as Record<string, string>;
    const amount = toRevenue(properties, names);
    const code = amount === null ? null : toCurrency(properties, names);
    return isSame(row, amount, code) ? [] : [{ seq: row.seq, amount, code }];
  });
  if (!changed.length) return;
  await run(
    connection,
    `UPDATE hits SET revenue = changed.revenue, currency = changed.currency
     FROM (SELECT unnest($seqs) AS seq, unnest($revenues) AS revenue, unnest($currencies) AS currency) AS changed
     WHERE ${condition} AND hits.seq = changed.seq`,
    {
      seqs: list(
        BIGINT,
        changed.map(({ seq }) => seq),
      ),
      revenues: list(
        DECIMAL(REVENUE_WIDTH, REVENUE_DECIMALS),
        changed.map(({ amount }) =>
          amount === null ? null : new DuckDBDecimalValue(amount, REVENUE_WIDTH, REVENUE_DECIMALS),
        ),
      ),
      currencies: list(
        VARCHAR,
        changed.map(({ code }) => code),
      ),
    },
  );
};

/** Reads a part of a site's stale hits by its names of now. For use inside a transaction. */
export const recalculate = async (
  connection: DuckDBConnection,
  sites: Sites,
  site: Site,
): Promise<void> => {
  const { from, to } = site.stale!;
  const [next] = await readRows<{ seq: bigint | null }>(
    connection,
    `SELECT min(seq) AS seq FROM hits WHERE site = ${site.site} AND seq > ${from} AND seq <= ${to}`,
  );
  if (next!.seq === null) return sites.setStale(site, null);
  const first = Number(next!.seq);
  const last = Math.min(to, first + STEP_SEQS - 1);
  const part = {
    site,
    condition: `hits.site = ${site.site} AND hits.seq BETWEEN ${first} AND ${last}`,
  };
  if (site.names.foldNames) {
    await countNames(connection, part);
    await sites.writeSpellings(site);
  }
  await readMoney(connection, part);
  await sites.setStale(site, last < to ? last : null);
};
