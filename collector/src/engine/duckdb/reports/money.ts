import type { Scope } from './scope.js';
import { toProperty, toText } from './sql.js';

/** The property that names the currency of an event's revenue. */
const CURRENCY = 'Currency';

const toCurrency = (): string => `upper(trim(coalesce(${toProperty(CURRENCY)}, '')))`;

/** Everything that was ever paid, as a table `money`: properties are read once. NULL is the site's own currency. */
export const toMoney = ({ hits }: Scope, currency: string): string =>
  `CREATE TEMP TABLE money AS SELECT * REPLACE (nullif(currency, ${toText(currency)}) AS currency) FROM (${hits(
    `person, ord, revenue, nullif(${toCurrency()}, '') AS currency`,
    'revenue IS NOT NULL',
  )})`;

/** An event's revenue in the site's currency; NULL where it has none, or one in another currency. */
export const toRevenue = (currency: string): string =>
  `CASE WHEN revenue IS NOT NULL AND ${toCurrency()} IN ('', ${toText(currency)}) THEN revenue END`;

/** A sum of amounts in ten-thousandths. */
export const toAmount = (sum: string): string => `CAST(coalesce(${sum}, 0) * 10000 AS HUGEINT)`;
