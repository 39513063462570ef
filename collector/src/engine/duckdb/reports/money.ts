import type { Scope } from './scope.js';
import { toText } from './sql.js';

/** Everything that was ever paid, as a table `money`. NULL is the site's own currency. */
export const toMoney = ({ hits }: Scope, currency: string): string =>
  `CREATE TEMP TABLE money AS ${hits(
    `person, ord, revenue, nullif(currency, ${toText(currency)}) AS currency`,
    'revenue IS NOT NULL',
  )}`;

/** An event's revenue in the site's currency; NULL where it has none, or one in another currency. */
export const toRevenue = (currency: string): string =>
  `CASE WHEN currency IS NULL OR currency = ${toText(currency)} THEN revenue END`;

/** A sum of amounts in ten-thousandths. */
export const toAmount = (sum: string): string => `CAST(coalesce(${sum}, 0) * 10000 AS HUGEINT)`;
