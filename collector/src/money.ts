import { isNumeric } from 'kmq/wire';
import { foldName } from './names.js';

/** Names whose first numeric value is an event's revenue (S18). */
export const REVENUE_NAMES: readonly string[] = ['Revenue', 'Billing Amount'];

/** Names under which an event may say what its revenue is counted in. */
export const CURRENCY_NAMES: readonly string[] = ['Currency'];

/** Under which names a site's events tell their money. */
export interface MoneyNames {
  /** The first number among them is the revenue. */
  revenue: readonly string[];
  currency: readonly string[];
  /** They are compared without case. */
  foldNames: boolean;
}

/** Names of a site that has merged nothing. */
export const PLAIN_NAMES: MoneyNames = {
  revenue: REVENUE_NAMES,
  currency: CURRENCY_NAMES,
  foldNames: false,
};

/** Values under any of these names, in their order. */
const readValues = (
  properties: Readonly<Record<string, string>>,
  names: readonly string[],
  foldNames: boolean,
): string[] => {
  const readOwn = (name: string) => (Object.hasOwn(properties, name) ? [properties[name]!] : []);
  if (!foldNames) return names.flatMap(readOwn);
  const folded = Object.entries(properties).map(
    ([name, value]) => [foldName(name), value] as const,
  );
  return names.flatMap((name) => {
    const sought = foldName(name);
    return [
      ...readOwn(name),
      ...folded.flatMap(([other, value]) => (other === sought ? value : [])),
    ];
  });
};

/** Decimals of an amount: amounts are counted in ten-thousandths. */
export const REVENUE_DECIMALS = 4;

/** DECIMAL(18,4) has room for 14 digits before the point. */
const LARGEST = 10n ** 18n - 1n;

/** A text as ten-thousandths, half away from zero; undefined where it is no number or does not fit. */
export const toAmount = (text: string): bigint | undefined => {
  if (!isNumeric(text)) return undefined;
  const [, minus, whole = '', decimals = ''] = /^(-?)(\d*)\.?(\d*)$/.exec(text.trim())!;
  const kept = decimals.slice(0, REVENUE_DECIMALS).padEnd(REVENUE_DECIMALS, '0');
  const rounded = BigInt(whole + kept) + ((decimals[REVENUE_DECIMALS] ?? '0') >= '5' ? 1n : 0n);
  if (rounded > LARGEST) return undefined;
  return minus ? -rounded : rounded;
};

/** The revenue of an event in ten-thousandths, null where it has none. */
export const toRevenue = (
  properties: Readonly<Record<string, string>>,
  { revenue, foldNames }: MoneyNames = PLAIN_NAMES,
): bigint | null => {
  // Most events have none of the names.
  if (!foldNames && !revenue.some((name) => Object.hasOwn(properties, name))) return null;
  for (const text of readValues(properties, revenue, foldNames)) {
    const amount = toAmount(text);
    if (amount !== undefined) return amount;
  }
  return null;
};

/** An amount in ten-thousandths as a decimal text: two decimals, more only where they say something. */
export const toMoney = (amount: bigint): string => {
  const digits = String(amount < 0n ? -amount : amount).padStart(REVENUE_DECIMALS + 1, '0');
  const decimals = digits.slice(-REVENUE_DECIMALS).replace(/0{1,2}$/, '');
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -REVENUE_DECIMALS)}.${decimals}`;
};

/** What an event's revenue is counted in; null where it does not say, which means the site's currency. */
export const toCurrency = (
  properties: Readonly<Record<string, string>>,
  { currency, foldNames }: MoneyNames = PLAIN_NAMES,
): string | null =>
  readValues(properties, currency, foldNames)
    .map((text) => text.trim().toUpperCase())
    .find((code) => code) ?? null;
