import { describe, expect, it } from 'vitest';
import { addPeriods, fromDate, toDate } from '../../src/reports/calendar.js';
import { createPeopleApp } from '../support/peopleApp.js';

const HALF_HOUR = 1800_000;

describe('the days of a series add up to the total, and each is what a range of it says', () => {
  it.each([
    ['America/St_Johns', '2010-11-06', 'clocks go from 00:01 back to 23:01'],
    ['America/Goose_Bay', '2010-11-06', 'clocks go from 00:01 back to 23:01'],
    ['Antarctica/Casey', '2010-03-04', 'clocks go from 02:00 back to 23:00'],
    ['America/Havana', '2026-10-31', 'midnight comes twice on one day'],
    ['America/Sao_Paulo', '2018-11-03', 'midnight is left out'],
    ['America/Sao_Paulo', '2018-02-17', '23:00 comes twice'],
    ['Africa/Cairo', '2025-04-24', 'midnight is left out'],
    ['Asia/Beirut', '2026-03-28', 'midnight is left out'],
    ['Pacific/Apia', '2011-12-29', 'a day is left out'],
    ['Australia/Lord_Howe', '2026-04-04', 'half an hour comes twice'],
    ['Asia/Kathmandu', '2026-01-14', 'it is a quarter to'],
  ])('in %s from %s: %s', async (timeZone, from) => {
    const app = await createPeopleApp();
    const first = fromDate(from)!;
    const lines = Array.from({ length: 240 }, (_, index) => {
      const time = (first - 24 * HALF_HOUR + index * HALF_HOUR) / 1000 + 40;
      return `e?_p=p${index % 7}&_n=A&_t=${time}&_d=1&_i=${index}&Revenue=1`;
    });
    await app.send(...lines);
    const ask = async (kind: string, body: object) =>
      (await app.ask('POST', `/api/sites/demo/reports/${kind}`, { timeZone, ...body })).json();
    const to = toDate(addPeriods(first, 'day', 3));
    const days = await ask('activity', { events: ['A'], from, to });
    expect(days.series).toHaveLength(3);
    const counts = days.series.map(({ count }: { count: number }) => count);
    expect(counts.reduce((sum: number, count: number) => sum + count)).toBe(days.count);
    const paid = await ask('revenue', { from, to });
    expect(paid.series.map(({ revenue }: { revenue: string }) => Number(revenue))).toEqual(counts);
    for (const [index, { start, count }] of days.series.entries()) {
      const next = toDate(addPeriods(first, 'day', index + 1));
      const one = await ask('activity', { events: ['A'], from: start, to: next });
      // A day that was left out has no range: it begins as it ends.
      expect(one.count ?? 0, start).toBe(count);
    }
  });
});
