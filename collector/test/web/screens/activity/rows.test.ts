import { describe, expect, it } from 'vitest';
import type { ActivityAnswer } from '../../../../web/report/types.js';
import { toRows } from '../../../../web/screens/activity/rows.js';

const counts = { count: 3, people: 2, series: [] };
const answer = (events: ActivityAnswer['events']): ActivityAnswer => ({
  asOf: '2026-11-22T12:00:00Z',
  hitsRead: 3,
  tookSeconds: 0.1,
  reportId: 'r',
  before: null,
  unfinished: null,
  events,
});

describe('the rows of activity', () => {
  it('are events, and open who did them', () => {
    const rows = toRows(answer([{ event: 'A', ...counts }]));
    expect(rows).toEqual([{ name: 'A', pick: { event: 'A' }, ...counts }]);
  });

  it('are the values of the one event where they were asked for', () => {
    const groups = [{ value: 'Ads', ...counts }];
    const rows = toRows(answer([{ event: 'A', ...counts, groups }]));
    expect(rows).toEqual([{ name: 'Ads', pick: { event: 'A', group: 'Ads' }, ...counts }]);
  });
});
