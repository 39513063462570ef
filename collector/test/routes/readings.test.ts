import { describe, expect, it } from 'vitest';
import { createPeopleApp } from '../support/peopleApp.js';

const T = Date.UTC(2026, 10, 20, 9) / 1000;
let id = 0;
const line = (kind: 'e' | 's', who: string, second: number, fields: Record<string, string>) =>
  `${kind}?${new URLSearchParams({ ...fields, _p: who, _t: String(T + second), _d: '1', _i: `r${id++}` })}`;
const did = (who: string, name: string, second = 0, properties: Record<string, string> = {}) =>
  line('e', who, second, { ...properties, _n: name });
const is = (who: string, second: number, properties: Record<string, string>) =>
  line('s', who, second, properties);

const createReports = async (...lines: string[]) => {
  const { send, ask } = await createPeopleApp();
  await send(...lines);
  return async (kind: string, body: object) => {
    const answer = await ask('POST', `/api/sites/demo/reports/${kind}`, body);
    expect(answer.statusCode, answer.body).toBe(200);
    return answer.json();
  };
};

type Part = { value: string; people?: number; steps?: { people: number }[]; count?: number };
const toParts = (parts: Part[]) =>
  parts.map(({ value, people, steps }) => [value, people ?? steps![0]!.people]);

/** What the client sends on a first page that a campaign's link has opened. */
const firstVisit = (who: string, campaign: string) => [
  did(who, 'Visited Site', 0, { URL: 'https://shop.example/?utm_source=x' }),
  is(who, 0.001, { Referrer: 'https://search.example/' }),
  did(who, 'Search Engine Hit', 0.002, { 'Search Engine': 'Ecosia', 'Search Terms': 'tea' }),
  did(who, 'Ad Campaign Hit', 0.003, { 'Campaign Source': campaign, URL: 'https://shop.example/' }),
  is(who, 0.004, { 'Campaign Source': campaign }),
  did(who, 'Page View', 0.005, { Referrer: 'https://search.example/' }),
  did(who, 'Signed Up', 60),
];

const STEPS = ['Visited Site', 'Signed Up'];

describe('where people came from is the first value ever, in every report', () => {
  const HISTORY = [
    ...firstVisit('ann', 'news'),
    ...firstVisit('bob', 'ads'),
    // Ann comes back by another campaign.
    did('ann', 'Ad Campaign Hit', 900, { 'Campaign Source': 'ads' }),
    is('ann', 901, { 'Campaign Source': 'ads', Referrer: 'https://elsewhere.example/' }),
    did('ann', 'Visited Site', 902),
    did('ann', 'Paid', 903, { Revenue: '10' }),
  ];
  const EACH = [
    ['ads', 1],
    ['news', 1],
  ];

  it.each([
    ['Campaign Source', EACH],
    [{ property: 'Campaign Source' }, EACH],
    [{ person: 'Campaign Source' }, EACH],
    [{ event: 'Campaign Source' }, EACH],
    ['Search Engine', [['Ecosia', 2]]],
    ['Search Terms', [['tea', 2]]],
    ['Referrer', [['https://search.example/', 2]]],
    [{ event: 'Referrer' }, [['https://search.example/', 2]]],
  ])('%j', async (named, expected) => {
    const report = await createReports(...HISTORY);
    const funnel = await report('funnel', { steps: STEPS, segment: named });
    expect(toParts(funnel.segments)).toEqual(expected);
    expect(funnel.reading).toMatchObject({ at: 'firstEver' });
    expect(funnel.suggestion).toBeUndefined();
    const cohort = await report('cohort', {
      ...{ first: 'Visited Site', then: 'Paid', by: 'month', segment: named },
    });
    expect(
      cohort.segments.map((one: { value: string; cohorts: { people: number }[] }) => [
        one.value,
        one.cohorts.reduce((sum, { people }) => sum + people, 0),
      ]),
    ).toEqual(expected);
    const revenue = await report('revenue', { by: 'month', group: named });
    expect(toParts(revenue.groups)).toEqual(expected);
    const activity = await report('activity', { events: ['Visited Site'], group: named });
    // Ann's second visit is hers, wherever she came from; the most frequent value comes first.
    expect(toParts(activity.events[0].groups).sort()).toEqual(expected);
  });

  it('unless another value is asked for, which the answer tells', async () => {
    const report = await createReports(...HISTORY);
    const read = async (segment: object) => {
      const { segments, reading } = await report('funnel', { steps: STEPS, segment });
      expect(reading).toEqual(segment);
      return toParts(segments);
    };
    expect(await read({ person: 'Campaign Source', at: 'lastEver' })).toEqual([['ads', 2]]);
    expect(await read({ property: 'Campaign Source', at: 'step1' })).toEqual([['(not set)', 2]]);
    expect(await read({ event: 'Campaign Source', step: 1 })).toEqual([['(not set)', 2]]);
    const hits = { event: 'Campaign Source', at: 'hit' };
    const { events, reading } = await report('activity', {
      ...{ events: ['Ad Campaign Hit'], group: hits },
    });
    expect([toParts(events[0].groups), reading]).toEqual([
      [
        ['ads', 2],
        ['news', 1],
      ],
      hits,
    ]);
  });

  it('of a site’s own pages no visitor comes', async () => {
    const report = await createReports(
      did('cid', 'Visited Site'),
      did('cid', 'Page View', 1, { Referrer: 'https://shop.example/' }),
      did('cid', 'Signed Up', 2),
    );
    const { segments, suggestion } = await report('funnel', { steps: STEPS, segment: 'Referrer' });
    expect([toParts(segments), suggestion]).toEqual([[['(not set)', 1]], undefined]);
  });
});

describe('any other property is what held at the first step', () => {
  const HISTORY = [
    is('ann', -10, { Plan: 'Free' }),
    is('ann', 0, { Plan: 'Pro' }),
    did('ann', 'Visited Site', 1, { Size: 'S' }),
    is('ann', 2, { Plan: 'Team' }),
    did('bob', 'Visited Site', 1),
    is('bob', 1.003, { Plan: 'Free' }),
    is('bob', 2, { Plan: 'Pro' }),
    did('bob', 'Signed Up', 3, { Size: 'L' }),
    did('cid', 'Visited Site', 1),
  ];

  it.each([
    ['Plan', { person: 'Plan', at: 'step1OrAfter' }, { Pro: 1, Free: 1, '(not set)': 1 }],
    [{ person: 'Plan' }, undefined, { Pro: 1, Free: 1, '(not set)': 1 }],
    [{ person: 'Plan', at: 'step1' }, undefined, { Pro: 1, '(not set)': 2 }],
    [{ event: 'Size' }, { event: 'Size', step: 1 }, { S: 1, '(not set)': 2 }],
    [{ event: 'Size', at: 'step1OrAfter' }, undefined, { S: 1, L: 1, '(not set)': 1 }],
    [
      { property: 'Size' },
      { property: 'Size', at: 'step1OrAfter' },
      { S: 1, L: 1, '(not set)': 1 },
    ],
  ])('%j', async (segment, reading, expected) => {
    const report = await createReports(...HISTORY);
    const funnel = await report('funnel', { steps: STEPS, segment });
    expect(Object.fromEntries(toParts(funnel.segments))).toEqual(expected);
    if (reading) expect(funnel.reading).toEqual(reading);
    if (typeof segment === 'object' && 'event' in segment && !('at' in segment)) return;
    const cohort = await report('cohort', {
      ...{ first: 'Visited Site', then: 'Signed Up', by: 'month', segment },
    });
    expect(
      Object.fromEntries(
        cohort.segments.map((one: { value: string; cohorts: { people: number }[] }) => [
          one.value,
          one.cohorts.at(-1)!.people,
        ]),
      ),
    ).toEqual(expected);
  });

  it('there is none where nothing begins', async () => {
    const { ask } = await createPeopleApp();
    const body = { group: { person: 'Plan', at: 'step1OrAfter' } };
    const answer = await ask('POST', '/api/sites/demo/reports/revenue', body);
    expect([answer.statusCode, answer.json().error.field]).toEqual([400, 'group.at']);
  });
});

describe('where more than half have no value, the answer names the reading that gives them one', () => {
  const visits = (...people: string[]) => people.map((who) => did(who, 'Visited Site'));

  it.each([
    // Sets say it, and events were asked.
    ['Plan', { event: 'Plan' }, { reading: { person: 'Plan', at: 'step1OrAfter' }, notSet: 1 }],
    // Events say it, and sets were asked.
    ['Size', 'Size', { reading: { event: 'Size', at: 'step1OrAfter' }, notSet: 1 }],
    // Some of each.
    ['Mixed', 'Mixed', { reading: { property: 'Mixed', at: 'step1OrAfter' }, notSet: 0 }],
    // It was read at the wrong moment.
    [
      'Campaign Name',
      { person: 'Campaign Name', at: 'step1' },
      { reading: { person: 'Campaign Name', at: 'firstEver' }, notSet: 1 },
    ],
    // Half is not more than half.
    ['Half', 'Half', undefined],
    // Nobody has it.
    ['Nothing', 'Nothing', undefined],
  ])('%s', async (_, segment, suggestion) => {
    const report = await createReports(
      ...visits('ann', 'bob', 'cid', 'dee'),
      ...['ann', 'bob', 'cid'].flatMap((who) => [
        is(who, 1, { Plan: 'Pro', 'Campaign Name': 'Spring' }),
        did(who, 'Looked', 2, { Size: 'L' }),
      ]),
      ...['ann', 'bob'].map((who) => is(who, 3, { Half: '1' })),
      is('ann', 3, { Mixed: '1' }),
      ...['bob', 'cid', 'dee'].map((who) => did(who, 'Looked', 4, { Mixed: '2', Half: '2' })),
    );
    const funnel = await report('funnel', { steps: ['Visited Site', 'Looked'], segment });
    expect(funnel.suggestion).toEqual(suggestion);
    if (!suggestion) return;
    const again = await report('funnel', {
      steps: ['Visited Site', 'Looked'],
      segment: suggestion.reading,
    });
    const unset = again.segments.find(({ value }: Part) => value === '(not set)');
    expect([unset?.steps[0].people ?? 0, again.suggestion]).toEqual([suggestion.notSet, undefined]);
  });

  it.each([
    ['revenue', { by: 'month', from: '2026-11-20', group: { person: 'Plan' } }],
    ['activity', { events: ['Visited Site'], from: '2026-11-20', group: { person: 'Plan' } }],
    ['activity', { from: '2026-11-20', group: { person: 'Plan' } }],
  ])('%s, of a plan set before the range', async (kind, body) => {
    const report = await createReports(
      ...visits('ann', 'bob'),
      ...['ann', 'bob'].map((who) => is(who, -900_000, { Plan: 'Pro' })),
    );
    const { suggestion } = await report(kind, body);
    expect(suggestion).toEqual({ reading: { person: 'Plan', at: 'lastEver' }, notSet: 0 });
  });
});
