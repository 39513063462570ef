import { describe, expect, it } from 'vitest';
import {
  formatRange,
  keepRange,
  readPresetName,
  readRange,
  readRelative,
  readZone,
} from '../../../../web/report/query/range.js';

const TODAY = '2026-11-22';
const read = (query: string) => readRange(new URLSearchParams(query), TODAY);

describe('the dates of an address', () => {
  it.each<[string, string | null, string]>([
    ['', '2026-10-24', '2026-11-23'],
    ['range=today', '2026-11-22', '2026-11-23'],
    ['range=yesterday', '2026-11-21', '2026-11-22'],
    ['range=7d', '2026-11-16', '2026-11-23'],
    ['range=month', '2026-11-01', '2026-11-23'],
    ['range=last-month', '2026-10-01', '2026-11-01'],
    ['range=12m', '2025-12-01', '2026-11-23'],
    ['range=year', '2026-01-01', '2026-11-23'],
    ['range=all', null, '2026-11-23'],
    ['range=nonsense', '2026-10-24', '2026-11-23'],
    ['from=2026-01-01&through=2026-01-31', '2026-01-01', '2026-02-01'],
    ['from=2026-01-31&through=2026-01-01', '2026-10-24', '2026-11-23'],
    ['from=2026-02-30&through=2026-03-01', '2026-10-24', '2026-11-23'],
  ])('%s: from %s to before %s', (query, from, to) => {
    expect(read(query)).toEqual({ from, to });
  });

  it('have the name of their preset', () => {
    expect(readPresetName(new URLSearchParams('range=7d'))).toBe('7d');
    expect(readPresetName(new URLSearchParams('range=x'))).toBe('30d');
    expect(readPresetName(new URLSearchParams('from=2026-01-01&through=2026-01-31'))).toBe(
      'custom',
    );
  });

  it.each([
    ['range=today', '22 Nov 2026'],
    ['range=last-month', '1 Oct 2026 – 31 Oct 2026'],
    ['range=all', 'until 22 Nov 2026'],
  ])('%s reads %s', (query, text) => {
    expect(formatRange(read(query))).toBe(text);
  });

  it.each([
    ['', 'UTC'],
    ['zone=Europe/Berlin', 'Europe/Berlin'],
    ['zone=Nowhere/Land', 'UTC'],
  ])('%s counts its days in %s', (query, zone) => {
    expect(readZone(new URLSearchParams(query), 'UTC')).toBe(zone);
  });

  it('go along to another report, and nothing else does', () => {
    expect(keepRange(new URLSearchParams('range=7d&step=A&pick.step=1&zone=UTC'))).toBe(
      '?range=7d&zone=UTC',
    );
    expect(keepRange(new URLSearchParams('population=p1&compare=1&group=Plan'))).toBe(
      '?compare=1&population=p1',
    );
    expect(keepRange(new URLSearchParams('step=A'))).toBe('');
  });

  it.each([
    ['', { range: { last: 30, unit: 'day' } }],
    ['range=12m', { range: { last: 12, unit: 'month' } }],
    ['range=yesterday', null],
    ['from=2026-01-01&through=2026-01-31', null],
  ])('%s moves along with today as %j', (query, relative) => {
    expect(readRelative(new URLSearchParams(query))).toEqual(relative);
  });
});
