import { describe, expect, it } from 'vitest';
import { toMatch } from '../../../../web/report/query/event-match.js';
import {
  toActivityPopulation,
  toCohortPopulation,
  toExperimentPopulation,
  toFunnelPopulation,
  toLastDays,
  toRevenuePopulation,
} from '../../../../web/report/query/pick-population.js';

const STEPS = [toMatch('A'), toMatch('B'), toMatch('C')];
const PLAN = { person: 'Plan', at: 'lastEver' } as const;
const SOURCE = { event: 'Source', at: 'firstEver' } as const;
const did = (event: string) => ({ did: { event } });

describe('a number as a population', () => {
  it.each<[string, object | null, object | null]>([
    [
      'who reached a step',
      toFunnelPopulation({ step: 2 }, STEPS, { property: null, days: null }),
      { and: [did('A'), did('B')] },
    ],
    [
      'who dropped',
      toFunnelPopulation({ step: 1, outcome: 'dropped' }, STEPS, { property: null, days: 30 }),
      {
        and: [
          { did: { event: 'A', lastDays: 30 } },
          { not: { did: { event: 'B', lastDays: 30 } } },
        ],
      },
    ],
    [
      'of a segment',
      toFunnelPopulation({ step: 1, segment: 'Pro' }, STEPS, { property: PLAN, days: null }),
      { and: [did('A'), { property: 'Plan', op: 'is', value: 'Pro' }] },
    ],
    [
      'without a value',
      toFunnelPopulation({ step: 1, segment: '(not set)' }, STEPS, { property: PLAN, days: null }),
      { and: [did('A'), { property: 'Plan', op: 'missing' }] },
    ],
    [
      'of all others',
      toFunnelPopulation({ step: 1, segment: '(other)' }, STEPS, { property: PLAN, days: null }),
      null,
    ],
    [
      'by a real value that reads as ours does',
      toActivityPopulation({ event: 'A', group: '"(not set)"' }, { property: SOURCE, days: null }),
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
      toActivityPopulation({ event: 'A', group: 'Ads' }, { property: SOURCE, days: null }),
      {
        and: [
          did('A'),
          { did: { anything: true, where: [{ property: 'Source', op: 'is', value: 'Ads' }] } },
        ],
      },
    ],
    [
      'who paid',
      toRevenuePopulation({ payers: true }, { property: null, days: 7 }),
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
      toCohortPopulation(
        { cohort: '2026-01-01', bucket: 1 },
        { first: toMatch('A'), again: toMatch('B') },
        null,
      ),
      { and: [did('A'), did('B')] },
    ],
    [
      'who converted',
      toExperimentPopulation(
        { variant: 'new', converted: true },
        { property: 'Page', goal: toMatch('B') },
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
    expect(toLastDays(new URLSearchParams(query))).toBe(days);
  });
});
