import { describe, expect, it } from 'vitest';
import { findLift as toLiftOf } from '../../../../web/screens/funnels/lift.js';

const toLift = (
  [conversions, people]: readonly [number, number],
  [others, otherPeople]: readonly [number, number],
) => toLiftOf({ conversions, people }, { conversions: others, people: otherPeople });

describe('two groups side by side', () => {
  // p-values by Python: math.erfc(abs(z) / math.sqrt(2)).
  it.each([
    [[61, 410], [40, 400], 0.4878, 0.0356],
    [[50, 100], [50, 100], 0, 1],
    [[10, 1000], [30, 1000], -0.6667, 0.0014],
  ] as const)('%o against %o', (one, other, lift, pValue) => {
    const found = toLift(one, other);
    expect(found?.lift).toBeCloseTo(lift, 3);
    expect(found?.pValue).toBeCloseTo(pValue, 3);
  });

  it('cannot be compared where one is empty or the second never converts', () => {
    expect(toLift([1, 2], [0, 0])).toBeNull();
    expect(toLift([0, 0], [1, 2])).toBeNull();
    expect(toLift([1, 2], [0, 2])).toBeNull();
  });

  it('are alike where everybody converts', () => {
    expect(toLift([5, 5], [7, 7])).toEqual({ lift: 0, pValue: 1 });
  });
});
