import { describe, expect, it } from 'vitest';
import { createMatch } from '../../../../web/report/query/event-match.js';
import {
  createActivityPopulation,
  createCohortPopulation,
  createExperimentPopulation,
  createFunnelPopulation,
  createRevenuePopulation,
  readLastDays,
} from '../../../../web/report/query/pick-population.js';

const STEPS = [createMatch('A'), createMatch('B'), createMatch('C')];
const PLAN = { person: 'Plan', at: 'lastEver' } as const;
const SOURCE = { event: 'Source', at: 'firstEver' } as const;
const did = (event: string) => ({ did: { event } });

describe('a number as a population', () => {
  it.each<[string, object | null, object | null]>([
    [
      'who reached a step',
      createFunnelPopulation({ step: 2 }, STEPS, { property: null, days: null }),
      { and: [did('A'), did('B')] },
    ],
    [
      'who dropped',
      createFunnelPopulation({ step: 1, outcome: 'dropped' }, STEPS, { property: null, days: 30 }),
      {
        and: [
          { did: { event: 'A', lastDays: 30 } },
          { not: { did: { event: 'B', lastDays: 30 } } },
        ],
      },
    ],
    [
      'of a segment',
      createFunnelPopulation({ step: 1, segment: 'Pro' }, STEPS, { property: PLAN, days: null }),
      { and: [did('A'), { property: 'Plan', op: 'is', value: 'Pro' }] },
    ],
    [
      'without a value',
      createFunnelPopulation({ step: 1, segment: '(not set)' }, STEPS, {
        property: PLAN,
        days: null,
      }),
      { and: [did('A'), { property: 'Plan', op: 'missing' }] },
    ],
    [
      'of all others',
      createFunnelPopulation({ step: 1, segment: '(other)' }, STEPS, {
        property: PLAN,
        days: null,
      }),
      null,
    ],
    [
      'by a real value that reads as ours does',
      createActivityPopulation(
        { event: 'A', group: '"(not set)"' },
        { property: SOURCE, days: null },
      ),
      {
        and: [
          did('A'),
          {
            did: { anything: true, where: [{ property: 'Source', op: 'is', value: '(not set)' }] },
          },
        ],
      },
    ],
    [
      'by what events say',
      createActivityPopulation({ event: 'A', group: 'Ads' }, { property: SOURCE, days: null }),
      {
        and: [
          did('A'),
          { did: { anything: true, where: [{ property: 'Source', op: 'is', value: 'Ads' }] } },
        ],
      },
    ],
    [
      'who paid',
      createRevenuePopulation({ payers: true }, { property: null, days: 7 }),
      {
        did: {
          anything: true,
          where: [{ property: 'Revenue', op: 'above', value: '0' }],
          lastDays: 7,
        },
      },
    ],
    [
      'who came back',
      createCohortPopulation(
        { cohort: '2026-01-01', bucket: 1 },
        { first: createMatch('A'), again: createMatch('B') },
        null,
      ),
      { and: [did('A'), did('B')] },
    ],
    [
      'who converted',
      createExperimentPopulation(
        { variant: 'new', converted: true },
        { property: 'Page', goal: createMatch('B') },
      ),
      { and: [{ property: 'Page', op: 'is', value: 'new' }, did('B')] },
    ],
  ])('%s', (_who, definition, expected) => {
    expect(definition).toEqual(expected);
  });

  it.each([
    ['', 30],
    ['range=7d', 7],
    ['range=month', null],
    ['from=2026-01-01&through=2026-01-31', null],
  ])('%s reaches back %s days', (query, days) => {
    expect(readLastDays(new URLSearchParams(query))).toBe(days);
  });
});
