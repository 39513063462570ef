import { describe, expect, it } from 'vitest';
import { PLAIN_NAMES, toAmount, toCurrency, toMoney, toRevenue } from '../src/money.js';

describe('amounts are exact to four decimals (S18)', () => {
  it.each([
    ['49.99', 499_900n, '49.99'],
    ['-49.99', -499_900n, '-49.99'],
    [' 5 ', 50_000n, '5.00'],
    ['.5', 5_000n, '0.50'],
    ['7.', 70_000n, '7.00'],
    ['0.00005', 1n, '0.0001'],
    ['0.00004999', 0n, '0.00'],
    ['-0.00005', -1n, '-0.0001'],
    ['1.2345', 12_345n, '1.2345'],
    ['1.2300', 12_300n, '1.23'],
    ['1.2340', 12_340n, '1.234'],
    ['00000000000000000001', 10_000n, '1.00'],
    ['99999999999999.9999', 999_999_999_999_999_999n, '99999999999999.9999'],
  ])('%s → %s', (text, amount, money) => {
    expect(toAmount(text)).toBe(amount);
    expect(toMoney(amount)).toBe(money);
  });

  it.each(['$100', '1,000', '', '-', '.', '1e3', '100000000000000', '99999999999999.99995'])(
    '%j is text',
    (text) => {
      expect(toAmount(text)).toBeUndefined();
    },
  );
});

describe('the first numeric amount of an event counts', () => {
  it.each([
    [{ Revenue: '1', 'Billing Amount': '2' }, 10_000n],
    [{ 'Billing Amount': '2', Revenue: '$1' }, 20_000n],
    [{ revenue: '1' }, null],
    [{}, null],
  ])('%o → %s', (properties, amount) => {
    expect(toRevenue(properties)).toBe(amount);
  });

  it.each([
    [{ sum: '1' }, 10_000n],
    [{ sum: '1', Revenue: '2' }, 20_000n],
    [{ sum: '1', Revenue: 'free' }, 10_000n],
    [{ SUM: '1' }, null],
    [{ constructor: '1' }, null],
  ])('of merged names: %o → %s', (properties, amount) => {
    expect(toRevenue(properties, { ...PLAIN_NAMES, revenue: ['Revenue', 'sum'] })).toBe(amount);
  });

  it.each([
    [{ REVENUE: '1', 'billing amount': '2' }, 10_000n, null],
    [{ revenue: 'free', 'BILLING amount': '2', currency: ' eur ' }, 20_000n, 'EUR'],
    [{ revenue: '3', Revenue: '4', Currency: '', CURRENCY: 'chf' }, 40_000n, 'CHF'],
  ])('without case: %o → %s, %s', (properties, amount, currency) => {
    const names = { ...PLAIN_NAMES, foldNames: true };
    expect([toRevenue(properties, names), toCurrency(properties, names)]).toEqual([
      amount,
      currency,
    ]);
  });
});
