import { describe, expect, it } from 'vitest';
import {
  addDays,
  findMonthStart,
  findYearStart,
  formatPeriod,
  formatPeriodName,
  isDate,
  toSeconds,
} from '../../../web/text/calendar.js';

describe('local dates', () => {
  it.each([
    ['2024-02-29', true],
    ['2025-02-29', false],
    ['2025-13-01', false],
    ['0002-03-04', false],
    ['2025-3-4', false],
    ['', false],
  ])('%s exists: %s', (text, exists) => {
    expect(isDate(text)).toBe(exists);
  });

  it.each([
    ['2025-02-28', 1, '2025-03-01'],
    ['2025-01-01', -1, '2024-12-31'],
    // The days on which Berlin changes its clocks are days like all others.
    ['2026-03-28', 2, '2026-03-30'],
    ['2026-10-24', 2, '2026-10-26'],
  ])('%s and %i days is %s', (date, days, other) => {
    expect(addDays(date, days)).toBe(other);
  });

  it.each([
    ['2025-03-31', 0, '2025-03-01'],
    ['2025-03-31', -1, '2025-02-01'],
    ['2025-01-15', -11, '2024-02-01'],
  ])('the month of %s and %i begins on %s', (date, months, start) => {
    expect(findMonthStart(date, months)).toBe(start);
  });

  it('have a year and a place on an axis', () => {
    expect(findYearStart('2025-03-04')).toBe('2025-01-01');
    expect(toSeconds('1970-01-02')).toBe(86_400);
  });

  it.each([
    ['2025-03-04', 'day', '4 Mar', '4 Mar 2025'],
    ['2025-03-03', 'week', '3 Mar', 'week of 3 Mar 2025'],
    ['2025-03-01', 'month', 'Mar 2025', 'March 2025'],
  ])('the period %s by %s is called %s and %s', (start, by, text, name) => {
    expect(formatPeriod(start, by)).toBe(text);
    expect(formatPeriodName(start, by)).toBe(name);
  });
});
