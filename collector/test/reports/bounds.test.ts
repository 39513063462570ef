import { describe, expect, it } from 'vitest';
import { ApiError } from '../../src/errors.js';
import { planPeople } from '../../src/reports/people/plan.js';
import { planMembership } from '../../src/reports/population.js';
import { REPORTS, type ReportName } from '../../src/reports/registry.js';
import type { Setting } from '../../src/reports/request.js';

const MERGED = { events: {}, properties: {}, foldNames: false };
const SETTING: Setting = {
  now: Date.UTC(2026, 10, 22),
  timeZone: 'UTC',
  currency: 'USD',
  merged: MERGED,
  findPopulation: () => undefined,
};

const toRefusal = (read: () => unknown) => {
  try {
    read();
  } catch (error) {
    if (error instanceof ApiError)
      return { code: error.code, field: error.detail.field, message: error.message };
    throw error;
  }
  return null;
};

const several = (count: number, make: (n: number) => object) =>
  Array.from({ length: count }, (_, n) => make(n));
const has = (n: number) => ({ property: `P${n}`, op: 'exists' });
const did = (n: number) => ({ did: { event: `E${n}` } });
/** Rows of conditions, as an `or` of `and`s. */
const grid = (rows: number, columns: number, make: (n: number) => object) => ({
  or: several(rows, (row) => ({ and: several(columns, (n) => make(row * columns + n)) })),
});

describe('a population is bounded as a whole', () => {
  it.each<[string, object, number | null]>([
    ['fifty properties', grid(5, 10, has), null],
    ['fifty-one', { or: [grid(5, 10, has), has(99)] }, 51],
    ['four hundred', grid(20, 20, has), 400],
    ['events', grid(10, 10, did), 100],
    ['turned around', { not: grid(3, 20, (n) => ({ not: did(n) })) }, 60],
    [
      'conditions within events',
      grid(2, 2, () => ({ did: { event: 'A', where: several(20, has) } })),
      84,
    ],
  ])('%s', (_, definition, count) => {
    const refusal = toRefusal(() =>
      planMembership({ name: 'definition', value: definition }, MERGED),
    );
    expect(refusal && [refusal.code, refusal.field]).toEqual(
      count && ['invalid_request', 'definition'],
    );
    if (count)
      expect(refusal!.message).toContain(
        `has ${count} conditions, but the limit is 50: put several`,
      );
  });

  it('also where a report brings it along', () => {
    const body = { steps: ['A', 'B'], population: grid(6, 10, has) };
    expect(toRefusal(() => REPORTS.funnel.ask(body, SETTING))).toMatchObject({
      field: 'population',
    });
  });
});

const busy = (n: number, conditions: number) => ({
  event: `E${n}`,
  where: several(conditions, has),
});

it.each<[ReportName, object, string | null]>([
  ['activity', { events: several(50, (n) => busy(n, 2)) }, null],
  ['activity', { events: several(50, (n) => busy(n, 3)) }, 'events'],
  ['activity', { events: several(6, (n) => busy(n, 20)) }, 'events'],
  ['funnel', { steps: several(10, (n) => busy(n, 10)) }, null],
  ['funnel', { steps: several(10, (n) => busy(n, 11)) }, 'steps'],
])('the events of a report are bounded as a whole: %s %#', (kind, body, field) => {
  const refusal = toRefusal(() => REPORTS[kind].ask(body, SETTING));
  expect(refusal?.field ?? null).toBe(field);
  if (field)
    expect(refusal!.message).toMatch(/\d conditions, but the limit is 100: .* fewer events/);
});

describe('every text of a request has a limit', () => {
  const LONG = 'x'.repeat(60_000);
  const STEPS = ['A', 'B'];
  it.each<[string, ReportName, object]>([
    ['steps.1', 'funnel', { steps: ['A', LONG] }],
    ['steps.1.anyOf.0', 'funnel', { steps: ['A', { anyOf: [LONG] }] }],
    ['segment', 'funnel', { steps: STEPS, segment: LONG }],
    ['segment.person', 'funnel', { steps: STEPS, segment: { person: LONG } }],
    ['segment.at', 'funnel', { steps: STEPS, segment: { person: 'Plan', at: LONG } }],
    ['from', 'funnel', { steps: STEPS, from: LONG }],
    ['from', 'funnel', { steps: STEPS, from: `2026-01-01T00:00:00.${'0'.repeat(60_000)}Z` }],
    ['to', 'funnel', { steps: STEPS, to: LONG }],
    ['range.unit', 'funnel', { steps: STEPS, range: { last: 3, unit: LONG } }],
    ['timeZone', 'funnel', { steps: STEPS, timeZone: LONG }],
    ['timeZone', 'funnel', { steps: STEPS, timeZone: { zone: 'UTC' } }],
    ['population', 'funnel', { steps: STEPS, population: LONG }],
    [
      'population.property',
      'funnel',
      { steps: STEPS, population: { property: LONG, op: 'exists' } },
    ],
    ['population.op', 'funnel', { steps: STEPS, population: { property: 'A', op: LONG } }],
    [
      'population.value',
      'funnel',
      { steps: STEPS, population: { property: 'A', op: 'is', value: LONG } },
    ],
    ['by', 'activity', { by: LONG }],
    ['group.event', 'activity', { group: { event: LONG } }],
    ['measure', 'cohort', { first: 'A', then: 'B', measure: LONG }],
    ['property', 'experiment', { property: LONG, control: 'A', goal: 'B' }],
    ['control', 'experiment', { property: 'A', control: LONG, goal: 'B' }],
  ])('%s of a report', (field, kind, body) => {
    const refusal = toRefusal(() => REPORTS[kind].ask(body, SETTING));
    expect(refusal).toMatchObject({ code: 'invalid_request', field });
    expect(refusal!.message.length).toBeLessThan(1000);
  });

  it.each([
    ...['segment', 'cohort', 'start', 'group', 'event', 'variant'].map((part) => [
      `pick.${part}`,
      { pick: { [part]: LONG } },
    ]),
    ['pick.outcome', { pick: { outcome: LONG } }],
    ['reportId', { reportId: LONG }],
    ['q', { q: LONG }],
    ['cursor', { cursor: LONG }],
    [LONG.slice(0, 255), { [LONG]: 1 }],
  ] as [string, object][])('%s of people behind a number', (field, body) => {
    const refusal = toRefusal(() => planPeople('demo', { reportId: 'r', ...body }));
    expect(refusal).toMatchObject({ code: 'invalid_request', field });
    expect(refusal!.message.length).toBeLessThan(1000);
  });

  it('which takes the longest value that a hit may have, and an event of fifty names', () => {
    const pick = { segment: 'x'.repeat(2048), event: Array(50).fill('x'.repeat(255)).join(' or ') };
    expect(planPeople('demo', { reportId: 'r', pick }).pick).toEqual(pick);
  });
});
