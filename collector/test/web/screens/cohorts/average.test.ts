import { describe, expect, it } from 'vitest';
import { toAverages, toHeat } from '../../../../web/screens/cohorts/average.js';

describe('the average line', () => {
  it('weighs cohorts by their people and leaves out what is not over', () => {
    const cohorts = [
      { start: '2026-01-05', people: 100, returned: [50, 30, 5], unfinished: 2 },
      { start: '2026-01-12', people: 300, returned: [210, 10, null], unfinished: 1 },
    ];
    expect(toAverages(cohorts, 4)).toEqual([260 / 400, 30 / 100, null, null]);
  });

  it('adds up amounts, too', () => {
    const cohorts = [
      { start: '2026-01-05', people: 4, returned: ['10.5000', '-2.5000'], unfinished: null },
    ];
    expect(toAverages(cohorts, 2)).toEqual([2.625, -0.625]);
  });

  it.each([
    [0, 0.5, 0],
    [0.001, 0.5, 1],
    [0.25, 0.5, 5],
    [0.5, 0.5, 10],
    [-1, 2, 0],
    [1, 0, 0],
  ])('%d of at most %d is as dark as %i', (share, most, heat) => {
    expect(toHeat(share, most)).toBe(heat);
  });
});
