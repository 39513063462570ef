import { describe, expect, it } from 'vitest';
import { type Cell, toCsv } from '../../../web/report/csv.js';

describe('a table as CSV', () => {
  it.each<[Cell, string]>([
    ['Ada', 'Ada'],
    [1204, '1204'],
    [null, ''],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    // A spreadsheet would run these.
    ['=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['+1+cmd', "'+1+cmd"],
    ['-99.99', '-99.99'],
    [-5, '-5'],
  ])('%o is %s', (cell, text) => {
    expect(toCsv([[cell]])).toBe(`${text}\r\n`);
  });

  it('has a line per row', () => {
    expect(
      toCsv([
        ['Step', 'People'],
        ['A', 2],
      ]),
    ).toBe('Step,People\r\nA,2\r\n');
  });
});
