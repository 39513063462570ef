import { describe, expect, it } from 'vitest';
import { createMatch } from '../../../../web/report/query/event-match.js';
import { readCohortPlan } from '../../../../web/screens/cohorts/plan.js';

describe('the cohorts of an address', () => {
  it('are weekly ones in per cent where it says nothing', () => {
    expect(readCohortPlan(new URLSearchParams())).toEqual({
      first: createMatch(),
      again: createMatch(),
      cohortBy: 'week',
      returnBy: 'week',
      buckets: 12,
      show: 'percent',
    });
  });

  it.each([
    ['first=A&again=B', { first: createMatch('A'), again: createMatch('B') }],
    ['cohortBy=month&returnBy=day', { cohortBy: 'month', returnBy: 'day' }],
    ['cohortBy=decade&show=all', { cohortBy: 'week', show: 'percent' }],
    ['buckets=24', { buckets: 24 }],
    ['buckets=100000', { buckets: 12 }],
    ['buckets=x', { buckets: 12 }],
  ])('%s: %o', (query, part) => {
    expect(readCohortPlan(new URLSearchParams(query))).toMatchObject(part);
  });
});
