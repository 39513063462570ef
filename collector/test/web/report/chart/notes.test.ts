import { describe, expect, it } from 'vitest';
import { createMarks } from '../../../../web/report/chart/notes.js';

const note = (date: string) => ({ id: date, date, text: 'Something' });

describe('notes on a time axis', () => {
  it.each([
    [['2026-11-01', '2026-11-08', '2026-11-15'], '2026-11-08', [{ index: 1, number: 1 }]],
    [['2026-11-01', '2026-11-08', '2026-11-15'], '2026-11-14', [{ index: 1, number: 1 }]],
    [['2026-11-01', '2026-11-08', '2026-11-15'], '2026-11-30', [{ index: 2, number: 1 }]],
    [['2026-11-01'], '2026-10-31', []],
    [[], '2026-10-31', []],
  ])('%j has that of %s at %j', (starts, date, marks) => {
    expect(createMarks(starts, [note(date)])).toEqual(marks);
  });
});
