import { toMoney } from '../money.js';

/** An amount for each of so many, half away from zero; null where there is nobody. */
export const toEach = (amount: bigint, count: number): string | null => {
  if (!count) return null;
  const [size, of] = [amount < 0n ? -amount : amount, BigInt(count)];
  const rounded = (2n * size + of) / (2n * of);
  return toMoney(amount < 0n ? -rounded : rounded);
};
