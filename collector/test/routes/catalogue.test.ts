import { describe, expect, it } from 'vitest';
import { createTestApp, TOKEN } from '../support/app.js';
import { NOW } from '../support/hits.js';
import { createPeopleApp } from '../support/peopleApp.js';

const at = (minute: number) => `_t=${Date.UTC(2026, 10, 22, 9, minute) / 1000}&_i=i${minute}`;
const toIso = (minute: number) => new Date(Date.UTC(2026, 10, 22, 9, minute)).toISOString();

const HISTORY = [
  `e?_n=Signed+Up&_p=ada&Plan=Pro&${at(1)}`,
  `e?_n=Signed+Up&_p=bob&Plan=Free&a.b%22%2Fc=1&${at(2)}`,
  `e?_n=signed+up&_p=eve&Plan=Pro&${at(3)}`,
  `e?_n=Signed+Up&_p=eve&${at(4)}`,
  `s?_p=ada&Plan=Team&Town=Rome&${at(5)}`,
];

describe('the catalogue', () => {
  it('tells names and values, how often they came, and when', async () => {
    const { send, read } = await createPeopleApp();
    await send(...HISTORY);
    expect((await read('/catalogue/events')).events).toEqual([
      {
        name: 'Signed Up',
        count: 3,
        people: 3,
        firstSeen: toIso(1),
        lastSeen: toIso(4),
        hidden: false,
        description: null,
        merged: [],
      },
      expect.objectContaining({ name: 'signed up', count: 1, people: 1 }),
    ]);
    expect((await read('/catalogue/properties')).properties).toEqual([
      {
        name: 'Plan',
        count: 4,
        event: true,
        person: true,
        values: 3,
        firstSeen: toIso(1),
        lastSeen: toIso(5),
        hidden: false,
        description: null,
        merged: [],
      },
      expect.objectContaining({ name: 'Town', event: false, person: true }),
      expect.objectContaining({ name: 'a.b"/c', event: true, person: false, values: 1 }),
    ]);
    const values = async (query: string) =>
      (await read(`/catalogue/values?${query}`)).values.map(
        ({ value, count, people }: { value: string; count: number; people: number }) => [
          value,
          count,
          people,
        ],
      );
    expect(await values('property=Plan')).toEqual([
      ['Pro', 2, 2],
      ['Free', 1, 1],
      ['Team', 1, 1],
    ]);
    expect(await values('property=Plan&event=Signed+Up&q=PR')).toEqual([['Pro', 1, 1]]);
    expect(await values('property=Nothing')).toEqual([]);
    expect((await read('/catalogue/values')).error.field).toBe('property');
  });

  it('hides and describes an event, and takes it back', async () => {
    const { send, read, ask } = await createPeopleApp();
    await send(...HISTORY);
    const note = async (notes: object) =>
      (await ask('PATCH', '/api/sites/demo/catalogue/events/signed%20up', notes)).json();
    expect(await note({ hidden: true, description: 'a mistake' })).toEqual({
      name: 'signed up',
      hidden: true,
      description: 'a mistake',
      mergedInto: null,
    });
    const names = async (query = '') =>
      (await read(`/catalogue/events${query}`)).events.map(({ name }: { name: string }) => name);
    expect(await names()).toEqual(['Signed Up']);
    expect(await names('?hidden=1')).toEqual(['Signed Up', 'signed up']);
    await note({ hidden: false, description: null });
    expect(await names()).toEqual(['Signed Up', 'signed up']);
    expect((await note({ hide: true })).error.field).toBe('hide');
  });

  it('merges names wherever events are read, and unmerges them', async () => {
    const { send, read, ask } = await createPeopleApp();
    await send(...HISTORY);
    const merge = async (name: string, mergedInto: string | null) =>
      (await ask('PATCH', `/api/sites/demo/catalogue/events/${name}`, { mergedInto })).json();
    const count = async (first: string) => {
      const body = { steps: [first, 'Nothing'] };
      return (await ask('POST', '/api/sites/demo/reports/funnel', body)).json().steps[0].people;
    };
    const list = async () => (await ask('POST', '/api/sites/demo/reports/activity', {})).json();
    expect(await count('signed up')).toBe(1);
    await merge('Signed%20Up', 'signed up');
    expect(await count('signed up')).toBe(3);
    expect((await list()).events).toMatchObject([{ event: 'signed up', count: 4, people: 3 }]);
    expect((await read('/catalogue/events')).events).toMatchObject([
      { name: 'signed up', count: 4, people: 3, merged: ['Signed Up'] },
    ]);
    await merge('Signed%20Up', null);
    expect(await count('signed up')).toBe(1);
    expect((await list()).events).toHaveLength(2);
  });

  it.each([
    ['A', 'A', /itself/],
    ['C', 'A', /merged into B/],
    ['B', 'C', /unmerge them/],
  ])('%s → %s is no merge that could be read', async (name, mergedInto, message) => {
    const { ask } = await createPeopleApp();
    const merge = (from: string, into: string) =>
      ask('PATCH', `/api/sites/demo/catalogue/events/${from}`, { mergedInto: into, confirm: true });
    await merge('A', 'B');
    const answer = await merge(name, mergedInto);
    expect([answer.statusCode, answer.json().error.field]).toEqual([400, 'mergedInto']);
    expect(answer.json().error.message).toMatch(message);
  });
});

it('null for a body changes nothing', async () => {
  const { app } = await createTestApp();
  const answer = await app.inject({
    method: 'PATCH',
    url: '/api/sites/demo/catalogue/events/A',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    payload: 'null',
  });
  expect([answer.statusCode, answer.json()]).toEqual([
    200,
    { name: 'A', hidden: false, description: null, mergedInto: null },
  ]);
});

it('properties are hidden, described, and merged as they are read, in every report', async () => {
  const { send, read, ask } = await createPeopleApp();
  // Membership is as of now: what happens at this very moment is not part of it.
  const before = `_d=1&_t=${NOW / 1000 - 60}`;
  await send(
    `s?_p=ada&Plan=Pro&${before}`,
    `s?_p=bob&plan=Pro&${before}`,
    `s?_p=eve&Plan=Free&plan=Pro&${before}`,
    'e?_n=A&_p=ada&Size=5',
    'e?_n=A&_p=bob&size=7',
    'e?_n=A&_p=eve&Source=Ads',
    'e?_n=A&_p=fay&source=Ads',
  );
  const base = '/api/sites/demo';
  const say = async (name: string, notes: object) =>
    (await ask('PATCH', `${base}/catalogue/properties/${name}`, notes)).json();
  expect(await say('plan', { mergedInto: 'Plan' })).toEqual({
    name: 'plan',
    hidden: false,
    description: null,
    mergedInto: 'Plan',
  });
  await say('size', { mergedInto: 'Size' });
  await say('source', { mergedInto: 'Source' });
  await say('Size', { description: 'Seats' });
  expect((await say('Plan', { mergedInto: 'plan' })).error.field).toBe('mergedInto');
  const { properties } = await read('/catalogue/properties');
  expect(
    properties.map((row: { name: string; merged: string[] }) => [row.name, row.merged]),
  ).toEqual([
    ['Plan', ['plan']],
    ['Size', ['size']],
    ['Source', ['source']],
  ]);
  const post = async (name: string, body: object) =>
    (await ask('POST', `${base}/reports/${name}`, body)).json();
  const where = (property: string, op: string, value: unknown) => [{ property, op, value }];
  const count = async (condition: object[]) =>
    (await post('activity', { events: [{ event: 'A', where: condition }] })).count;
  expect(await count(where('Size', 'above', 4))).toBe(2);
  expect(await count(where('Source', 'is', 'Ads'))).toBe(2);
  const groups = async (group: object) =>
    (await post('activity', { events: ['A'], group })).events[0].groups.map(
      ({ value, people }: { value: string; people: number }) => [value, people],
    );
  // Of one hit with both names, the property's own counts.
  expect(await groups({ person: 'Plan', at: 'lastEver' })).toEqual([
    ['Pro', 2],
    ['Free', 1],
    ['(not set)', 1],
  ]);
  expect(await groups({ event: 'Source', at: 'firstEver' })).toEqual([
    ['Ads', 2],
    ['(not set)', 2],
  ]);
  expect((await read('/catalogue/values?property=Plan')).values).toMatchObject([
    { value: 'Pro', people: 2 },
    { value: 'Free', people: 1 },
  ]);
  const definition = { property: 'Plan', op: 'is', value: 'Pro' };
  const { id } = (await ask('POST', `${base}/populations`, { name: 'Pro', definition })).json();
  expect((await read(`/populations/${id}/size`)).people).toBe(2);
  await say('Size', { hidden: true });
  expect((await read('/catalogue/properties')).properties).toHaveLength(2);
  expect((await read('/catalogue/properties?hidden=1')).properties).toHaveLength(3);
});

it('people are shown, found and saved with the names that count, and as before when a merge is taken back', async () => {
  const { send, read, ask } = await createPeopleApp();
  const at = (second: number) => `_d=1&_t=${NOW / 1000 - 60 + second}`;
  await send(
    `s?_p=ada&Plan=Pro&${at(1)}`,
    `e?_n=signed+up&_p=ada&plan=Basic&${at(2)}`,
    `s?_p=ada&plan=Team&constructor=odd&${at(3)}`,
    `s?_p=eve&Plan=Free&plan=Other&Tarif=None&${at(4)}`,
  );
  const merge = (of: string, name: string, mergedInto: string | null) =>
    ask('PATCH', `/api/sites/demo/catalogue/${of}/${name}`, { mergedInto, confirm: true });
  await merge('properties', 'Tarif', 'Plan');
  await merge('properties', 'plan', 'Plan');
  await merge('events', 'signed%20up', 'Signed Up');

  const { people } = await read('/people?sort=firstSeen');
  const ada = { constructor: 'odd', Plan: 'Team' };
  // Of one hit with several names, the property's own counts.
  expect(people.map(({ properties }: { properties: object }) => properties)).toEqual([
    ada,
    { Plan: 'Free' },
  ]);
  const find = () => read('/people/find?identity=ada');
  const page = await find();
  expect(page.properties).toEqual(ada);
  expect(
    page.timeline.map(({ name, properties }: { name?: string; properties: object }) => [
      name,
      properties,
    ]),
  ).toEqual([
    [undefined, ada],
    ['Signed Up', { Plan: 'Basic' }],
    [undefined, { Plan: 'Pro' }],
  ]);

  // Pro was Ada's plan before; nobody has another one than they are shown with.
  const search = async (q: string) => (await read(`/people?q=${q}`)).people.length;
  expect([await search('Team'), await search('Pro'), await search('Other')]).toEqual([1, 0, 0]);
  const csv = async (query = '') =>
    (await ask('GET', `/api/sites/demo/people?format=csv${query}`)).body.trim().split('\r\n');
  expect((await csv())[0]).toMatch(/,Plan,constructor$/);
  expect((await csv('&q=Free')).slice(1)).toEqual([expect.stringMatching(/,eve,.*,Free,$/)]);
  const { reportId } = (await ask('POST', '/api/sites/demo/reports/activity', {})).json();
  const behind = await ask('POST', '/api/sites/demo/reports/people', { reportId, pick: {} });
  expect(behind.json().people[0].properties).toEqual(ada);

  await merge('properties', 'plan', null);
  expect((await find()).properties).toEqual({ ...ada, Plan: 'Pro', plan: 'Team' });
});
