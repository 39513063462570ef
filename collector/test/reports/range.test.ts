import { describe, expect, test } from 'vitest';
import { toMoment } from '../../src/reports/range.js';

describe('the first moment of a day', () => {
  test.each([
    ['UTC', '2026-11-22', '2026-11-22T00:00:00Z'],
    ['Europe/Berlin', '2026-11-22', '2026-11-21T23:00:00Z'],
    ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00Z'],
    ['Europe/Berlin', '2026-10-26', '2026-10-25T23:00:00Z'],
    ['America/New_York', '2026-03-08', '2026-03-08T05:00:00Z'],
    ['America/New_York', '2026-03-09', '2026-03-09T04:00:00Z'],
    ['Asia/Kolkata', '2026-01-01', '2025-12-31T18:30:00Z'],
    ['Pacific/Auckland', '2026-01-01', '2025-12-31T11:00:00Z'],
    // Midnight does not exist: clocks go from 23:59:59 to 01:00.
    ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00Z'],
    // Midnight comes twice: the day starts at the first.
    ['America/Havana', '2026-11-01', '2026-11-01T04:00:00Z'],
  ])('in %s, %s is %s', (timeZone, date, instant) => {
    expect(new Date(toMoment(date, timeZone)!).toISOString()).toBe(new Date(instant).toISOString());
  });
});
