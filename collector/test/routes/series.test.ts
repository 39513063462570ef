import { describe, expect, it } from 'vitest';
import { createPeopleApp } from '../support/peopleApp.js';

const DAY = { from: '2026-11-01', to: '2026-11-02', by: 'day' } as const;

/** Hits of one day, in order: who, the name of the event, its properties. */
const createReports = async (...hits: [who: string, name: string, properties?: object][]) => {
  const app = await createPeopleApp();
  const time = Date.parse('2026-11-01T10:00:00Z') / 1000;
  await app.send(
    ...hits.map(
      ([who, name, properties], index) =>
        `e?${new URLSearchParams({
          ...{ ...properties, _p: who, _n: name, _d: '1' },
          ...{ _t: `${time + index}`, _i: `${index}` },
        })}`,
    ),
  );
  const ask = async (kind: string, body: object) => {
    const answer = await app.ask('POST', `/api/sites/demo/reports/${kind}`, body);
    expect(answer.statusCode, answer.body).toBe(200);
    return answer.json();
  };
  const count = async (reportId: string, pick: object): Promise<number> =>
    (await ask('people', { reportId, pick })).total;
  const refuse = async (reportId: string, pick: object) => {
    const answer = await app.ask('POST', '/api/sites/demo/reports/people', { reportId, pick });
    expect(answer.statusCode).toBe(400);
    return answer.json().error;
  };
  const csv = async (kind: string, payload: object): Promise<string[]> => {
    const url = `/api/sites/demo/reports/${kind}?format=csv`;
    const headers = { authorization: 'Bearer token-of-all-the-tests' };
    const { body } = await app.app.inject({ method: 'POST', url, headers, payload });
    return body.trim().split('\r\n');
  };
  return { ask, count, refuse, csv };
};

const LOGINS: Parameters<typeof createReports> = [
  ['a', 'Login', { Plan: 'Pro' }],
  ['a', 'Login', { Plan: 'Pro' }],
  ['b', 'Login', { Plan: 'Pro' }],
  ['c', 'Login', { Plan: 'Free' }],
  ['d', 'Login'],
  ['d', 'Logout'],
];
const logins = (value: string) => ({
  event: 'Login',
  where: [{ property: 'Plan', op: 'is', value }],
});

describe('series are known by their position', () => {
  it.each<[string, unknown[], [count: number, people: number][], [number, number]]>([
    [
      'one event with two conditions',
      [logins('Pro'), logins('Free')],
      [
        [3, 2],
        [1, 1],
      ],
      [4, 3],
    ],
    [
      'one event with a condition and without',
      ['Login', logins('Free')],
      [
        [5, 4],
        [1, 1],
      ],
      [5, 4],
    ],
    [
      'one event twice',
      ['Login', 'Login'],
      [
        [5, 4],
        [5, 4],
      ],
      [5, 4],
    ],
    [
      'the same in other words',
      ['Login', { anyOf: ['Login'] }],
      [
        [5, 4],
        [5, 4],
      ],
      [5, 4],
    ],
    [
      'anything beside a part of it',
      [{ anything: true }, 'Logout'],
      [
        [6, 4],
        [1, 1],
      ],
      [6, 4],
    ],
    [
      'events that share a name',
      [{ anyOf: ['Login', 'Logout'] }, { anyOf: ['Logout', 'X'] }],
      [
        [6, 4],
        [1, 1],
      ],
      [6, 4],
    ],
    [
      'events that share nothing',
      ['Logout', 'Login'],
      [
        [1, 1],
        [5, 4],
      ],
      [6, 4],
    ],
  ])('%s', async (_, events, expected, whole) => {
    const { ask, count } = await createReports(...LOGINS);
    const answer = await ask('activity', { ...DAY, events });
    const counts = answer.events.map((one: { count: number; people: number }) => [
      one.count,
      one.people,
    ]);
    expect(counts).toEqual(expected);
    // As a whole each hit counts once.
    expect([answer.count, answer.people]).toEqual(whole);
    for (const [position, [hits, people]] of expected.entries()) {
      expect(await count(answer.reportId, { event: position })).toBe(people);
      expect(answer.events[position].series).toEqual([{ start: DAY.from, count: hits, people }]);
    }
  });

  it('and read apart where their conditions differ', async () => {
    const { ask, csv } = await createReports(...LOGINS);
    const plan = { ...DAY, events: [logins('Pro'), logins('Free'), 'Login'] };
    const { events } = await ask('activity', plan);
    const labels = ['Login where Plan is Pro', 'Login where Plan is Free', 'Login'];
    expect(events.map(({ event }: { event: string }) => event)).toEqual(labels);
    expect((await csv('activity', plan)).filter((row) => row.includes(',,,'))).toEqual([
      ',,,5,4,',
      'Login where Plan is Pro,,,3,2,0',
      'Login where Plan is Free,,,1,1,1',
      'Login,,,5,4,2',
    ]);
    const { steps } = await ask('funnel', { steps: [logins('Pro'), logins('Pro')] });
    expect(steps.map(({ event }: { event: string }) => event)).toEqual([labels[0], labels[0]]);
    expect(steps.map(({ people }: { people: number }) => people)).toEqual([2, 1]);
  });

  it('by a name only where one of them has it', async () => {
    const { ask, count, refuse } = await createReports(...LOGINS);
    const { reportId } = await ask('activity', {
      ...DAY,
      events: [logins('Pro'), logins('Free'), 'Logout'],
    });
    expect(await count(reportId, { event: 'Logout' })).toBe(1);
    expect(await count(reportId, { event: 'Login where Plan is Free' })).toBe(1);
    expect(await refuse(reportId, { event: 'Login' })).toMatchObject({
      code: 'invalid_request',
      field: 'pick.event',
      message:
        'pick.event fits the events at the positions 0 and 1 of the report; give the position of one of them.',
    });
    for (const event of ['Nothing', 3])
      expect(await refuse(reportId, { event })).toMatchObject({
        field: 'pick.event',
        message: 'pick.event is no event of the report; give its position, 0 to 2.',
      });
    expect(await refuse(reportId, { event: 1.5 })).toMatchObject({ field: 'pick.event' });
  });

  it('where all events are shown, the most frequent first', async () => {
    const { ask, count } = await createReports(...LOGINS, ['e', 'A'], ['f', 'B']);
    const { events, reportId } = await ask('activity', DAY);
    const told = events.map((one: { event: string; people: number }) => [one.event, one.people]);
    expect(told).toEqual([
      ['Login', 4],
      ['A', 1],
      ['B', 1],
      ['Logout', 1],
    ]);
    for (const [position, [event, people]] of told.entries()) {
      expect(await count(reportId, { event: position })).toBe(people);
      expect(await count(reportId, { event })).toBe(people);
    }
  });
});

describe('a value that reads as one of our words is told apart from it', () => {
  const VALUES: Parameters<typeof createReports> = [
    ['a', 'A', { Source: '(not set)' }],
    ['b', 'A', { Source: '(not set)' }],
    ['c', 'A', { Source: '(other)' }],
    ['d', 'A', { Source: '"(other)"' }],
    ['e', 'A'],
    ...Array.from({ length: 19 }, (_, n): [string, string, object] => [
      `s${n}`,
      'A',
      { Source: `S${n}` },
    ]),
  ];
  // Twenty values are shown; the three of one person each that sort last are the others.
  const EXPECTED = [
    ['"(not set)"', 2],
    ['""(other)""', 1],
    ['"(other)"', 1],
    ['(not set)', 1],
    ['(other)', 2],
  ];
  const isOurs = ([value]: [string, number]) => /not set|other/.test(value);
  const first = { event: 'Source', at: 'firstEver' };

  it.each([
    ['activity', { events: ['A'], group: { event: 'Source' } }, 'group'],
    ['activity', { events: ['A'], group: first }, 'group'],
    ['revenue', { group: first }, 'group'],
    ['funnel', { steps: ['A', 'A'], segment: first }, 'segment'],
    ['cohort', { first: 'A', then: 'A', segment: first, buckets: 1 }, 'segment'],
  ])('%s %j', async (kind, plan, part) => {
    const { ask, count } = await createReports(...VALUES);
    const range = { from: DAY.from, to: DAY.to };
    const answer = await ask(kind, { ...range, ...plan });
    const {
      events: [{ groups: own } = {} as never] = [],
      groups = own,
      segments = groups,
    } = answer;
    const sizes: [string, number][] = [];
    for (const { value } of segments) {
      const pick = { [part]: value, ...(kind === 'activity' && { event: 0 }) };
      sizes.push([value, await count(answer.reportId, pick)]);
    }
    expect(sizes.filter(isOurs).sort()).toEqual(EXPECTED.sort());
  });

  it('and an empty one from everybody, in CSV', async () => {
    const { csv } = await createReports(['a', 'A', { Plan: '' }], ['b', 'A', { Plan: '""' }]);
    const rows = await csv('activity', { ...DAY, events: ['A'], group: { event: 'Plan' } });
    expect(rows.filter((row) => row.startsWith('A,') && !row.includes('2026'))).toEqual([
      'A,,,2,2,0',
      'A,"""""",,1,1,0',
      'A,"""""""""",,1,1,0',
    ]);
  });
});
