import { describe, expect, it } from 'vitest';
import { findAverages, findHeat, shareOf } from '../../../../web/screens/cohorts/average.js';

describe('the average line', () => {
  it('is of those who have had the bucket, in all cohorts', () => {
    const cohorts = [
      { start: '2026-01-05', people: 100, returned: [50, 30, 5], of: [100, 100, 10] },
      { start: '2026-01-12', people: 300, returned: [200, 10, null], of: [300, 20, 0] },
    ];
    expect(findAverages(cohorts, 4)).toEqual([
      { returned: 250, of: 400, people: 400 },
      { returned: 40, of: 120, people: 400 },
      { returned: 5, of: 10, people: 400 },
      null,
    ]);
  });

  it('adds up amounts, too', () => {
    const cohorts = [
      { start: '2026-01-05', people: 4, returned: ['10.5000', '-2.5000'], of: [4, 2] },
    ];
    expect(findAverages(cohorts, 3).map(shareOf)).toEqual([2.625, -1.25, null]);
  });

  it.each([
    [0, 0.5, 0],
    [0.001, 0.5, 1],
    [0.25, 0.5, 5],
    [0.5, 0.5, 10],
    [-1, 2, 0],
    [1, 0, 0],
  ])('%d of at most %d is as dark as %i', (share, most, heat) => {
    expect(findHeat(share, most)).toBe(heat);
  });
});
