import { describe, expect, it } from 'vitest';
import {
  checkSplit,
  compareMeans,
  compareShares,
  correct,
  toChiSquareP,
  toInterval,
  toNormalP,
  toStudentP,
} from '../../src/reports/statistics.js';

describe('chances from the tables of statistics', () => {
  it.each([
    ['normal', toNormalP(0), 1],
    ['normal', toNormalP(1.959964), 0.05],
    ['normal', toNormalP(-2.575829), 0.01],
    ['normal', toNormalP(5), 5.733e-7],
    ['chi-square of 1', toChiSquareP(3.841459, 1), 0.05],
    ['chi-square of 4', toChiSquareP(9.487729, 4), 0.05],
    ['chi-square of 10', toChiSquareP(2.558212, 10), 0.99],
    ['t of 1', toStudentP(12.706205, 1), 0.05],
    ['t of 9', toStudentP(2.262157, 9), 0.05],
    ['t of 30', toStudentP(-2.75, 30), 0.01],
    ['t of very many', toStudentP(1.959964, 1e7), 0.05],
  ])('%s: %d', (_, found, expected) => {
    expect(found / expected).toBeCloseTo(1, 4);
  });
});

it('compares two shares', () => {
  const [control, other] = [
    { people: 1000, conversions: 100 },
    { people: 1000, conversions: 130 },
  ];
  // z = 0.03 / sqrt(0.115 · 0.885 · 0.002) = 2.1027
  expect(compareShares(control, other)).toBeCloseTo(0.03549, 4);
  expect(toInterval(control, other)!.map((bound) => bound.toFixed(4))).toEqual([
    '0.0021',
    '0.0579',
  ]);
  expect(compareShares({ people: 10, conversions: 0 }, { people: 10, conversions: 0 })).toBeNull();
});

it('compares two means of unequal variance', () => {
  // Welch: t = 2 / sqrt(0.4 + 0.1) = 2.8284, 13.2 degrees of freedom.
  const [a, b] = [
    { people: 10, mean: 10, variance: 4 },
    { people: 10, mean: 12, variance: 1 },
  ];
  expect(compareMeans(a, b)).toBeCloseTo(0.014, 3);
  expect(compareMeans({ ...a, people: 1 }, b)).toBeNull();
});

it('corrects several values as Holm does', () => {
  expect(correct([null, 0.01, 0.04, 0.03])).toEqual([null, 0.03, 0.06, 0.06]);
  expect(correct([0.6, 0.9])).toEqual([1, 1]);
  expect(correct([0.04])).toEqual([0.04]);
});

it('tells an uneven split', () => {
  expect(checkSplit([500, 500])).toBe(1);
  expect(checkSplit([600, 400])).toBeLessThan(1e-9);
  expect(checkSplit([10])).toBeNull();
});
