import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { ApiError } from '../../src/errors.js';
import { planPeople } from '../../src/reports/people/plan.js';
import { REPORT_NAMES, REPORTS, type ReportName } from '../../src/reports/registry.js';
import type { Setting } from '../../src/reports/request.js';
import { shareTestApp } from '../support/app.js';

const SETTING: Setting = {
  now: Date.UTC(2026, 10, 22),
  timeZone: 'UTC',
  currency: 'USD',
  merged: { events: {}, properties: {}, foldNames: false },
  findPopulation: (id) => (id === 'p1' ? { list: 'p1' } : undefined),
};

type Name = ReportName | 'people';

/** The error of a request; undefined where it can be asked. */
const findError = (name: Name, body: unknown): { field?: string; message: string } | undefined => {
  try {
    if (name === 'people') planPeople('demo', body);
    else REPORTS[name].ask(body, SETTING);
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { ...error.detail, message: error.message };
  }
};

const steps = ['A', { event: 'B', where: [{ property: 'P', op: 'is', value: ['x', 1, true] }] }];
const common = {
  from: '2026-01-01',
  to: '2026-02-01T00:00:00Z',
  timeZone: 'Europe/Berlin',
  compare: true,
  population: {
    or: [
      { not: { did: { anyOf: ['A'], atLeast: 2, lastDays: null } } },
      { did: 'A' },
      { property: 'P', op: '>=', value: '1.5' },
      { and: [{ property: 'P', op: 'missing' }, { did: { anything: true, where: [] } }] },
    ],
  },
};

/** Requests that can be asked. */
const GOOD: [Name, object][] = [
  ['funnel', { steps, ...common }],
  ['funnel', { steps, windowSeconds: 60, segment: { event: 'P', step: 2 } }],
  ['funnel', { steps, segment: { event: 'P', at: 'step1' }, range: { last: 3, unit: 'week' } }],
  ['funnel', { steps, segment: 'P', population: 'p1', from: { last: 1, unit: 'day' } }],
  ['funnel', { steps, segment: { property: 'P', person: null, at: null }, range: null }],
  ['cohort', { first: 'A', then: { anything: true }, by: 'week', measure: 'revenue' }],
  ['cohort', { first: 'A', then: 'B', cohortBy: 'day', returnBy: 'month', buckets: 400 }],
  [
    'cohort',
    { first: 'A', then: 'B', by: null, cohortBy: 'day', segment: { event: 'P', step: 1 } },
  ],
  ['revenue', { ...common, by: 'month', group: { property: 'Source', at: 'firstEver' } }],
  ['revenue', { group: { event: 'P' }, by: null }],
  [
    'activity',
    { ...common, events: ['A', { anyOf: ['B', 'C'] }], group: { event: 'P', at: 'hit' } },
  ],
  ['activity', { events: null, by: 'day', group: 'P' }],
  ['activity', {}],
  [
    'experiment',
    { property: 'P', control: '', goal: { event: 'A', where: null }, windowSeconds: 1 },
  ],
  ['people', { reportId: 'r', q: 'ada', pick: { step: 1, outcome: 'open', segment: '' } }],
  [
    'people',
    { reportId: 'r', pick: { event: 99, payers: true, bucket: 0 }, cursor: null, limit: 9 },
  ],
];

/** Requests that cannot, and how that is said. */
const BAD: [Name, unknown, string][] = [
  ['funnel', 5, 'The request must be an object.'],
  ['funnel', [], 'The request must be an object.'],
  ['funnel', {}, '"steps" is missing.'],
  ['funnel', { steps: null }, '"steps" is missing.'],
  ['funnel', { steps: ['A'] }, '"steps" must have 2 to 10 entries, not 1.'],
  ['funnel', { steps: ['A', null] }, '"steps.1" is missing.'],
  ['funnel', { steps: ['A', 5] }, '"steps.1" must be a string or an object.'],
  ['funnel', { steps: ['A', ''] }, '"steps.1" must not be empty.'],
  [
    'funnel',
    { steps: ['A', 'x'.repeat(256)] },
    '"steps.1" must be at most 255 characters long, not 256.',
  ],
  ['funnel', { steps: ['A', { event: 5 }] }, '"steps.1.event" must be a string.'],
  [
    'funnel',
    { steps: ['A', { event: 'B', anyOf: ['C'] }] },
    '"steps.1" must have exactly one of "event", "anyOf", "anything".',
  ],
  ['funnel', { steps: ['A', { anything: false }] }, '"steps.1.anything" must be true.'],
  [
    'funnel',
    { steps: ['A', { event: 'B', when: 1 }] },
    'Unknown field "steps.1.when". Known fields: event, where, anyOf, anything.',
  ],
  [
    'funnel',
    { steps: ['A', { event: 'B', where: [{ property: 'P', op: 'missing', value: 1 }] }] },
    '"steps.1.where.0.value" does not apply to "exists" and "missing"; leave it out.',
  ],
  [
    'funnel',
    { steps: ['A', { event: 'B', where: [{ property: 'P', op: '>', value: 'x' }] }] },
    '"steps.1.where.0.value" must be a number.',
  ],
  [
    'funnel',
    { steps: ['A', { event: 'B', where: [{ property: 'P', op: 'is' }] }] },
    '"steps.1.where.0.value" is missing.',
  ],
  [
    'funnel',
    { steps: ['A', { event: 'B', where: [{ op: 'exists' }] }] },
    '"steps.1.where.0.property" is missing.',
  ],
  [
    'funnel',
    { steps: ['A', { event: 'B', where: [{ property: 'P', op: 'constructor' }] }] },
    '"steps.1.where.0.op" must be one of is, isNot, contains, notContains, startsWith, endsWith, exists, missing, above, atLeast, below, atMost.',
  ],
  [
    'funnel',
    { steps, windowSeconds: 1.5 },
    '"windowSeconds" must be a whole number from 1 to 316224000.',
  ],
  [
    'funnel',
    { steps, segment: { person: 'P', step: 1 } },
    '"step" needs "event"; with "person" use "at".',
  ],
  [
    'funnel',
    { steps, segment: { event: 'P', step: 1, at: 'step1' } },
    '"segment.step" conflicts with "at"; use one of them.',
  ],
  [
    'funnel',
    { steps, segment: {} },
    '"segment" must have exactly one of "property", "person", "event".',
  ],
  ['funnel', { steps, compare: 'yes' }, '"compare" must be true or false.'],
  [
    'funnel',
    { steps, to: 5 },
    '"to" must be a date (2026-11-22) or an ISO 8601 time (2026-11-22T12:00:00Z).',
  ],
  [
    'funnel',
    { steps, to: '2026-01-01', range: { last: 1, unit: 'day' } },
    '"range" conflicts with "to"; use one of them.',
  ],
  [
    'funnel',
    { steps, timeZone: 5 },
    '"timeZone" must be the name of a time zone, such as Europe/Berlin.',
  ],
  ['funnel', { steps, population: 5 }, '"population" must be a string or an object.'],
  [
    'funnel',
    { steps, population: { did: 'A', not: { did: 'B' } } },
    '"population" must have exactly one of "and", "or", "not", "did", "property".',
  ],
  [
    'funnel',
    { steps, population: { and: [{ did: { event: 'A', atLeast: 0 } }] } },
    '"population.and.0.did.atLeast" must be a whole number from 1 to 1000000.',
  ],
  ['funnel', { steps, population: { did: 'A', op: 'is' } }, '"op" needs "property".'],
  [
    'cohort',
    { first: 'A', then: 'B', by: 'day', cohortBy: 'day' },
    '"cohortBy" conflicts with "by"; use one of them.',
  ],
  [
    'cohort',
    { first: 'A', then: 'B', buckets: 401 },
    '"buckets" must be a whole number from 1 to 400.',
  ],
  ['cohort', { first: 'A', then: 'B', measure: 'x' }, '"measure" must be one of people, revenue.'],
  [
    'cohort',
    { first: 'A', then: 'B', segment: { event: 'P', step: 2 } },
    '"segment.step" must be a whole number from 1 to 1.',
  ],
  ['revenue', { by: 'hour' }, '"by" must be one of day, week, month.'],
  [
    'revenue',
    { group: { event: 'P', step: 1 } },
    '"group.step" applies to funnels and cohorts only; use "at" here.',
  ],
  [
    'revenue',
    { group: { event: 'P', at: 'step1' } },
    '"group.at" applies to funnels and cohorts only; this report has no first step.',
  ],
  [
    'revenue',
    { group: { event: 'P', at: 'hit' } },
    '"group.at" must be one of firstEver, lastEver, firstInRange, lastInRange.',
  ],
  [
    'activity',
    { group: { person: 'P', at: 'hit' } },
    '"group.at" must be one of firstEver, lastEver, firstInRange, lastInRange.',
  ],
  ['activity', { events: [] }, '"events" must have 1 to 50 entries, not 0.'],
  [
    'activity',
    { evnts: ['A'] },
    'Unknown field "evnts". Known fields: events, by, group, from, to, range, timeZone, population, compare.',
  ],
  [
    'experiment',
    { property: 'P', goal: 'A' },
    '"control" is missing; it must be a value of "property".',
  ],
  [
    'experiment',
    { property: 'P', control: 5, goal: 'A' },
    '"control" must be a value of "property".',
  ],
  ['people', {}, '"reportId" is missing.'],
  [
    'people',
    { reportId: 'r', pick: { step: 0 } },
    '"pick.step" must be a whole number from 1 to 10.',
  ],
  [
    'people',
    { reportId: 'r', pick: { event: true } },
    '"pick.event" must be a whole number from 0 to 99 or a string.',
  ],
  [
    'people',
    { reportId: 'r', query: 'ada' },
    'Unknown field "query". Known fields: reportId, pick, q, cursor, limit.',
  ],
];

/** What depends on the site, the calendar or another part of the request: no schema says it. */
const BEYOND_SCHEMAS: [Name, object, string][] = [
  [
    'funnel',
    { steps, segment: { event: 'P', step: 3 } },
    '"segment.step" must be a whole number from 1 to 2.',
  ],
  [
    'funnel',
    { steps, from: '2026-02-30' },
    '"from" must be a date (2026-11-22) or an ISO 8601 time (2026-11-22T12:00:00Z).',
  ],
  [
    'funnel',
    { steps, from: { last: 3, unit: 'day' }, to: '2026-01-01' },
    '"to" conflicts with a relative "from", which ends now.',
  ],
  [
    'funnel',
    { steps, from: '2026-02-01', to: '2026-01-01' },
    '"from" must be before "to", where the range ends.',
  ],
  [
    'funnel',
    { steps, timeZone: 'Mars/Base' },
    '"timeZone" must be the name of a time zone, such as Europe/Berlin.',
  ],
  [
    'funnel',
    { steps, population: 'p2' },
    '"population" must be the id of a population of this site.',
  ],
  [
    'funnel',
    { steps, population: { not: { not: { not: { not: { not: { did: 'A' } } } } } } },
    '"population.not.not.not.not.not" is nested more than 5 levels deep; use fewer levels.',
  ],
  [
    'activity',
    {
      events: Array(6).fill({ event: 'A', where: Array(20).fill({ property: 'P', op: 'exists' }) }),
    },
    'has 120 conditions',
  ],
];

const INSTEAD = [
  null,
  5,
  -1,
  1.5,
  'x',
  '',
  true,
  [],
  {},
  ['A', 'B'],
  { event: 'A' },
  'x'.repeat(20_000),
];

/** Everything that is one step away from a request: a part is another one, is gone, or is one more. */
function* findNeighbours(value: unknown, isWhole = true): Generator<unknown> {
  if (!isWhole) yield* INSTEAD;
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    yield [...value, ...value];
    for (const [index, part] of value.entries())
      for (const near of findNeighbours(part, false)) yield value.with(index, near);
    return;
  }
  for (const name of ['colour', 'at', 'step', 'event', 'did', 'range', 'by'])
    if (!(name in value)) yield { ...value, [name]: 'day' };
  for (const [name, part] of Object.entries(value)) {
    const { [name]: _, ...rest } = value as Record<string, unknown>;
    yield rest;
    for (const near of findNeighbours(part, false)) yield { ...value, [name]: near };
  }
}

describe('the description of a report is what its requests are checked by', () => {
  const test = shareTestApp();
  const described = new Map<Name, ValidateFunction>();
  beforeAll(async () => {
    const description = (await test().ask('GET', '/api/openapi.json')).json();
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema(description, 'api');
    for (const name of [...REPORT_NAMES, 'people'] as const) {
      const path = `/api/sites/{key}/reports/${name}`.replaceAll('/', '~1');
      const $ref = `api#/paths/${path}/post/requestBody/content/application~1json/schema`;
      described.set(name, ajv.compile({ $ref: encodeURI($ref) }));
    }
  });

  it('has a good request of each', () => {
    expect(new Set(GOOD.map(([name]) => name))).toEqual(new Set([...REPORT_NAMES, 'people']));
  });

  it.each(GOOD)('%s %j can be asked', (name, body) => {
    expect(findError(name, body)).toBeUndefined();
    const valid = described.get(name)!;
    expect(valid(body) || valid.errors).toBe(true);
  });

  it.each(BAD)('%s %j: %s', (name, body, message) => {
    expect(findError(name, body)?.message).toBe(message);
    expect(described.get(name)!(body)).toBe(false);
  });

  it.each(BEYOND_SCHEMAS)('%s %j, which no schema tells: %s', (name, body, message) => {
    expect(findError(name, body)?.message).toContain(message);
    expect(described.get(name)!(body)).toBe(true);
  });

  const BEYOND =
    /must be a date|before "to"|name of a time zone|population of this site|from 1 to 2\.|levels deep/;
  it.each(GOOD)('whatever is one step away from %s %j', { timeout: 120_000 }, (name, body) => {
    for (const near of findNeighbours(body)) {
      const error = findError(name, near);
      const isDescribed = described.get(name)!(near);
      const told = `${JSON.stringify(near).slice(0, 500)}: ${error?.message}`;
      if (isDescribed) expect(error?.message ?? 'must be a date', told).toMatch(BEYOND);
      else expect(error, told).toMatchObject({ field: expect.any(String) });
      expect(error?.message ?? '', told).not.toMatch(/undefined|\[object|not supported/);
    }
  });
});
