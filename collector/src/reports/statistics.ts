// Our own, since no library fits: jstat has 8 digits, tells no chance below 1e-16 and adds 73 kB to the app, simple-statistics
// has no Student's t, @stdlib comes as 228 packages.

/** ln Γ(x) for x > 0, by Lanczos (g = 7, nine terms): 15 digits. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
  -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
  1.5056327351493116e-7,
];

const lnGamma = (x: number): number => {
  const base = x + 6.5;
  const sum = LANCZOS.reduce((total, term, at) => total + (at ? term / (x - 1 + at) : term), 0);
  return Math.log(Math.sqrt(2 * Math.PI)) + (x - 0.5) * Math.log(base) - base + Math.log(sum);
};

const ENOUGH = 1e-15;
const STEPS = 1000;
/** Stands for a zero that would be divided by. */
const TINY = 1e-300;

const orTiny = (x: number): number => (Math.abs(x) < TINY ? TINY : x);

/** A continued fraction by Lentz's way: `toTerm` gives numerator and denominator of its parts from the first on. */
const toFraction = (start: number, toTerm: (step: number) => readonly [number, number]): number => {
  let [value, above, below] = [orTiny(start), orTiny(start), 0];
  for (let step = 1; step < STEPS; step++) {
    const [numerator, denominator] = toTerm(step);
    below = 1 / orTiny(denominator + numerator * below);
    above = orTiny(denominator + numerator / above);
    value *= above * below;
    if (Math.abs(above * below - 1) < ENOUGH) break;
  }
  return value;
};

/** The upper regularized incomplete gamma function Q(a, x). */
const toGammaQ = (a: number, x: number): number => {
  if (x <= 0) return 1;
  const scale = Math.exp(a * Math.log(x) - x - lnGamma(a));
  if (x < a + 1) {
    let [term, sum] = [1 / a, 1 / a];
    for (let n = 1; n < STEPS && term > sum * ENOUGH; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return 1 - sum * scale;
  }
  return scale / toFraction(x + 1 - a, (n) => [n * (a - n), x + 2 * n + 1 - a]);
};

/** The regularized incomplete beta function I_x(a, b). */
const toBeta = (x: number, a: number, b: number): number => {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - toBeta(1 - x, b, a);
  const scale = Math.exp(
    a * Math.log(x) + b * Math.log(1 - x) + lnGamma(a + b) - lnGamma(a) - lnGamma(b),
  );
  const fraction = toFraction(1, (step) => {
    const m = Math.floor(step / 2);
    return step % 2
      ? [(-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)), 1]
      : [(m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)), 1];
  });
  return scale / (a * fraction);
};

/** The chance of a normal variable at least so far from its mean, in standard deviations. */
export const toNormalP = (z: number): number => toGammaQ(0.5, (z * z) / 2);

/** The chance of so large a chi-square. */
export const toChiSquareP = (square: number, freedom: number): number =>
  toGammaQ(freedom / 2, square / 2);

/** The chance of a t at least so far from 0. */
export const toStudentP = (t: number, freedom: number): number =>
  toBeta(freedom / (freedom + t * t), freedom / 2, 0.5);

/** So many of so many. */
export interface Share {
  people: number;
  conversions: number;
}

/** Two-sided two-proportion z-test with pooled variance; null where there is nothing to compare. */
export const compareShares = (a: Share, b: Share): number | null => {
  const people = a.people + b.people;
  const pooled = (a.conversions + b.conversions) / people;
  const variance = pooled * (1 - pooled) * (1 / a.people + 1 / b.people);
  if (!(variance > 0)) return null;
  return toNormalP((b.conversions / b.people - a.conversions / a.people) / Math.sqrt(variance));
};

/** 97.5 % of a normal distribution lie below. */
const Z95 = 1.959963984540054;

/** The 95 % interval of how much larger the second share is. */
export const toInterval = (a: Share, b: Share): [number, number] | null => {
  if (!a.people || !b.people) return null;
  const [p, q] = [a.conversions / a.people, b.conversions / b.people];
  const error = Math.sqrt((p * (1 - p)) / a.people + (q * (1 - q)) / b.people);
  return [q - p - Z95 * error, q - p + Z95 * error];
};

/** What is known of a sample. */
export interface Sample {
  people: number;
  mean: number;
  variance: number;
}

/** Welch's two-sided test of two means; null where there is nothing to compare. */
export const compareMeans = (a: Sample, b: Sample): number | null => {
  const [x, y] = [a.variance / a.people, b.variance / b.people];
  if (a.people < 2 || b.people < 2 || !(x + y > 0)) return null;
  const freedom = (x + y) ** 2 / (x ** 2 / (a.people - 1) + y ** 2 / (b.people - 1));
  return toStudentP((b.mean - a.mean) / Math.sqrt(x + y), freedom);
};

/** Holm's correction of several p-values, in their own order. */
export const correct = (values: readonly (number | null)[]): (number | null)[] => {
  const order = values
    .flatMap((value, at) => (value === null ? [] : [{ value, at }]))
    .sort((a, b) => a.value - b.value);
  const corrected: (number | null)[] = values.map(() => null);
  let last = 0;
  order.forEach(({ value, at }, rank) => {
    last = Math.max(last, Math.min(1, value * (order.length - rank)));
    corrected[at] = last;
  });
  return corrected;
};

/** How likely an even split is as uneven as this one, or more. */
export const checkSplit = (counts: readonly number[]): number | null => {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  if (counts.length < 2 || !expected) return null;
  const square = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  return toChiSquareP(square, counts.length - 1);
};
