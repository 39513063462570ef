import { describe, expect, it } from 'vitest';
import { shareTestApp } from '../support/app.js';
import { createPeopleApp } from '../support/peopleApp.js';

const FUNNEL = '/api/sites/demo/reports/funnel';
const steps = ['Visited Site', 'Signed Up'];

describe('a request that is no plan is told what is wrong, and where', () => {
  const test = shareTestApp();
  const base = '/api/sites/demo/reports/';
  it.each<[string, object, string, RegExp]>([
    ['funnel', {}, 'steps', /missing/],
    ['funnel', { steps: ['A'] }, 'steps', /2 to 10/],
    ['funnel', { steps: Array.from({ length: 11 }, () => 'A') }, 'steps', /2 to 10/],
    ['funnel', { steps: 'A' }, 'steps', /array/],
    ['funnel', { steps: ['A', ''] }, 'steps.1', /empty/],
    ['funnel', { steps: ['A', 'n'.repeat(100_000)] }, 'steps.1', /255/],
    ['funnel', { steps: ['A', { anyOf: [] }] }, 'steps.1.anyOf', /1 to 50/],
    ['funnel', { steps: ['A', { event: 'B', anyOf: ['C'] }] }, 'steps.1', /one of/],
    ['funnel', { steps: ['A', { event: 'B', when: [] }] }, 'steps.1.when', /Unknown field/],
    [
      'funnel',
      { steps: ['A', { event: 'B', where: [{ property: 'P', op: 'like', value: 'x' }] }] },
      'steps.1.where.0.op',
      /contains/,
    ],
    [
      'funnel',
      { steps: ['A', { event: 'B', where: [{ property: 'P', op: '>', value: 'x' }] }] },
      'steps.1.where.0.value',
      /number/,
    ],
    ['funnel', { steps, windowSeconds: 0 }, 'windowSeconds', /from 1/],
    ['funnel', { steps, windowSeconds: 1.5 }, 'windowSeconds', /whole/],
    ['funnel', { steps, from: '2026-02-01', to: '2026-01-01' }, 'from', /before "to"/],
    ['funnel', { steps, from: '2026-02-30' }, 'from', /date/],
    ['funnel', { steps, to: 1 }, 'to', /date/],
    ['funnel', { steps, range: { last: 0, unit: 'day' } }, 'range.last', /from 1/],
    ['funnel', { steps, range: { last: 1, unit: 'hour' } }, 'range.unit', /day, week, month/],
    [
      'funnel',
      { steps, from: '2026-01-01', range: { last: 1, unit: 'day' } },
      'range',
      /conflicts with/,
    ],
    ['funnel', { steps, timeZone: 'Mars/Base' }, 'timeZone', /Europe\/Berlin/],
    ['funnel', { steps, window: 5 }, 'window', /Unknown field/],
    ['funnel', { steps, segment: { event: 'P', step: 3 } }, 'segment.step', /1 to 2/],
    ['funnel', { steps, segment: { person: 'P', at: 'now' } }, 'segment.at', /step1/],
    ['funnel', { steps, population: 'nobody' }, 'population', /id/],
    ['funnel', { steps, population: { and: [] } }, 'population.and', /1 to 20/],
    ['revenue', { by: 'hour' }, 'by', /day/],
    ['revenue', { group: { person: 'P', at: 'step1' } }, 'group.at', /step/],
    ['cohort', { first: 'A' }, 'then', /missing/],
    ['cohort', { first: 'A', then: 'B', by: 'day', returnBy: 'day' }, 'returnBy', /by/],
    ['cohort', { first: 'A', then: 'B', buckets: 0 }, 'buckets', /from 1/],
    ['activity', { events: [] }, 'events', /1 to 50/],
    ['experiment', { property: 'P', goal: 'A' }, 'control', /value/],
    ['people', {}, 'reportId', /missing/],
    ['people', { reportId: 'x', pick: { step: 0 } }, 'pick.step', /from 1/],
  ])('%s %j: %s', async (name, body, field, message) => {
    const answer = await test().ask('POST', base + name, body);
    expect([answer.statusCode, answer.json().error.field]).toEqual([400, field]);
    expect(answer.json().error.message).toMatch(message);
  });
});

it('of more events than anybody reads, the most frequent are told', async () => {
  const { send, ask } = await createPeopleApp();
  const lines = Array.from({ length: 120 }, (_, at) => `e?_n=Event+${at}&_p=ada`);
  await send(...lines, ...lines.slice(-100));
  const answer = (await ask('POST', '/api/sites/demo/reports/activity', {})).json();
  expect(answer.count).toBe(220);
  expect(answer.events).toHaveLength(100);
  expect(answer.events.every(({ count }: { count: number }) => count === 2)).toBe(true);
});

it('takes SQL in names and values for what it is: text', async () => {
  const { send, ask } = await createPeopleApp();
  const name = `x'); DROP TABLE hits; --`;
  await send(
    `e?_n=A&_p=ada&${new URLSearchParams({ [name]: name })}`,
    `e?${new URLSearchParams({ _n: name, _p: 'ada' })}`,
  );
  const where = [{ property: name, op: 'is', value: name }];
  const body = { steps: [{ event: 'A', where }, name], segment: { event: name, step: 1 } };
  for (let times = 0; times < 2; times++) {
    const { segments } = (await ask('POST', FUNNEL, body)).json();
    expect(segments).toMatchObject([{ value: name, steps: [{ people: 1 }, { people: 1 }] }]);
  }
});
