import { describe, expect, it } from 'vitest';
import { HAND_COHORTS, HAND_LINES, HAND_PLAN } from '../support/handCount.js';
import { NOW } from '../support/hits.js';
import { createPeopleApp } from '../support/peopleApp.js';

const DAY = 86_400_000;

const createCohorts = async (...lines: string[]) => {
  const app = await createPeopleApp();
  await app.send(...lines);
  const ask = async (body: object, path = 'cohort') => {
    const answer = await app.ask('POST', `/api/sites/demo/reports/${path}`, body);
    expect(answer.statusCode, answer.body).toBe(200);
    return answer.json();
  };
  const who = async (reportId: string, pick: object): Promise<string[]> => {
    const { people } = await ask({ reportId, pick }, 'people');
    return people
      .map(({ identities }: { identities: [{ identity: string }] }) =>
        identities[0].identity.replace('@example.com', ''),
      )
      .sort();
  };
  return { ...app, ask, who };
};

const toLine = (who: string, name: string, time: string, properties = {}) =>
  `e?${new URLSearchParams({
    ...{ ...properties, _p: who, _n: name, _d: '1', _i: who + name + time },
    _t: `${Date.parse(time) / 1000}`,
  })}`;

describe('a cohort by month that comes back by week, counted with a pencil', () => {
  it('is what the engine counts, and so are the people behind each cell', async () => {
    const { ask, who } = await createCohorts(...HAND_LINES);
    const { cohorts, reportId } = await ask(HAND_PLAN);
    expect(cohorts).toEqual(HAND_COHORTS);
    expect(await who(reportId, { cohort: '2026-10-01', bucket: 2 })).toEqual(['ada', 'bob']);
    expect(await who(reportId, { cohort: '2026-10-01', bucket: 3 })).toEqual([]);
    expect(await who(reportId, { cohort: '2026-11-01', bucket: 1 })).toEqual(['dee']);
    expect(await who(reportId, { cohort: '2026-11-01', bucket: 0 })).toEqual([]);
    expect(await who(reportId, { cohort: '2026-11-01' })).toEqual(['dee', 'eva', 'fay', 'gus']);
  });

  it('gives the revenue of those who could alone', async () => {
    const { ask } = await createCohorts(...HAND_LINES);
    const { cohorts } = await ask({ ...HAND_PLAN, measure: 'revenue' });
    expect(cohorts).toEqual([
      { ...HAND_COHORTS[0], returned: ['0.00', '0.00', '10.00', '0.00', '0.00'] },
      { ...HAND_COHORTS[1], returned: ['0.00', '0.00', null, null, null] },
    ]);
  });

  it('has cells that are over a week later, though the range has ended long ago', async () => {
    const { ask, pass } = await createCohorts(...HAND_LINES);
    // Sunday noon until midnight: the week of 16 November is over with its last moment.
    pass(DAY / 2 - 1);
    const range = { from: '2026-10-01', to: '2026-11-01' };
    expect((await ask({ ...HAND_PLAN, ...range })).cohorts).toEqual([HAND_COHORTS[0]]);
    pass(1);
    expect((await ask({ ...HAND_PLAN, ...range })).cohorts).toEqual([
      { ...HAND_COHORTS[0], returned: [1, 1, 2, 1, 0], of: [3, 3, 3, 3, 2], unfinished: [4] },
    ]);
    pass(50 * DAY);
    expect((await ask({ ...HAND_PLAN, ...range })).cohorts).toEqual([
      { ...HAND_COHORTS[0], returned: [1, 1, 2, 1, 0], of: [3, 3, 3, 3, 3], unfinished: [] },
    ]);
  });

  it('has the same denominators as CSV', async () => {
    const { ask, app } = await createCohorts(...HAND_LINES);
    await ask(HAND_PLAN);
    const { body } = await app.inject({
      method: 'POST',
      url: '/api/sites/demo/reports/cohort?format=csv',
      headers: { authorization: 'Bearer token-of-all-the-tests' },
      payload: HAND_PLAN,
    });
    expect(body.trim().split('\r\n')).toEqual([
      'segment,start,people,0,1,2,3,4,of 0,of 1,of 2,of 3,of 4',
      ',2026-10-01,3,1,1,2,0,0,3,3,3,2,1',
      ',2026-11-01,4,0,1,,,,3,1,0,0,0',
    ]);
  });
});

describe('nobody is said to be gone before they could return', () => {
  const A = (who: string, time: string, plan?: string) =>
    toLine(who, 'A', time, plan && { Plan: plan });
  const B = (who: string, time: string) => toLine(who, 'B', time);
  const toCells = (cohorts: typeof HAND_COHORTS) =>
    cohorts
      .filter(({ people }) => people)
      .map(({ start, returned, of, unfinished }) => [start, returned, of, unfinished]);

  it.each<[string, { plan: object; lines: string[]; cells: unknown[] }]>([
    [
      // The week of 9 November is over, that of 16 November is not.
      'cohorts by day that come back by week',
      {
        plan: { cohortBy: 'day', returnBy: 'week', buckets: 2 },
        lines: [
          A('u', '2026-11-09T10:00:00Z'),
          A('v', '2026-11-15T23:59:59Z'),
          B('v', '2026-11-16T00:00:00Z'),
          A('w', '2026-11-16T00:00:00Z'),
          B('w', '2026-11-16T10:00:00Z'),
        ],
        cells: [
          ['2026-11-09', [0, null], [1, 0], [1]],
          ['2026-11-15', [0, null], [1, 0], [1]],
          ['2026-11-16', [null, null], [0, 0], [0, 1]],
        ],
      },
    ],
    [
      // The week of 28 September lies in two months: the first one of u is September, that of v October.
      'cohorts by week that come back by month',
      {
        plan: { cohortBy: 'week', returnBy: 'month', buckets: 3 },
        lines: [
          A('u', '2026-09-30T10:00:00Z'),
          B('u', '2026-10-01T00:00:00Z'),
          A('v', '2026-10-01T10:00:00Z'),
          B('v', '2026-11-01T00:00:00Z'),
        ],
        cells: [['2026-09-28', [0, 1, null], [2, 1, 0], [1, 2]]],
      },
    ],
    [
      // Clocks in Berlin went back on 25 October: the day had 25 hours.
      'the long day of a change of clocks',
      {
        plan: {
          ...{ cohortBy: 'day', returnBy: 'day', buckets: 2, timeZone: 'Europe/Berlin' },
          ...{ from: '2026-10-25', to: '2026-10-26' },
        },
        lines: [
          A('u', '2026-10-24T22:00:00Z'),
          B('u', '2026-10-25T22:59:59Z'),
          A('v', '2026-10-25T22:59:59Z'),
          B('v', '2026-10-25T23:00:00Z'),
        ],
        cells: [['2026-10-25', [1, 1], [2, 2], []]],
      },
    ],
    [
      // It is the 22nd in London, and the 23rd, a Monday, in Auckland.
      'where the week is over already',
      {
        plan: { by: 'week', buckets: 1, timeZone: 'Pacific/Auckland' },
        lines: [A('u', '2026-11-16T10:00:00Z'), B('u', '2026-11-17T10:00:00Z')],
        cells: [['2026-11-16', [1], [1], []]],
      },
    ],
    [
      'people whose clock runs ahead',
      {
        plan: { by: 'day', buckets: 3 },
        lines: [A('u', '2026-11-20T10:00:00Z'), B('u', '2026-11-22T12:00:30Z')],
        cells: [['2026-11-20', [0, 0, null], [1, 1, 0], [2]]],
      },
    ],
  ])('%s', async (_, { plan, lines, cells }) => {
    const { ask } = await createCohorts(...lines);
    const { cohorts } = await ask({ first: 'A', then: 'B', ...plan });
    expect(toCells(cohorts)).toEqual(cells);
  });

  it('in the cells of a segment, of a population, and of the period before', async () => {
    const { ask, who } = await createCohorts(
      A('u', '2026-11-02T10:00:00Z', 'Pro'),
      B('u', '2026-11-03T10:00:00Z'),
      A('v', '2026-11-19T10:00:00Z', 'Pro'),
      B('v', '2026-11-20T10:00:00Z'),
      A('w', '2026-11-20T10:00:00Z', 'Free'),
      A('x', '2026-10-07T10:00:00Z', 'Free'),
    );
    const plan = {
      ...{ first: 'A', then: 'B', cohortBy: 'month', returnBy: 'week', buckets: 1 },
      ...{ from: '2026-11-01', to: '2026-12-01', compare: true },
    };
    const answer = await ask({ ...plan, segment: { event: 'Plan', step: 1 } });
    const toSegments = (report: { segments: { value: string; cohorts: typeof HAND_COHORTS }[] }) =>
      report.segments.map(({ value, cohorts }) => [value, ...toCells(cohorts)]);
    expect(toCells(answer.cohorts)).toEqual([['2026-11-01', [1], [1], [0]]]);
    expect(toSegments(answer)).toEqual([
      ['Pro', ['2026-11-01', [1], [1], [0]]],
      ['Free', ['2026-11-01', [null], [0], [0]]],
    ]);
    expect(toSegments(answer.previous)).toEqual([['Free', ['2026-10-01', [0], [1], []]]]);
    const pick = { cohort: '2026-11-01', bucket: 0, segment: 'Pro' };
    expect(await who(answer.reportId, pick)).toEqual(['u']);
    const population = { did: { event: 'A', lastDays: 10 } };
    const { cohorts } = await ask({ ...plan, population });
    expect(toCells(cohorts)).toEqual([['2026-11-01', [null], [0], [0]]]);
  });

  it('at any moment of the week in which it is asked', async () => {
    const { ask, pass } = await createCohorts(A('u', '2026-11-16T10:00:00Z'));
    const returned: unknown[] = [];
    for (let hours = 0; hours < 24; hours += 6) {
      const { cohorts } = await ask({ first: 'A', then: 'B', by: 'week', buckets: 1 });
      returned.push(cohorts[0].returned[0]);
      pass(DAY / 4);
    }
    expect(new Date(NOW).getUTCDay()).toBe(0);
    expect(returned).toEqual([null, null, 0, 0]);
  });
});
