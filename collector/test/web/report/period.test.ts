import { describe, expect, it } from 'vitest';
import { findUnfinished, readPeriod } from '../../../web/report/period.js';

describe('the period of a report', () => {
  it.each([
    ['', '2026-10-24', 'day'],
    ['', '2026-06-01', 'week'],
    ['', '2025-12-01', 'month'],
    ['', null, 'month'],
    ['by=week', '2026-10-24', 'week'],
    ['by=decade', '2026-10-24', 'day'],
  ])('%s since %s is the %s', (query, from, period) => {
    expect(readPeriod(new URLSearchParams(query), { from, to: '2026-11-23' })).toBe(period);
  });
});

describe('the bucket that is not over', () => {
  const WEEKS = ['2026-11-09', '2026-11-16'];
  it.each([
    ['2026-11-23', '2026-11-22', 1],
    ['2026-11-20', '2026-11-22', null],
    // Somebody's clock runs ahead.
    ['2026-11-23', '2026-11-15', 0],
    ['2026-11-23', '2026-01-01', null],
  ])('before %s, on %s, is %s', (to, today, index) => {
    expect(findUnfinished(WEEKS, { from: '2026-11-09', to }, today)).toBe(index);
  });
});
