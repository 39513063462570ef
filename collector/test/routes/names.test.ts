import { describe, expect, it } from 'vitest';
import { NOW } from '../support/hits.js';
import { createPeopleApp } from '../support/peopleApp.js';

let id = 0;
const line = (kind: 'e' | 's', who: string, second: number, fields: Record<string, string>) =>
  `${kind}?${new URLSearchParams({ ...fields, _p: who, _t: String(NOW / 1000 - 600 + second), _d: '1', _i: `n${id++}` })}`;
const did = (who: string, name: string, properties: Record<string, string> = {}, second = 0) =>
  line('e', who, second, { ...properties, _n: name });
const is = (who: string, properties: Record<string, string>, second = 0) =>
  line('s', who, second, properties);

const createSite = async (...lines: string[]) => {
  const app = await createPeopleApp();
  const { ask, read } = app;
  await app.send(...lines);
  const base = '/api/sites/demo';
  const merge = async (name: string, mergedInto: string | null, of = 'properties', rest = {}) =>
    ask('PATCH', `${base}/catalogue/${of}/${encodeURIComponent(name)}`, { mergedInto, ...rest });
  const fold = async (foldNames: boolean) => {
    expect((await ask('PATCH', base, { foldNames })).statusCode).toBe(200);
  };
  const report = async (kind: string, body: object) => {
    const answer = await ask('POST', `${base}/reports/${kind}`, body);
    expect(answer.statusCode, answer.body).toBe(200);
    return answer.json();
  };
  /** Everything that tells what people have paid. */
  const readMoney = async () => {
    const revenue = await report('revenue', { by: 'month' });
    const cohort = await report('cohort', {
      ...{ first: { anything: true }, then: { anything: true }, by: 'month', buckets: 1 },
      measure: 'revenue',
    });
    const experiment = await report('experiment', {
      ...{ property: 'Test', control: 'old', goal: { anything: true } },
    });
    const { people } = await read('/people?sort=-revenue');
    expect(revenue.recalculating).toBeUndefined();
    return {
      revenue: revenue.total,
      payers: revenue.payers,
      lifetime: revenue.lifetime.total,
      elsewhere: revenue.otherCurrencies,
      experiment: experiment.variants.map((one: { revenue: string }) => one.revenue),
      cohort: cohort.cohorts.length,
      list: people.map((one: { identities: [{ identity: string }]; revenue: string }) => [
        one.identities[0].identity,
        one.revenue,
      ]),
      person: (await read('/people/find?identity=ann')).revenue,
    };
  };
  return { ...app, merge, fold, report, readMoney };
};

const MONEY = [
  did('ann', 'Visited Site', { Test: 'old' }),
  did('ann', 'Paid', { revenue: '10' }, 1),
  did('bob', 'Visited Site', { Test: 'old' }),
  did('bob', 'Paid', { Umsatz: '20' }, 1),
  did('cid', 'Visited Site', { Test: 'old' }),
  did('cid', 'Paid', { Revenue: '5', waehrung: 'eur' }, 1),
  did('dee', 'Visited Site', { Test: 'old' }),
  did('dee', 'Paid', { Revenue: 'free', 'billing amount': '7' }, 1),
];

describe('money under merged names', () => {
  const PLAIN = {
    ...{ revenue: '5.00', payers: 1, lifetime: '5.00', elsewhere: [], experiment: ['5.00'] },
    person: '0.00',
  };

  it('counts in every report, in lists and on the page of a person, and not any more when taken out', async () => {
    const { merge, readMoney } = await createSite(...MONEY);
    expect(await readMoney()).toMatchObject(PLAIN);
    await merge('revenue', 'Revenue');
    await merge('Umsatz', 'Revenue');
    await merge('billing amount', 'Billing Amount');
    await merge('waehrung', 'Currency');
    expect(await readMoney()).toMatchObject({
      ...{ revenue: '37.00', payers: 3, lifetime: '37.00', experiment: ['37.00'], person: '10.00' },
      elsewhere: [{ currency: 'EUR', total: '5.00' }],
      list: [
        ['bob', '20.00'],
        ['ann', '10.00'],
        ['dee', '7.00'],
        ['cid', '5.00'],
      ],
    });
    for (const name of ['revenue', 'Umsatz', 'billing amount', 'waehrung']) await merge(name, null);
    expect(await readMoney()).toMatchObject(PLAIN);
  });

  it('counts of hits that come later, and under a name that revenue itself is merged into', async () => {
    const { merge, readMoney, send } = await createSite(...MONEY);
    await merge('revenue', 'Revenue');
    await send(did('ann', 'Paid', { revenue: '100' }, 5), did('ann', 'Paid', { Sum: '1000' }, 6));
    expect((await readMoney()).person).toBe('110.00');
    await merge('revenue', null);
    await merge('Revenue', 'Sum');
    expect(await readMoney()).toMatchObject({ revenue: '1005.00', person: '1000.00' });
  });

  it('is read anew where the merge was made before the engine began, and once', async () => {
    const { merge, report, send } = await createSite();
    await merge('revenue', 'Revenue');
    await send(
      did('ann', 'Paid', { revenue: '1', Revenue: '2' }),
      did('bob', 'Paid', { revenue: '3' }),
    );
    expect((await report('revenue', { by: 'month' })).total).toBe('5.00');
  });

  it('of one event the own name’s number counts', async () => {
    const { merge, report } = await createSite(
      did('ann', 'Paid', { revenue: '1', Revenue: '2' }),
      did('bob', 'Paid', { revenue: '3', Revenue: 'free' }),
    );
    await merge('revenue', 'Revenue');
    expect((await report('revenue', { by: 'month' })).total).toBe('5.00');
  });
});

describe('a merge into a name that never came', () => {
  it.each([
    ['events', 'signed up', 'Signd Up'],
    ['properties', 'plan', 'Pln'],
  ])('of %s asks first', async (of, name, into) => {
    const { merge, read } = await createSite(
      did('ann', 'signed up', { plan: 'Pro' }),
      did('ann', 'Signed Up', { Plan: 'Pro' }),
    );
    const refused = await merge(name, into, of);
    expect([refused.statusCode, refused.json().error]).toEqual([
      409,
      {
        code: 'unseen_name',
        field: 'mergedInto',
        message: `No hit was ever sent as "${into}". Check the spelling, or send "confirm": true to merge anyway.`,
      },
    ]);
    const names = async () =>
      (await read(`/catalogue/${of}`))[of].map((one: { name: string }) => one.name).sort();
    expect(await names()).toHaveLength(2);
    const confirmed = await merge(name, into, of, { confirm: true });
    expect([confirmed.statusCode, confirmed.json()]).toEqual([
      200,
      { name, hidden: false, description: null, mergedInto: into },
    ]);
    expect(await names()).toContain(into);
    expect((await merge(name, null, of)).statusCode).toBe(200);
  });

  it.each(['Revenue', 'Billing Amount', 'Currency', 'Campaign Source'])(
    'does not where it is %s, which reports know',
    async (into) => {
      const { merge } = await createSite(did('ann', 'Paid', { sum: '1' }));
      expect((await merge('sum', into)).statusCode).toBe(200);
    },
  );
});

const CASES = [
  did('ann', 'Visited Site', {}, 0),
  did('ann', 'Signed Up', { 'Plan Type': 'Pro', Revenue: '10', Test: 'old' }, 1),
  did('bob', 'visited site', {}, 0),
  did('bob', 'signed up', { 'plan type': 'Pro', revenue: '20', test: 'old', currency: 'usd' }, 1),
  did('cid', 'VISITED SITE', {}, 0),
  did('cid', 'Signed Up', { 'PLAN TYPE': 'Free', REVENUE: '30', TEST: 'new', CURRENCY: 'eur' }, 1),
  is('ann', { Town: 'Rome', town: 'Oslo' }, 2),
  is('bob', { town: 'Rome' }, 2),
  did('bob', 'Ad Campaign Hit', { 'campaign source': 'news' }, 3),
  is('cid', { 'CAMPAIGN SOURCE': 'ads' }, 3),
  did('dee', 'Logged in', {}, 4),
];

const read = async ({ report, read: get, ask }: Awaited<ReturnType<typeof createSite>>) => {
  const steps = async (body: object) =>
    (await report('funnel', { steps: ['visited SITE', 'Signed up'], ...body })).steps.map(
      ({ people }: { people: number }) => people,
    );
  const groups = (parts: { value: string; people: number }[]) =>
    parts.map(({ value, people }) => [value, people]);
  const grouped = async (group: object | string) =>
    groups((await report('revenue', { by: 'month', group })).groups);
  const revenue = await report('revenue', { by: 'month' });
  const definition = { and: [{ did: 'SIGNED UP' }, { property: 'TOWN', op: 'is', value: 'Rome' }] };
  const activity = await report('activity', {
    ...{ events: ['sIGNED uP'], group: { event: 'pLAN tYPE' } },
  });
  const bob = await get('/people/find?identity=bob');
  const saved = await ask('POST', '/api/sites/demo/populations', { name: 'x', definition });
  return {
    funnel: await steps({}),
    conditions: await steps({
      steps: [
        { event: 'SIGNED UP', where: [{ property: 'plan Type', op: 'is', value: 'Pro' }] },
        'x',
      ],
    }),
    population: await steps({ population: definition }),
    people: (await get(`/people?population=${saved.json().id}`)).people.length,
    byTown: await grouped({ person: 'TOWN', at: 'lastEver' }),
    byCampaign: await grouped('campaign SOURCE'),
    money: [revenue.total, revenue.payers, revenue.otherCurrencies],
    plans: [
      activity.events.map((one: { event: string; count: number }) => [one.event, one.count]),
      groups(activity.events[0].groups),
    ],
    experiment: (
      await report('experiment', { property: 'tEST', control: 'old', goal: 'SIGNED UP' })
    ).variants.map((one: { variant: string; people: number }) => [one.variant, one.people]),
    all: (await report('activity', {})).events
      .map((one: { event: string; count: number }) => [one.event, one.count])
      .sort(),
    events: (await get('/catalogue/events')).events
      .map((one: { name: string; count: number }) => [one.name, one.count])
      .sort(),
    properties: (await get('/catalogue/properties')).properties
      .map((one: { name: string; count: number }) => [one.name, one.count])
      .sort(),
    values: groups((await get('/catalogue/values?property=PLAN+type&event=signed+UP')).values),
    bob: [
      bob.revenue,
      bob.properties,
      bob.timeline.map((one: { name?: string; properties: object }) => [one.name, one.properties]),
    ],
    csv: (await ask('GET', '/api/sites/demo/people?format=csv')).body.split('\r\n')[0],
    findings: (await get('/health/findings')).findings
      .map(({ code }: { code: string }) => code)
      .sort(),
  };
};

// Of Ann's two towns of one hit the most frequent spelling's counts.
const FOLDED = {
  funnel: [3, 3],
  conditions: [2, 0],
  population: [1, 1],
  people: 1,
  byTown: [
    ['Oslo', 1],
    ['Rome', 1],
    ['(not set)', 2],
  ],
  byCampaign: [
    ['ads', 1],
    ['news', 1],
    ['(not set)', 2],
  ],
  money: ['30.00', 2, [{ currency: 'EUR', total: '30.00' }]],
  plans: [
    [['sIGNED uP', 3]],
    [
      ['Pro', 2],
      ['Free', 1],
    ],
  ],
  experiment: [
    ['old', 2],
    ['new', 1],
  ],
  all: [
    ['Ad Campaign Hit', 1],
    ['Logged in', 1],
    ['Signed Up', 3],
    ['VISITED SITE', 3],
  ],
  events: [
    ['Ad Campaign Hit', 1],
    ['Logged in', 1],
    ['Signed Up', 3],
    ['VISITED SITE', 3],
  ],
  // A hit with two spellings has the property twice, as it was sent.
  properties: [
    ['CAMPAIGN SOURCE', 2],
    ['CURRENCY', 2],
    ['PLAN TYPE', 3],
    ['REVENUE', 3],
    ['TEST', 3],
    ['town', 3],
  ],
  values: [
    ['Pro', 2],
    ['Free', 1],
  ],
  bob: [
    '20.00',
    { town: 'Rome' },
    [
      ['Ad Campaign Hit', { 'CAMPAIGN SOURCE': 'news' }],
      [undefined, { town: 'Rome' }],
      ['Signed Up', { 'PLAN TYPE': 'Pro', REVENUE: '20', TEST: 'old', CURRENCY: 'usd' }],
      ['VISITED SITE', {}],
    ],
  ],
  csv: 'id,identities,first seen,last seen,events,revenue,town,CAMPAIGN SOURCE',
  findings: ['identity_styles', 'unidentified'],
};

describe('names that differ in case alone, where a site folds them', () => {
  it('are one name in every report, list and page, shown as they came most often, and apart again without', async () => {
    const site = await createSite(...CASES);
    const before = await read(site);
    expect(before).toMatchObject({
      funnel: [0, 0],
      money: ['10.00', 1, []],
      events: expect.arrayContaining([
        ['Signed Up', 2],
        ['signed up', 1],
      ]),
    });
    expect(before.findings).toEqual(
      expect.arrayContaining(['revenue_misspelled', 'similar_event_names']),
    );
    await site.fold(true);
    const folded = await read(site);
    expect({ ...folded, findings: undefined }).toEqual({ ...FOLDED, findings: undefined });
    expect(folded.findings).not.toContain('revenue_misspelled');
    expect(folded.findings).not.toContain('similar_event_names');
    await site.fold(false);
    expect(await read(site)).toEqual(before);
  });

  it('count also where hits come later, and the most frequent spelling may be another one then', async () => {
    const site = await createSite(did('ann', 'Signed Up', { Revenue: '1' }));
    await site.fold(true);
    await site.send(
      did('bob', 'signed up', { revenue: '2' }),
      did('cid', 'signed up', { REVENUE: '4' }),
    );
    const { events } = await site.report('activity', {});
    expect(events).toMatchObject([{ event: 'signed up', count: 3 }]);
    expect((await site.report('revenue', { by: 'month' })).total).toBe('7.00');
  });

  it('are merged, hidden and described as one', async () => {
    const site = await createSite(...CASES, did('eve', 'REGISTERED'), did('eve', 'Registered'));
    const { merge, fold, read: get, ask, report } = site;
    await merge('registered', 'Signed Up', 'events');
    await fold(true);
    expect((await report('activity', { events: ['SIGNED UP'] })).count).toBe(5);
    expect((await report('activity', { events: ['registered'] })).count).toBe(5);
    const list = async (query = '') => (await get(`/catalogue/events${query}`)).events;
    expect(await list()).toContainEqual(
      expect.objectContaining({ name: 'Signed Up', count: 5, merged: ['registered'] }),
    );
    const say = (name: string, notes: object) =>
      ask('PATCH', `/api/sites/demo/catalogue/events/${encodeURIComponent(name)}`, notes);
    await say('SIGNED UP', { description: 'first' });
    await say('signed up', { hidden: true });
    expect(await list()).not.toContainEqual(expect.objectContaining({ name: 'Signed Up' }));
    expect(await list('?hidden=1')).toContainEqual(
      expect.objectContaining({ name: 'Signed Up', description: 'first', hidden: true }),
    );
    const itself = await merge('visited site', 'Visited Site', 'events');
    expect(itself.json().error.message).toMatch(/differ in case alone/);
  });
});
