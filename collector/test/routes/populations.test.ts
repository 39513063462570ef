import { describe, expect, it } from 'vitest';
import { openPopulations } from '../../src/store/populations.js';
import { shareTestApp } from '../support/app.js';
import { createPeopleApp } from '../support/peopleApp.js';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 22, 12);
const hit = (person: string, name: string, daysAgo: number, n = 0) =>
  `e?_n=${name}&_p=${person}&_t=${(NOW - daysAgo * DAY) / 1000}&_i=${name}${n}`;

const HISTORY = [
  hit('ada', 'Visited', 20),
  hit('ada', 'Bought', 10),
  hit('ada', 'Bought', 2, 1),
  hit('bob', 'Visited', 9),
  hit('bob', 'Bought', 8),
  hit('eve', 'Visited', 3),
  `s?_p=eve&Plan=Pro&_t=${(NOW - 3 * DAY) / 1000}`,
];
const BUYERS = { did: { event: 'Bought' } };

const createPopulations = async () => {
  const app = await createPeopleApp();
  await app.send(...HISTORY);
  const base = '/api/sites/demo/populations';
  const save = async (definition: object, name = 'Some') =>
    (await app.ask('POST', base, { name, definition })).json();
  const who = async (id: string): Promise<string[]> =>
    (await app.read(`/populations/${id}/people`)).people
      .map(({ identities }: { identities: [{ identity: string }] }) => identities[0].identity)
      .sort();
  return { ...app, base, save, who };
};

describe('a population', () => {
  it('is who meets its condition', async () => {
    const { save, who } = await createPopulations();
    const TABLE: [object, string[]][] = [
      [BUYERS, ['ada', 'bob']],
      [{ not: BUYERS }, ['eve']],
      [{ did: { event: 'Bought', atLeast: 2 } }, ['ada']],
      [{ did: { event: 'Bought', lastDays: 5 } }, ['ada']],
      [{ did: { anyOf: ['Visited', 'Bought'], lastDays: 9 } }, ['ada', 'bob', 'eve']],
      [{ property: 'Plan', op: 'is', value: 'Pro' }, ['eve']],
      [{ property: 'Plan', op: 'missing' }, ['ada', 'bob']],
      [{ and: [BUYERS, { not: { did: { event: 'Bought', lastDays: 5 } } }] }, ['bob']],
      [
        { or: [{ property: 'Plan', op: 'exists' }, { did: { event: 'Bought', atLeast: 2 } }] },
        ['ada', 'eve'],
      ],
    ];
    for (const [definition, people] of TABLE)
      expect(await who((await save(definition)).id), JSON.stringify(definition)).toEqual(people);
  });

  it('is kept, changed, and removed', async () => {
    const { save, read, ask, base, store, folder } = await createPopulations();
    const population = await save(BUYERS, 'Buyers');
    expect(population).toMatchObject({
      name: 'Buyers',
      definition: BUYERS,
      created: '2026-11-22T12:00:00.000Z',
    });
    expect((await read('/populations')).populations).toEqual([population]);
    const changed = await ask('PATCH', `${base}/${population.id}`, { name: 'Customers' });
    expect(changed.json()).toEqual({ ...population, name: 'Customers' });
    expect((await openPopulations(folder, ['demo'])).list('demo')).toEqual([changed.json()]);
    expect((await ask('DELETE', `${base}/${population.id}`)).statusCode).toBe(204);
    expect(store.populations.list('demo')).toEqual([]);
    for (const url of ['', '/size', '/people'])
      expect((await read(`/populations/${population.id}${url}`)).error.code).toBe(
        'unknown_population',
      );
  });

  it('has a size before it is saved, and people behind it', async () => {
    const { ask, base } = await createPopulations();
    const size = await ask('POST', `${base}/size`, { definition: BUYERS });
    expect(size.json()).toMatchObject({ people: 2 });
    const { reportId } = size.json();
    const people = await ask('POST', '/api/sites/demo/reports/people', { reportId, pick: {} });
    expect(people.json().total).toBe(2);
    const body = { reportId, pick: {}, q: 'AD' };
    const found = (await ask('POST', '/api/sites/demo/reports/people', body)).json();
    expect([found.total, found.people[0].identities[0].identity]).toEqual([1, 'ada']);
    const wrong = await ask('POST', `${base}/size`, { definition: { did: {} } });
    expect(wrong.json().error.field).toBe('definition.did');
    expect((await ask('GET', base)).json().populations).toEqual([]);
  });

  it('has a size, now and over time', async () => {
    const { save, read } = await createPopulations();
    const { id } = await save(BUYERS);
    const size = await read(`/populations/${id}/size?by=week&last=4`);
    expect(size).toMatchObject({
      people: 2,
      series: [
        { start: '2026-10-26', people: 0 },
        { start: '2026-11-02', people: 0 },
        { start: '2026-11-09', people: 2 },
        { start: '2026-11-16', people: 2 },
      ],
    });
    expect((await read(`/populations/${id}/size?by=year`)).error.field).toBe('by');
  });

  it('narrows reports and the list of people down', async () => {
    const { save, read, ask } = await createPopulations();
    const { id } = await save(BUYERS);
    const funnel = { steps: ['Visited', 'Bought'], population: id };
    const { steps } = (await ask('POST', '/api/sites/demo/reports/funnel', funnel)).json();
    expect(steps).toMatchObject([{ people: 2 }, { people: 2 }]);
    const first = await read(`/people?population=${id}&limit=1&sort=firstSeen`);
    const second = await read(
      `/people?population=${id}&limit=1&sort=firstSeen&cursor=${first.cursor}`,
    );
    expect([first, second].map(({ people }) => people[0].identities[0].identity)).toEqual([
      'ada',
      'bob',
    ]);
    expect(second.cursor).toBeNull();
    expect((await read('/people?population=nobody')).error.code).toBe('unknown_population');
  });

  it('is as of the end of the report', async () => {
    const { ask } = await createPopulations();
    const body = { population: BUYERS, steps: ['Visited', 'Bought'] };
    // On the 13th Ada had bought, Bob had not.
    const { steps } = (
      await ask('POST', '/api/sites/demo/reports/funnel', { ...body, to: '2026-11-13' })
    ).json();
    expect(steps).toMatchObject([{ people: 1 }, { people: 1 }]);
  });

  it('pages through its people at one moment', async () => {
    const { save, read, send } = await createPopulations();
    const { id } = await save(BUYERS);
    const first = await read(`/populations/${id}/people?limit=1`);
    await send(hit('dan', 'Bought', 0));
    const second = await read(`/populations/${id}/people?limit=1&cursor=${first.cursor}`);
    expect([first.total, second.total, second.people.length, second.cursor]).toEqual([
      2,
      2,
      1,
      null,
    ]);
  });

  const refusing = shareTestApp();
  it.each<[object, string]>([
    [{ name: 'A' }, 'definition'],
    [{ name: '', definition: BUYERS }, 'name'],
    [{ name: 'A', definition: {} }, 'definition'],
    [{ name: 'A', definition: { did: { event: 'B', atLeast: 0 } } }, 'definition.did.atLeast'],
    [{ name: 'A', definition: { and: [{ did: {} }] } }, 'definition.and.0.did'],
    [
      { name: 'A', definition: { not: { not: { not: { not: { not: BUYERS } } } } } },
      'definition.not.not.not.not.not',
    ],
    [{ name: 'A', definition: { ...BUYERS, not: BUYERS } }, 'definition'],
  ])('%j is told what is wrong: %s', async (body, field) => {
    const answer = await refusing().ask('POST', '/api/sites/demo/populations', body);
    expect([answer.statusCode, answer.json().error.field]).toEqual([400, field]);
  });
});

describe('a pick that the report does not have is nobody', () => {
  it.each<[string, object, object]>([
    ['funnel', { steps: ['Visited', 'Bought'] }, { step: 1, segment: 'Pro' }],
    ['cohort', { first: 'Visited', then: 'Bought', by: 'month' }, { segment: 'Pro' }],
    ['revenue', { by: 'month' }, { group: 'Pro' }],
    ['activity', {}, { group: 'Pro' }],
    ['experiment', { property: 'Plan', control: 'A', goal: 'Bought' }, { variant: 'Gold' }],
  ])('%s', async (kind, body, pick) => {
    const { ask } = await createPopulations();
    const { reportId } = (await ask('POST', `/api/sites/demo/reports/${kind}`, body)).json();
    const answer = await ask('POST', '/api/sites/demo/reports/people', { reportId, pick });
    expect([answer.statusCode, answer.json().total]).toEqual([200, 0]);
  });
});
