import { describe, expect, it } from 'vitest';
import { shapeActivity } from '../../src/reports/activity/answer.js';
import type { ActivityPlan } from '../../src/reports/activity/plan.js';
import { toDate } from '../../src/reports/calendar.js';
import { shapeCohort } from '../../src/reports/cohort/answer.js';
import type { CohortPlan } from '../../src/reports/cohort/plan.js';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 22, 12);
const span = { from: null, to: null };
const activity = (given: Partial<ActivityPlan> = {}) => ({
  plan: { span, asOf: NOW, by: 'day', events: null, segment: null, ...given } as ActivityPlan,
  timeZone: 'UTC',
});
const cohort = (buckets: number) => ({
  plan: { span, asOf: NOW, cohortBy: 'day', returnBy: 'day', buckets, measure: 'people' },
  timeZone: 'UTC',
});
const daysBack = (count: number) =>
  Array.from({ length: count }, (_, back) => toDate(Math.floor(NOW / DAY) * DAY - back * DAY));
const names = (count: number) => Array.from({ length: count }, (_, at) => `Event ${at}`);
const row = (event: string | null, start: string | null) => ({
  event,
  start,
  segment: null,
  count: 1,
  people: 1,
});

describe('the size of an answer', () => {
  it('a hundred events over years of days', () => {
    const starts = [null, ...daysBack(1300)];
    const rows = names(100).flatMap((event) => starts.map((start) => row(event, start)));
    const { events } = shapeActivity(activity(), rows);
    expect(events).toHaveLength(100);
    expect(events.every(({ series }) => series.length === 1300)).toBe(true);
  });

  it('years of cohorts over years of days', () => {
    const rows = daysBack(330).flatMap((start) => [
      { start, bucket: null, had: 400, segment: null, people: 1, revenue: 0n },
      ...Array.from({ length: 400 }, (_, bucket) => ({
        start,
        bucket,
        had: null,
        segment: null,
        people: 1,
        revenue: 0n,
      })),
    ]);
    const { cohorts } = shapeCohort(cohort(400) as { plan: CohortPlan; timeZone: string }, rows);
    expect([cohorts.length, cohorts[0]!.returned.length]).toEqual([330, 400]);
  });

  it('what nobody could hold is refused, and the way to less of it told', () => {
    const from = Date.UTC(1990, 0, 1);
    const rows = names(100).map((event) => row(event, null));
    const answer = () => shapeActivity(activity({ span: { from, to: null } }), rows);
    expect(answer).toThrow(/13475 periods.*longer periods/);
    expect(answer).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ field: 'by' }) }),
    );
  });
});
