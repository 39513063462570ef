import { expect, it } from 'vitest';
import { createPeopleApp } from '../support/peopleApp.js';

const did = (person: string, name: string, time: string, properties = {}) =>
  `e?${new URLSearchParams({ _n: name, _p: person, _d: '1', _t: `${Date.parse(time) / 1000}`, ...properties })}`;

const createReports = async () => {
  const app = await createPeopleApp();
  await app.send(
    // In Berlin the clocks went back on October 25: that day had 25 hours.
    did('ada', 'A', '2026-10-24T21:30:00Z'),
    did('bob', 'A', '2026-10-24T22:30:00Z'),
    did('bob', 'B', '2026-10-25T22:30:00Z', { Revenue: '-9.99' }),
    did('eve', 'A', '2026-10-25T23:30:00Z'),
    did('eve', 'B', '2026-10-26T22:30:00Z', { Revenue: '20', Source: '=1+1' }),
    did('fay', 'A', '2026-10-26T22:45:00Z'),
  );
  const ask = (name: string, body: object, query = '') =>
    app.ask('POST', `/api/sites/demo/reports/${name}${query}`, body);
  return { ...app, report: ask };
};
const DAY = { from: '2026-10-26', to: '2026-10-27', timeZone: 'Europe/Berlin', compare: true };

it('compares with the period before, in local days', async () => {
  const { report, app } = await createReports();
  expect(app).toBeDefined();
  const before = { from: '2026-10-24T22:00:00.000Z', to: '2026-10-25T23:00:00.000Z' };
  const funnel = (await report('funnel', { ...DAY, steps: ['A', 'B'] })).json();
  expect(funnel.steps.map(({ people }: { people: number }) => people)).toEqual([2, 1]);
  expect(funnel.previous).toMatchObject({ range: before, steps: [{ people: 1 }, { people: 1 }] });
  // The people behind a number of then can be listed, too.
  const { reportId } = funnel.previous;
  const { people } = (await report('people', { reportId, pick: { step: 1 } })).json();
  expect(people[0].identities[0].identity).toBe('bob');

  const revenue = (await report('revenue', DAY)).json();
  expect([revenue.total, revenue.previous.total]).toEqual(['20.00', '-9.99']);
  const activity = (await report('activity', { ...DAY, events: ['A'] })).json();
  expect([activity.count, activity.previous.count]).toEqual([2, 1]);
  const cohort = (await report('cohort', { ...DAY, first: 'A', then: 'B', by: 'day' })).json();
  const sizes = (answer: { cohorts: { people: number }[] }) =>
    answer.cohorts.map((one) => one.people);
  expect([sizes(cohort), sizes(cohort.previous)]).toEqual([[2], [1]]);
});

it('takes the time zone of the site where none is given', async () => {
  const { report } = await createReports();
  const [unsaid, said] = [null, 'UTC'].map((timeZone) => report('revenue', { ...DAY, timeZone }));
  expect((await unsaid!).json().before).toEqual((await said!).json().before);
});

it('has nothing to compare with where the period has no beginning', async () => {
  const { report } = await createReports();
  const { previous } = (await report('activity', { to: '2026-10-27', compare: true })).json();
  expect(previous).toBeNull();
  const wrong = await report('activity', { compare: 'yes' });
  expect([wrong.statusCode, wrong.json().error.field]).toEqual([400, 'compare']);
});

it('tells any report as CSV, which no spreadsheet takes for formulas', async () => {
  const { report, app } = await createReports();
  const csv = async (name: string, body: object) => {
    const answer = await report(name, body, '?format=csv');
    expect(answer.headers['content-type']).toMatch(/^text\/csv/);
    expect(answer.headers['content-disposition']).toContain(`${name}.csv`);
    return answer.body.trim().split('\r\n');
  };
  const day = { ...DAY, compare: false };
  expect(await csv('funnel', { ...day, steps: ['A', 'B'] })).toEqual([
    'segment,step,event,people,from previous,from first,median seconds,mean seconds,dropped,open',
    ',1,A,2,1,1,,,1,0',
    ',2,B,1,0.5,0.5,82800,82800,0,0',
  ]);
  expect(await csv('funnel', { ...DAY, steps: ['A', 'B'] })).toEqual([
    expect.stringMatching(/^period,segment/),
    expect.stringMatching(/^asked for,,1,A,2/),
    expect.stringMatching(/^asked for,,2,B,1/),
    expect.stringMatching(/^before,,1,A,1/),
    expect.stringMatching(/^before,,2,B,1/),
  ]);
  const group = { event: 'Source', at: 'firstEver' };
  expect(await csv('revenue', { ...day, group, by: 'day' })).toEqual([
    'part,value,currency,revenue,people,payers,per person,per payer,lifetime people,lifetime revenue,lifetime per person',
    'total,,USD,20.00,2,1,10.00,20.00,2,20.00,10.00',
    'period,2026-10-26,USD,20.00,,1,,,,,',
    `group,'=1+1,USD,20.00,1,1,20.00,20.00,1,20.00,20.00`,
    'group,(not set),USD,0.00,1,0,0.00,,1,0.00,0.00',
  ]);
  expect(await csv('cohort', { ...day, first: 'A', then: 'B', by: 'day', buckets: 3 })).toEqual([
    'segment,start,people,0,1,2,of 0,of 1,of 2',
    ',2026-10-26,2,1,0,0,2,2,2',
  ]);
  expect(await csv('activity', { ...day, events: ['A'] })).toEqual([
    'event,group,start,count,people,position',
    ',,,2,2,',
    ',,2026-10-26,2,2,',
    'A,,,2,2,0',
    'A,,2026-10-26,2,2,0',
  ]);
  const experiment = await csv('experiment', { property: 'Source', control: 'x', goal: 'B' });
  expect(experiment[1]).toMatch(/^'=1\+1,1,0,0,/);
  const accepted = await app.inject({
    method: 'POST',
    url: '/api/sites/demo/reports/activity',
    headers: { authorization: 'Bearer token-of-all-the-tests', accept: 'text/csv' },
    payload: {},
  });
  expect(accepted.headers['content-type']).toMatch(/^text\/csv/);
  expect((await report('activity', {}, '?format=xml')).json().error.field).toBe('format');
});

it('tells all people as CSV and JSON: those of the site, of a population, behind a number', async () => {
  const { report, ask, send } = await createReports();
  await send('s?_p=ada&Name==cmd&Plan=Pro', 's?_p=eve&Plan=Free', 's?_p=cy,d&Plan=Team');
  const base = '/api/sites/demo';
  const csv = (await ask('GET', `${base}/people?format=csv&limit=2`)).body.trim().split('\r\n');
  expect(csv[0]).toBe('id,identities,first seen,last seen,events,revenue,Plan,Name');
  expect(
    csv
      .slice(1)
      .map((row) => row.split(',').slice(1).join())
      .sort(),
  ).toEqual([
    expect.stringMatching(/^"cy,d",.*,0,0\.00,Team,$/),
    expect.stringMatching(/^ada,2026-10-24T21:30:00\.000Z,.*,1,0\.00,Pro,'=cmd$/),
    expect.stringMatching(/^bob,.*,2,-9\.99,,$/),
    expect.stringMatching(/^eve,.*,2,20\.00,Free,$/),
    expect.stringMatching(/^fay,.*,1,0\.00,,$/),
  ]);
  const json = (await ask('GET', `${base}/people?format=json`)).json();
  expect(json.people).toHaveLength(5);
  expect((await ask('GET', `${base}/people?format=json&q=ada`)).json().people).toHaveLength(1);
  const definition = { did: 'B' };
  const { id } = (await ask('POST', `${base}/populations`, { name: 'B', definition })).json();
  for (const url of [
    `/populations/${id}/people?format=json`,
    `/people?format=json&population=${id}`,
  ])
    expect((await ask('GET', base + url)).json().people).toHaveLength(2);
  const { reportId } = (await report('activity', { events: ['A'] })).json();
  const behind = await report(
    'people',
    { reportId, pick: { event: 'A' }, limit: 1 },
    '?format=csv',
  );
  expect(behind.body.trim().split('\r\n')).toHaveLength(5);
});
