import { expect, it } from 'vitest';
import { formatOutcome } from '../../../../web/screens/populations/list-editor.js';

it.each([
  [{ added: 2, already: 0, unknown: 0, invalid: 0 }, '2 added'],
  [
    { added: 1200, already: 3, unknown: 1, invalid: 1 },
    '1,200 added, 1 of them not seen on this site yet, 3 already there, 1 line that cannot be used',
  ],
  [{ added: 0, already: 1, unknown: 0, invalid: 0 }, '0 added, 1 already there'],
  [
    { removed: 1, absent: 2, invalid: 2 },
    '1 removed, 2 not in the list, 2 lines that cannot be used',
  ],
])('%j is told as %s', (changed, words) => {
  expect(formatOutcome({ ...changed, rejections: [] })).toBe(words);
});
