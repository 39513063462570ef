import { describe, expect, it } from 'vitest';
import { createPeopleApp } from '../support/peopleApp.js';

/** A line of one hit: kind, person, name, moment, properties. */
const line = (
  kind: 'e' | 's',
  person: string,
  name: string | undefined,
  time: string,
  properties: Record<string, string> = {},
) =>
  `${kind}?${new URLSearchParams({
    ...properties,
    ...(name && { _n: name }),
    _p: person,
    _d: '1',
    _t: String(Date.parse(time) / 1000),
    _i: `${person}${name}${time}`,
  })}`;

const did = (person: string, name: string, time: string, properties?: Record<string, string>) =>
  line('e', person, name, time, properties);
const is = (person: string, time: string, properties: Record<string, string>) =>
  line('s', person, undefined, time, properties);
const signsIn = (browser: string, name: string, time: string) =>
  `a?${new URLSearchParams({ _n: name, _p: browser, _y: 'i', _d: '1', _t: String(Date.parse(time) / 1000) })}`;

const BROWSERS = [1, 2, 3].map((n) => Buffer.alloc(20, n).toString('base64')) as [
  string,
  string,
  string,
];
const SAAS = ['Visited Site', 'Viewed Pricing', 'Started Trial', 'Activated', 'Converted to Paid'];

/** A collector with a history, and its reports. */
const createReports = async (...lines: string[]) => {
  const app = await createPeopleApp();
  await app.send(...lines);
  const report = async (name: string, body: object) => {
    const answer = await app.ask('POST', `/api/sites/demo/reports/${name}`, body);
    expect(answer.statusCode, answer.body).toBe(200);
    return answer.json();
  };
  /** The e-mail addresses of those behind a number. */
  const who = async (reportId: string, pick: object): Promise<string[]> => {
    const { people } = await report('people', { reportId, pick });
    return people
      .map(({ identities }: { identities: [{ identity: string }] }) => identities[0].identity)
      .sort();
  };
  return { ...app, report, who };
};

interface Steps {
  steps: { people: number }[];
}
const toCounts = ({ steps }: Steps) => steps.map(({ people }) => people);

describe('the five steps of a SaaS company', () => {
  const [laptop, phone, stranger] = BROWSERS;
  const HISTORY = [
    // Ada: on a laptop in January, on a phone in March; one person.
    did(laptop, 'Visited Site', '2026-01-10T09:00:00Z'),
    did(laptop, 'Viewed Pricing', '2026-01-10T09:01:00Z'),
    signsIn(laptop, 'ada@example.com', '2026-01-10T09:02:00Z'),
    did('ada@example.com', 'Started Trial', '2026-01-10T09:03:00Z'),
    did(phone, 'Visited Site', '2026-03-01T08:00:00Z'),
    signsIn(phone, 'Ada@Example.com', '2026-03-01T08:01:00Z'),
    did('ada@example.com', 'Activated', '2026-03-01T08:02:00Z', {
      'First Feature Used': 'Dashboard',
    }),
    did('ada@example.com', 'Converted to Paid', '2026-03-01T08:03:00Z', {
      Revenue: '49.99',
      Plan: 'Pro',
    }),
    // Bob: prices before the site, so no second step until he looks again.
    did('bob@example.com', 'Viewed Pricing', '2026-01-05T10:00:00Z'),
    did('bob@example.com', 'Visited Site', '2026-01-06T10:00:00Z'),
    // Eve: up to the trial, on the next day.
    did('eve@example.com', 'Visited Site', '2026-02-01T10:00:00Z'),
    did('eve@example.com', 'Viewed Pricing', '2026-02-01T10:10:00Z'),
    did('eve@example.com', 'Started Trial', '2026-02-02T10:00:00Z'),
    // Nobody knows this one; another spelling is another event.
    did(stranger, 'Visited Site', '2026-02-03T10:00:00Z'),
    did(stranger, 'viewed pricing', '2026-02-03T10:01:00Z'),
  ];

  it('count people, not visits: two devices are one, and January goes on in March', async () => {
    const { report, who } = await createReports(...HISTORY);
    const funnel = await report('funnel', { steps: SAAS });
    expect(toCounts(funnel)).toEqual([4, 2, 2, 1, 1]);
    expect(funnel.steps[1]).toMatchObject({
      event: 'Viewed Pricing',
      fromPrevious: 0.5,
      fromFirst: 0.5,
      medianSeconds: 330,
      meanSeconds: 330,
      dropped: 0,
      open: 0,
    });
    expect(funnel.steps[0].dropped).toBe(2);
    expect(funnel.steps[1].times.slice(0, 2)).toEqual([
      { upToSeconds: 60, people: 1 },
      { upToSeconds: 600, people: 1 },
    ]);
    expect(funnel).toMatchObject({ hitsRead: 15, asOf: '2026-11-22T12:00:00.000Z' });
    const dropped = await who(funnel.reportId, { step: 1, outcome: 'dropped' });
    expect(dropped).toEqual([stranger, 'bob@example.com'].sort());
    expect(await who(funnel.reportId, { step: 5, outcome: 'converted' })).toEqual([
      'ada@example.com',
    ]);
  });

  it('within a window, a range, a population', async () => {
    const { report } = await createReports(...HISTORY);
    const count = async (rest: object) =>
      toCounts(await report('funnel', { steps: SAAS, ...rest }));
    expect(await count({ windowSeconds: 86_400 })).toEqual([4, 2, 2, 0, 0]);
    expect(await count({ windowSeconds: 180 })).toEqual([4, 1, 1, 0, 0]);
    expect(await count({ windowSeconds: 179 })).toEqual([4, 1, 0, 0, 0]);
    expect(await count({ from: '2026-01-01', to: '2026-02-01' })).toEqual([2, 1, 1, 0, 0]);
    // With a window the end of the range binds the first step alone.
    expect(await count({ to: '2026-02-02', windowSeconds: 86_400 })).toEqual([3, 2, 2, 0, 0]);
    expect(await count({ to: '2026-02-02' })).toEqual([3, 2, 1, 0, 0]);
    const paid = { did: { event: 'Converted to Paid' } };
    expect(await count({ population: paid })).toEqual([1, 1, 1, 1, 1]);
    expect(await count({ population: { not: paid } })).toEqual([3, 1, 1, 0, 0]);
  });

  it('with steps that any of several events is, and only some of them', async () => {
    const { report } = await createReports(...HISTORY);
    const second = { anyOf: ['Viewed Pricing', 'viewed pricing'] };
    expect(toCounts(await report('funnel', { steps: ['Visited Site', second] }))).toEqual([4, 3]);
    const last = {
      event: 'Converted to Paid',
      where: [{ property: 'Revenue', op: '>', value: 49 }],
    };
    expect(toCounts(await report('funnel', { steps: ['Visited Site', last] }))).toEqual([4, 1]);
    const more = { ...last, where: [{ property: 'Revenue', op: '>', value: 50 }] };
    expect(toCounts(await report('funnel', { steps: ['Visited Site', more] }))).toEqual([4, 0]);
  });
});

it('an experiment on the pricing page is a segment of the funnel, and a report of its own', async () => {
  const lines: string[] = [];
  // Of each ten the control converts two, the new layout five.
  for (let n = 0; n < 20; n++) {
    const person = `v${n}@example.com`;
    const variant = n % 2 ? 'new-layout' : 'control';
    lines.push(
      is(person, '2026-05-01T10:00:00Z', { 'Pricing Page Experiment': variant }),
      did(person, 'Viewed Pricing', '2026-05-01T10:01:00Z'),
    );
    if (n < 4 || (n % 2 && n < 10))
      lines.push(did(person, 'Started Trial', '2026-05-01T11:00:00Z', { Revenue: '10' }));
  }
  lines.push(did('late@example.com', 'Viewed Pricing', '2026-05-01T10:01:00Z'));
  lines.push(
    is('v0@example.com', '2026-05-02T10:00:00Z', { 'Pricing Page Experiment': 'new-layout' }),
  );
  const { report, who } = await createReports(...lines);
  const { steps, segments, reportId } = await report('funnel', {
    steps: ['Viewed Pricing', 'Started Trial'],
    segment: { person: 'Pricing Page Experiment' },
  });
  expect(toCounts({ steps })).toEqual([21, 7]);
  expect(
    segments.map((segment: { value: string } & Steps) => [segment.value, ...toCounts(segment)]),
  ).toEqual([
    ['control', 10, 2],
    ['new-layout', 10, 5],
    ['(not set)', 1, 0],
  ]);
  const pick = { step: 2, segment: 'control' };
  expect(await who(reportId, pick)).toEqual(['v0@example.com', 'v2@example.com']);

  const experiment = await report('experiment', {
    property: 'Pricing Page Experiment',
    control: 'control',
    goal: 'Started Trial',
  });
  expect(experiment).toMatchObject({
    sawSeveral: 1,
    tooEarly: true,
    split: { pValue: 1, uneven: false },
  });
  expect(experiment.variants).toMatchObject([
    { variant: 'control', people: 10, conversions: 2, rate: 0.2, pValue: null, sawSeveral: 1 },
    { variant: 'new-layout', people: 10, conversions: 5, rate: 0.5, revenuePerPerson: '5.00' },
  ]);
  // z = 0.3 / sqrt(0.35 · 0.65 · 0.2) = 1.4064
  expect(experiment.variants[1].pValue).toBeCloseTo(0.1596, 3);
  expect(experiment.variants[1].lift).toBeCloseTo(1.5, 10);
});

it('cohorts by month of sign-up come back by week', async () => {
  const { report, who } = await createReports(
    // Thursday, 1 October 2026; the week began on Monday, 28 September.
    did('ada@example.com', 'Signed Up', '2026-10-01T10:00:00Z'),
    did('ada@example.com', 'Logged In', '2026-10-01T10:05:00Z'),
    did('ada@example.com', 'Logged In', '2026-10-02T10:05:00Z'),
    did('ada@example.com', 'Logged In', '2026-10-05T00:30:00Z'),
    did('bob@example.com', 'Logged In', '2026-10-20T09:00:00Z'),
    did('bob@example.com', 'Signed Up', '2026-10-20T10:00:00Z'),
    did('bob@example.com', 'Logged In', '2026-11-03T10:00:00Z', { Revenue: '5' }),
    did('eve@example.com', 'Signed Up', '2026-11-16T10:00:00Z'),
    did('eve@example.com', 'Logged In', '2026-11-17T10:00:00Z'),
    did('eve@example.com', 'Signed Up', '2026-11-18T10:00:00Z'),
  );
  const plan = {
    first: 'Signed Up',
    then: 'Logged In',
    cohortBy: 'month',
    returnBy: 'week',
    buckets: 10,
  };
  const { cohorts, reportId } = await report('cohort', plan);
  expect(cohorts).toEqual([
    {
      start: '2026-10-01',
      people: 2,
      // Bob has had four weeks.
      returned: [1, 1, 1, 0, 0, 0, 0, null, null, null],
      of: [2, 2, 2, 2, 1, 1, 1, 0, 0, 0],
      unfinished: [4, 5, 6, 7, 8, 9],
    },
    {
      start: '2026-11-01',
      people: 1,
      // Eve's first week is not over on Sunday.
      returned: Array(10).fill(null),
      of: Array(10).fill(0),
      unfinished: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    },
  ]);
  expect(await who(reportId, { cohort: '2026-10-01', bucket: 2 })).toEqual(['bob@example.com']);
  expect(await who(reportId, { cohort: '2026-11-01' })).toEqual(['eve@example.com']);

  // In New York the fifth of October is still the fourth, a Sunday of the week before.
  const west = await report('cohort', { ...plan, timeZone: 'America/New_York' });
  expect(west.cohorts[0].returned.slice(0, 3)).toEqual([1, 0, 1]);
  const money = await report('cohort', {
    ...plan,
    measure: 'revenue',
    from: '2026-10-01',
    to: '2026-11-01',
  });
  expect(money.cohorts).toHaveLength(1);
  expect(money.cohorts[0].returned.slice(0, 4)).toEqual(['0.00', '0.00', '5.00', '0.00']);
});

it('revenue counts cancellations and refunds as they are', async () => {
  const { report, who, store, send } = await createReports(
    did('ada@example.com', 'Purchased', '2026-11-01T10:00:00Z', {
      Revenue: '49.99',
      Plan: 'Pro Monthly',
    }),
    did('ada@example.com', 'Upgraded', '2026-11-02T10:00:00Z', { Revenue: '50.01' }),
    did('ada@example.com', 'Canceled', '2026-11-03T10:00:00Z', { Revenue: '-99.99' }),
    did('bob@example.com', 'Billed', '2026-11-02T10:00:00Z', {
      'Billing Amount': '299.99',
      Source: 'Ads',
    }),
    did('bob@example.com', 'Refunded', '2026-11-03T10:00:00Z', { Revenue: '-49.99' }),
    did('eve@example.com', 'Visited Site', '2026-11-03T10:00:00Z', { revenue: '5' }),
    did('dan@example.com', 'Refunded', '2026-11-03T23:30:00Z', { Revenue: '-1' }),
    did('dan@example.com', 'Purchased', '2025-11-03T10:00:00Z', { Revenue: '1' }),
  );
  const plan = {
    from: '2026-11-01',
    to: '2026-11-05',
    by: 'day',
    group: { event: 'Source', at: 'firstEver' },
  };
  const revenue = await report('revenue', plan);
  expect(revenue).toMatchObject({
    currency: 'USD',
    total: '249.01',
    people: 4,
    payers: 2,
    perPerson: '62.2525',
    perPayer: '124.505',
    lifetime: { people: 3, total: '250.01', perPerson: '83.3367' },
    series: [
      { start: '2026-11-01', revenue: '49.99', payers: 1 },
      { start: '2026-11-02', revenue: '350.00', payers: 2 },
      { start: '2026-11-03', revenue: '-150.98', payers: 0 },
      { start: '2026-11-04', revenue: '0.00', payers: 0 },
    ],
    groups: [
      { value: 'Ads', total: '250.00', people: 1, payers: 1 },
      { value: '(not set)', total: '-0.99', people: 3, payers: 1 },
    ],
    otherCurrencies: [],
  });
  expect(await who(revenue.reportId, { payers: true })).toEqual([
    'ada@example.com',
    'bob@example.com',
  ]);
  expect(await who(revenue.reportId, { start: '2026-11-01' })).toEqual(['ada@example.com']);

  // Half past eleven in the evening is tomorrow in Berlin; euros are told apart.
  await store.sites.save({ ...store.sites.find('demo')!, timeZone: 'Europe/Berlin' });
  await send(
    did('eve@example.com', 'Purchased', '2026-11-04T10:00:00Z', { Revenue: '7', Currency: 'EUR' }),
  );
  const { series, otherCurrencies } = await report('revenue', plan);
  expect(series.map((day: { revenue: string }) => day.revenue)).toEqual([
    '49.99',
    '350.00',
    '-149.98',
    '-1.00',
  ]);
  expect(otherCurrencies).toEqual([{ currency: 'EUR', total: '7.00' }]);
});

it('activity counts events and people, broken down', async () => {
  const { report, who } = await createReports(
    did('ada@example.com', 'Logged In', '2026-11-20T10:00:00Z', { Source: 'Ads' }),
    did('ada@example.com', 'Logged In', '2026-11-20T11:00:00Z'),
    did('bob@example.com', 'Logged In', '2026-11-21T10:00:00Z', { Source: 'Ads' }),
    did('bob@example.com', 'Purchased', '2026-11-21T10:00:00Z'),
  );
  const activity = await report('activity', {
    range: { last: 3, unit: 'day' },
    group: { event: 'Source', at: 'hit' },
  });
  expect(activity).toMatchObject({
    count: 4,
    people: 2,
    series: [
      { start: '2026-11-20', count: 2, people: 1 },
      { start: '2026-11-21', count: 2, people: 1 },
      { start: '2026-11-22', count: 0, people: 0 },
    ],
  });
  expect(activity.events).toMatchObject([
    {
      event: 'Logged In',
      count: 3,
      people: 2,
      groups: [
        { value: 'Ads', count: 2, people: 2 },
        { value: '(not set)', count: 1, people: 1 },
      ],
    },
    { event: 'Purchased', count: 1, people: 1 },
  ]);
  const pick = { event: 'Logged In', group: '(not set)' };
  expect(await who(activity.reportId, pick)).toEqual(['ada@example.com']);
});
