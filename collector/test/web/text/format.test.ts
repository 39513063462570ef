import { describe, expect, it } from 'vitest';
import {
  formatChange,
  formatClock,
  formatCounted,
  formatDay,
  formatDuration,
  formatLocalDate,
  formatMoment,
  formatMoney,
  formatPercent,
} from '../../../web/text/format.js';

const LATE = '2025-03-04T23:30:05.250Z';

describe('times are told in the zone of the site', () => {
  it.each([
    [formatClock, 'UTC', '23:30:05'],
    [formatClock, 'Asia/Kolkata', '05:00:05'],
    [formatMoment, 'Europe/Berlin', '5\u00a0Mar\u00a02025, 00:30'],
    [formatDay, 'UTC', 'Tuesday, 4 March 2025'],
    [formatDay, 'Europe/Berlin', 'Wednesday, 5 March 2025'],
    [formatLocalDate, 'UTC', '2025-03-04'],
    [formatLocalDate, 'Europe/Berlin', '2025-03-05'],
  ])('%o in %s', (format, timeZone, text) => {
    expect(format(LATE, timeZone)).toBe(text);
  });
});

describe('money', () => {
  it.each([
    ['49.9900', 'USD', '$49.99'],
    ['-49.9900', 'USD', '-$49.99'],
    ['0', 'USD', '$0.00'],
    ['0.0001', 'EUR', '€0.0001'],
    ['12345678901234.5678', undefined, '12,345,678,901,234.5678'],
  ])('%s %s is %s, digit by digit', (amount, currency, text) => {
    expect(formatMoney(amount, currency)).toBe(text);
  });
});

describe('counts', () => {
  it.each([
    [0, '0 hits'],
    [1, '1 hit'],
    [1204, '1,204 hits'],
  ])('%i is %s', (count, text) => {
    expect(formatCounted(count, 'hit')).toBe(text);
  });
});

describe('shares and durations', () => {
  it.each([
    [431, 12_044, '3.6%'],
    [0, 5, '0.0%'],
    [0, 0, '–'],
  ])('%i of %i is %s', (part, whole, text) => {
    expect(formatPercent(part, whole)).toBe(text);
  });

  it.each([
    [null, '–'],
    [0, '0 s'],
    [0.4, 'under 1 s'],
    [59, '59 s'],
    [7500, '2 h 5 min'],
    [3601, '1 h'],
    [86_400 * 12 + 3600 * 3 + 59, '12 d 3 h'],
  ])('%s seconds are %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});

describe('changes', () => {
  it.each([
    [110, 100, '+10.0%'],
    [90, 100, '−10.0%'],
    [5, 0, 'new'],
    [0, 0, '±0%'],
    [-50, -100, '+50.0%'],
  ])('from %2$i to %1$i', (now, before, text) => {
    expect(formatChange(now, before)).toBe(text);
  });
});
