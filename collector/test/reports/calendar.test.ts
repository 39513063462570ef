import { describe, expect, it } from 'vitest';
import { fromDate, toDate, toDayStart, toLocalDay, toOffsets } from '../../src/reports/calendar.js';
import { planSpan, toBefore, toPeriods } from '../../src/reports/range.js';

const NOW = Date.parse('2026-03-29T10:00:00Z');
const HOUR = 3_600_000;

const readIso = (request: object, timeZone: string, now = NOW) => {
  const { from, to } = planSpan(request, timeZone, now);
  return [from, to].map((moment) => moment && new Date(moment).toISOString());
};

describe('local dates', () => {
  it.each([
    ['2026-01-15', 'UTC', '2026-01-15T00:00:00.000Z'],
    ['2026-01-15', 'Europe/Berlin', '2026-01-14T23:00:00.000Z'],
    ['2026-07-15', 'Europe/Berlin', '2026-07-14T22:00:00.000Z'],
    // Clocks go forward at two, and back at three.
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
    ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z'],
    ['2026-10-26', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
    ['2026-01-15', 'Asia/Kolkata', '2026-01-14T18:30:00.000Z'],
    ['2026-01-15', 'Pacific/Auckland', '2026-01-14T11:00:00.000Z'],
    // Midnight is skipped: the day begins at one.
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
    // Midnight comes twice: the day begins with the first.
    ['2026-11-01', 'America/Havana', '2026-11-01T04:00:00.000Z'],
    // Clocks go back over midnight, to 23:01: the day has begun, whatever they show until the second midnight.
    ['2010-11-07', 'America/St_Johns', '2010-11-07T02:30:00.000Z'],
    ['2010-11-07', 'America/Goose_Bay', '2010-11-07T03:00:00.000Z'],
    // Back by three hours at two.
    ['2010-03-05', 'Antarctica/Casey', '2010-03-04T13:00:00.000Z'],
    ['2025-04-25', 'Africa/Cairo', '2025-04-24T22:00:00.000Z'],
    ['2026-03-29', 'Asia/Beirut', '2026-03-28T22:00:00.000Z'],
    // The day before was left out, of the whole zone.
    ['2011-12-31', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['1993-08-22', 'Pacific/Kwajalein', '1993-08-21T12:00:00.000Z'],
    ['2026-01-15', 'Asia/Kathmandu', '2026-01-14T18:15:00.000Z'],
    // By half an hour.
    ['2026-04-06', 'Australia/Lord_Howe', '2026-04-05T13:30:00.000Z'],
    // Names that only Intl knows, and old ones.
    ['2026-01-15', 'PST', '2026-01-15T08:00:00.000Z'],
    ['2026-01-15', 'us/pacific', '2026-01-15T08:00:00.000Z'],
    ['2026-01-15', 'EST', '2026-01-15T05:00:00.000Z'],
    ['2026-01-15', 'Asia/Calcutta', '2026-01-14T18:30:00.000Z'],
    ['2026-01-15', 'Pacific/Chatham', '2026-01-14T10:15:00.000Z'],
  ])('%s in %s begins at %s', (date, timeZone, moment) => {
    const start = toDayStart(fromDate(date)!, timeZone);
    expect(new Date(start).toISOString()).toBe(moment);
    expect(toDate(toLocalDay(start, timeZone))).toBe(date);
    expect(toDate(toLocalDay(start - 1, timeZone))).not.toBe(date);
  });
});

it.each([
  ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
  ['1993-08-21', 'Pacific/Kwajalein', '1993-08-21T12:00:00.000Z'],
])('%s, which %s left out, is empty', (date, timeZone, moment) => {
  const starts = [date, toDate(fromDate(date)! + 24 * HOUR)].map((day) =>
    new Date(toDayStart(fromDate(day)!, timeZone)).toISOString(),
  );
  expect(starts).toEqual([moment, moment]);
});

it('goes on with a day that has begun, though the clocks show the one before again', () => {
  const at = (time: string) =>
    toDate(toLocalDay(Date.parse(`2010-11-07T${time}Z`), 'America/St_Johns'));
  const times = [
    '02:29:59.999',
    '02:30:00',
    '02:30:59.999',
    '02:31:00',
    '03:29:59.999',
    '03:30:00',
  ];
  expect(times.map(at)).toEqual(['2010-11-06', ...Array(5).fill('2010-11-07')]);
});

describe('a range', () => {
  it.each<[object, string, (string | null)[]]>([
    [{}, 'UTC', [null, null]],
    [{ from: '2026-01-01' }, 'UTC', ['2026-01-01T00:00:00.000Z', null]],
    [
      { from: '2026-03-29', to: '2026-03-30' },
      'Europe/Berlin',
      ['2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ],
    [
      { from: '2026-01-01T12:00:00+01:00', to: '2026-01-02' },
      'UTC',
      ['2026-01-01T11:00:00.000Z', '2026-01-02T00:00:00.000Z'],
    ],
    [
      { range: { last: 1, unit: 'day' } },
      'Europe/Berlin',
      ['2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ],
    [
      { range: { last: 2, unit: 'week' } },
      'UTC',
      ['2026-03-16T00:00:00.000Z', '2026-03-30T00:00:00.000Z'],
    ],
    [
      { from: { last: 3, unit: 'month' } },
      'UTC',
      ['2026-01-01T00:00:00.000Z', '2026-04-01T00:00:00.000Z'],
    ],
  ])('%j in %s', (request, timeZone, expected) => {
    expect(readIso(request, timeZone)).toEqual(expected);
  });

  it('of a day on which clocks change has 23 or 25 hours', () => {
    const hours = (date: string, next: string) => {
      const [from, to] = readIso({ from: date, to: next }, 'Europe/Berlin');
      return (Date.parse(`${to}`) - Date.parse(`${from}`)) / HOUR;
    };
    expect(hours('2026-03-29', '2026-03-30')).toBe(23);
    expect(hours('2026-10-25', '2026-10-26')).toBe(25);
  });
});

it('finds every change of a clock', () => {
  const berlin = toOffsets('Europe/Berlin', NOW).filter(
    ({ from }) => from > NOW - 200 * 24 * HOUR && from < NOW + 300 * 24 * HOUR,
  );
  expect(berlin.map(({ from, ahead }) => [new Date(from).toISOString(), ahead / HOUR])).toEqual([
    ['2025-10-26T01:00:00.000Z', 1],
    ['2026-03-29T01:00:00.000Z', 2],
    ['2026-10-25T01:00:00.000Z', 1],
  ]);
  expect(toOffsets('UTC', NOW)).toHaveLength(1);
  expect(toOffsets('PST', NOW)).toEqual(toOffsets('America/Los_Angeles', NOW));
});

it.each([
  ['day', ['2026-02-27', '2026-02-28', '2026-03-01']],
  ['week', ['2026-02-23']],
  ['month', ['2026-02-01', '2026-03-01']],
] as const)('lists every %s of a range', (unit, starts) => {
  expect(toPeriods(fromDate('2026-02-27')!, fromDate('2026-03-01')!, unit)).toEqual(starts);
});

describe('the period before', () => {
  it.each([
    ['2026-03-01', '2026-04-01', 'UTC', '2026-02-01T00:00:00.000Z'],
    ['2026-01-01', '2026-04-01', 'UTC', '2025-10-01T00:00:00.000Z'],
    ['2026-03-08', '2026-03-15', 'UTC', '2026-03-01T00:00:00.000Z'],
    // Seven days, one of which has 23 hours.
    ['2026-03-30', '2026-04-06', 'Europe/Berlin', '2026-03-22T23:00:00.000Z'],
    ['2026-03-01T06:00:00Z', '2026-03-01T12:00:00Z', 'UTC', '2026-03-01T00:00:00.000Z'],
  ])('%s to %s in %s begins at %s', (from, to, timeZone, start) => {
    const span = planSpan({ from, to }, timeZone, NOW);
    const before = toBefore(span, timeZone)!;
    expect(new Date(before.from!).toISOString()).toBe(start);
    expect(before.to).toBe(span.from);
  });

  it('is none where there is no beginning, or no end', () => {
    expect(toBefore({ from: null, to: NOW }, 'UTC')).toBeNull();
    expect(toBefore({ from: NOW, to: null }, 'UTC')).toBeNull();
  });
});
