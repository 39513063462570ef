import { describe, expect, it } from 'vitest';
import type { ActivityAnswer } from '../../../../src/reports/activity/schema.js';
import { createRows } from '../../../../web/screens/activity/rows.js';

const counts = { count: 3, people: 2, series: [] };
const answer = (events: ActivityAnswer['events']) => ({ events });

describe('the rows of activity', () => {
  it('are events, and open who did them', () => {
    const rows = createRows(answer([{ event: 'A', ...counts }]), false);
    expect(rows).toEqual([{ id: 'A', name: 'A', pick: { event: 'A' }, ...counts }]);
  });

  it('are events that were chosen, known by their positions: two may read alike', () => {
    const twice = [
      { event: 'A', ...counts },
      { event: 'A', ...counts },
    ];
    const rows = createRows(answer(twice), true);
    expect(rows.map(({ id, pick }) => [id, pick.event])).toEqual([
      ['0', 0],
      ['1', 1],
    ]);
  });

  it('are the values of the one event where they were asked for', () => {
    const groups = [{ value: 'Ads', ...counts }];
    const rows = createRows(answer([{ event: 'A', ...counts, groups }]), true);
    expect(rows).toEqual([{ id: 'Ads', name: 'Ads', pick: { event: 0, group: 'Ads' }, ...counts }]);
  });
});
