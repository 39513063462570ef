import { describe, expect, it } from 'vitest';
import { readPeriod } from '../../../../web/report/query/period.js';

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
