import { expect, test } from 'vitest';
import { type Cell, toCsv } from '../../src/reports/csv.js';

test.each<[Cell, string]>([
  ['Signed Up', 'Signed Up'],
  [12.5, '12.5'],
  ['-99.99', '-99.99'],
  [null, ''],
  [undefined, ''],
  [false, 'false'],
  ['a, b', '"a, b"'],
  ['say "hi"', '"say ""hi"""'],
  ['two\nlines', '"two\nlines"'],
  ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
  ['+1+1', `'+1+1`],
  ['-1+cmd', `'-1+cmd`],
  ['@SUM(A1)', `'@SUM(A1)`],
  ['\t=1', `'\t=1`],
  ['\r=1', `"'\r=1"`],
  ['\n=1', `"'\n=1"`],
  [-5, '-5'],
])('%j as a cell: %j', (cell, text) => {
  expect(toCsv([['x', cell]])).toBe(`x,${text}\r\n`);
});
