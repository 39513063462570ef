/** How two groups compare, the first against the second. */
export interface Lift {
  /** Relative difference of the rates: 0.2 is a fifth more. */
  lift: number;
  /** That chance alone makes a difference this large. */
  pValue: number;
}

/** Below this many in a group nobody should conclude anything. */
export const FEW_PEOPLE = 100;

/** Both sides of the normal distribution beyond z; an error below 1.2e-7 (Numerical Recipes, erfcc). */
const toTails = (z: number): number => {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  const terms = [
    0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418,
    0.37409196, 1.00002368,
  ];
  const sum = terms.reduce((sum, term) => sum * t + term, 0);
  return t * Math.exp(-x * x - 1.26551223 + t * sum);
};

/** Two-sided test of two proportions; null where a rate is missing or nobody converts in the second. */
export const toLift = (
  [part, whole]: readonly [number, number],
  [otherPart, otherWhole]: readonly [number, number],
): Lift | null => {
  if (whole === 0 || otherWhole === 0 || otherPart === 0) return null;
  const [rate, other] = [part / whole, otherPart / otherWhole];
  const pooled = (part + otherPart) / (whole + otherWhole);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / whole + 1 / otherWhole));
  return { lift: rate / other - 1, pValue: error === 0 ? 1 : toTails((rate - other) / error) };
};
