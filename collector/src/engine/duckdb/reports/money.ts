import { toProperty, toText } from './sql.js';

/** The property that names the currency of an event's revenue. */
const CURRENCY = 'Currency';

const toCurrency = (): string => `upper(trim(coalesce(${toProperty(CURRENCY)}, '')))`;

/** An event's revenue in the site's currency; NULL where it has none, or one in another currency. */
export const toRevenue = (currency: string): string =>
  `CASE WHEN revenue IS NOT NULL AND ${toCurrency()} IN ('', ${toText(currency)}) THEN revenue END`;

/** The other currency of an event's revenue, NULL where it has none. */
export const toForeign = (currency: string): string =>
  `CASE WHEN revenue IS NOT NULL AND ${toCurrency()} NOT IN ('', ${toText(currency)}) THEN ${toCurrency()} END`;

/** A sum of amounts in ten-thousandths. */
export const toAmount = (sum: string): string => `CAST(coalesce(${sum}, 0) * 10000 AS HUGEINT)`;
