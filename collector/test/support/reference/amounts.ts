import type { PersonHit } from './history.js';

/** Money in ten-thousandths, so that nothing is lost in sums (S18). */
export type Amount = bigint;

const NUMBER = /^(-?)(\d*)\.?(\d*)$/;

/** A number of W4, or nothing. */
export const toAmount = (text: string | undefined): Amount | null => {
  const [, sign, whole = '', fraction = ''] = NUMBER.exec(text?.trim() ?? '') ?? [];
  if (!whole && !fraction) return null;
  const kept = BigInt(whole + fraction.padEnd(4, '0').slice(0, 4));
  // Half of the last decimal goes away from zero.
  const amount = (fraction[4] ?? '0') >= '5' ? kept + 1n : kept;
  return sign ? -amount : amount;
};

/** `49.99`, `5.00`, `10.005`. */
export const formatAmount = (amount: Amount): string => {
  const digits = String(amount < 0n ? -amount : amount).padStart(5, '0');
  const fraction = digits.slice(-4).replace(/0{1,2}$/, '');
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -4)}.${fraction}`;
};

/** A part of an amount to four decimals, half of the last one away from zero; null for nobody. */
export const divideAmount = (amount: Amount, people: number): string | null => {
  if (people === 0) return null;
  const count = BigInt(people);
  const size = amount < 0n ? -amount : amount;
  const part = (size * 2n + count) / (count * 2n);
  return formatAmount(amount < 0n ? -part : part);
};

/** What an event paid, and in which currency. */
export const readPayment = (
  hit: PersonHit,
  siteCurrency: string,
): { amount: Amount; currency: string } | null => {
  if (hit.kind !== 'event') return null;
  const texts = ['Revenue', 'Billing Amount'].flatMap((name) => hit.said.get(name) ?? []);
  const amount = texts.map(toAmount).find((number) => number !== null) ?? null;
  const currency = hit.properties.get('Currency')?.trim().toUpperCase() || siteCurrency;
  return amount === null ? null : { amount, currency };
};
