import { compareShares, type Share } from '../../../src/reports/statistics.js';

/** How two groups compare, the first against the second. */
export interface Lift {
  /** Relative difference of the rates: 0.2 is a fifth more. */
  lift: number;
  /** That chance alone makes a difference this large. */
  pValue: number;
}

/** Below this, equal at the digit that is shown. */
export const LEAST_LIFT = 0.0005;

/** Below this many in a group nobody should conclude anything. */
export const FEW_PEOPLE = 100;

/** Two-sided test of two proportions; null where a rate is missing or nobody converts in the second. */
export const findLift = (one: Share, other: Share): Lift | null => {
  if (!one.people || !other.people || !other.conversions) return null;
  const lift = one.conversions / one.people / (other.conversions / other.people) - 1;
  // Without any variance the shares are the same.
  return { lift, pValue: compareShares(one, other) ?? 1 };
};
