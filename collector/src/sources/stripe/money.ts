/** Decimals of currencies whose amounts Stripe does not count in hundredths (docs.stripe.com/currencies). */
const DECIMALS: Record<string, number> = {
  ...Object.fromEntries(
    'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'
      .split(' ')
      .map((code) => [code, 0]),
  ),
  ...Object.fromEntries('BHD JOD KWD OMR TND'.split(' ').map((code) => [code, 3])),
};

/** An amount in the smallest unit of its currency as a decimal text: 1999 EUR is 19.99, 1999 JPY is 1999. */
export const formatAmount = (amount: number, currency: string): string => {
  const code = currency.toUpperCase();
  const decimals = Object.hasOwn(DECIMALS, code) ? DECIMALS[code]! : 2;
  const digits = String(Math.abs(amount)).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const text = decimals ? `${whole}.${digits.slice(-decimals)}` : whole;
  return amount < 0 ? `-${text}` : text;
};
