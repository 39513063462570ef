import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openPopulations } from '../../src/store/populations.js';
import { TOKEN } from '../support/app.js';
import { createPeopleApp } from '../support/peopleApp.js';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 22, 12);
const SITE = '/api/sites/demo';

/** An identity that a browser has made. */
const toAnonymous = (name: string) => createHash('sha1').update(name).digest('base64');
const encode = encodeURIComponent;
let sent = 0;
const hit = (person: string, name: string, daysAgo: number, more = '') =>
  `e?_n=${encode(name)}&_p=${encode(person)}&_t=${(NOW - daysAgo * DAY) / 1000}&_i=hit${sent++}${more}`;
const set = (person: string, name: string, value: string, daysAgo: number) =>
  `s?_p=${encode(person)}&${name}=${encode(value)}&_t=${(NOW - daysAgo * DAY) / 1000}&_i=set${sent++}`;
const identify = (anonymous: string, named: string) =>
  `a?_p=${encode(anonymous)}&_n=${encode(named)}&_y=identify&_t=${NOW / 1000}&_i=link${sent++}`;

interface Behind {
  people: { identities: { identity: string }[] }[];
  total: number;
  cursor: string | null;
}

const createLists = async (...history: string[]) => {
  const app = await createPeopleApp();
  if (history.length) await app.send(...history);
  const base = `${SITE}/populations`;
  const post = async (url: string, body: object) => (await app.ask('POST', url, body)).json();
  /** All people of pages, as sets of identities. */
  const collect = async (read: (cursor: string | null) => Promise<Behind>) => {
    const people: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Behind = await read(cursor);
      people.push(
        ...page.people.map(({ identities }) =>
          identities
            .map((one) => one.identity)
            .sort()
            .join(),
        ),
      );
      cursor = page.cursor;
    } while (cursor);
    return people.sort();
  };
  return {
    ...app,
    base,
    post,
    behind: (question: object) =>
      collect((cursor) =>
        post(`${SITE}/reports/people`, { ...question, limit: 2, ...(cursor && { cursor }) }),
      ),
    who: (id: string) =>
      collect((cursor) =>
        app.read(`/populations/${id}/people?limit=2${cursor ? `&cursor=${cursor}` : ''}`),
      ),
    create: (...identities: string[]) => post(base, { name: 'Some', identities }),
    upload: async (id: string, file: string | Buffer, act = 'add') =>
      (
        await app.app.inject({
          method: 'POST',
          url: `${base}/${id}/${act}`,
          headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'text/csv' },
          payload: file,
        })
      ).json(),
  };
};

/** Within a month, as an outbox keeps hits. Twelve visitors; some went on, paid, saw a variant; the odd ones are browsers that nobody has named yet. */
const VISITORS = Array.from({ length: 12 }, (_, n) =>
  n % 2 ? toAnonymous(`v${n}`) : `v${n}@example.com`,
);
const STORY = VISITORS.flatMap((person, n) => [
  set(person, 'Plan', n % 3 ? 'Pro' : 'Free', 29),
  hit(person, 'Visited', 28 - n / 2),
  ...(n % 4 ? [hit(person, 'Signed Up', 20 - n / 2)] : []),
  ...(n % 3 === 1 ? [hit(person, 'Logged In', 15 - n)] : []),
  ...(n % 5 === 0 ? [hit(person, 'Billed', 6, `&Revenue=${n ? 9 : 0}`)] : []),
  hit(person, 'Viewed', 5, `&Test=${n % 2 ? 'new' : 'old'}`),
  ...(n > 6 ? [hit(person, 'Bought', 4)] : []),
]);

describe('a number saves exactly its people', () => {
  it.each<[string, string, object, object]>([
    [
      'those who left a funnel',
      'funnel',
      { steps: ['Visited', 'Signed Up', 'Logged In'] },
      { step: 2, outcome: 'dropped' },
    ],
    [
      'those of a segment who went on',
      'funnel',
      { steps: ['Visited', 'Signed Up'], segment: { person: 'Plan', at: 'lastEver' } },
      { step: 2, outcome: 'converted', segment: 'Pro' },
    ],
    [
      'a cell of a cohort',
      'cohort',
      { first: 'Visited', then: 'Logged In', by: 'week' },
      { cohort: '2026-10-26', bucket: 2 },
    ],
    [
      'payers of a group',
      'revenue',
      { by: 'month', group: { person: 'Plan', at: 'lastEver' } },
      { payers: true, group: 'Pro' },
    ],
    [
      'those who did an event in a period',
      'activity',
      { events: ['Visited', 'Signed Up'], by: 'week' },
      { event: 'Signed Up', start: '2026-11-02' },
    ],
    [
      'a variant',
      'experiment',
      { property: 'Test', control: 'old', goal: 'Bought' },
      { variant: 'new' },
    ],
  ])('%s', async (title, kind, plan, pick) => {
    const { post, behind, who, send, base, read } = await createLists(...STORY);
    const { reportId } = await post(`${SITE}/reports/${kind}`, plan);
    const people = await behind({ reportId, pick });
    expect(people.length).toBeGreaterThan(1);
    expect(people.length).toBeLessThan(12);
    const saved = await post(base, { name: title, reportId, pick, source: 'A number' });
    expect(saved).toMatchObject({
      kind: 'list',
      name: title,
      source: 'A number',
      asOf: '2026-11-22T12:00:00.000Z',
      identities: people.length,
    });
    expect(await who(saved.id)).toEqual(people);

    // Browsers are named now, each by somebody new; whoever comes later does not get in.
    const names = VISITORS.map((person, n) => (n % 2 ? `named${n}@example.com` : person));
    await send(
      ...VISITORS.flatMap((person, n) => (n % 2 ? [identify(person, names[n]!)] : [])),
      hit('late@example.com', 'Visited', 27),
      hit('late@example.com', 'Signed Up', 15, '&Revenue=5&Test=new'),
      set('late@example.com', 'Plan', 'Pro', 28),
    );
    const named = VISITORS.flatMap((person, n) =>
      people.includes(person) ? [n % 2 ? [person, names[n]!].sort().join() : person] : [],
    );
    expect(await who(saved.id)).toEqual(named.sort());
    expect(await read(`/populations/${saved.id}/size`)).toMatchObject({ people: people.length });
  });

  it('and of those only whom a search found', async () => {
    const { post, base, who } = await createLists(...STORY);
    const { reportId } = await post(`${SITE}/reports/funnel`, { steps: ['Visited', 'Viewed'] });
    const body = { name: 'A', reportId, pick: { step: 2 }, q: 'V4@' };
    const saved = await post(base, body);
    expect(saved.source).toBe('funnel report, step 2, search V4@');
    expect(await who(saved.id)).toEqual(['v4@example.com']);
  });

  it('while its report is kept', async () => {
    const { post, base } = await createLists(...STORY);
    expect((await post(base, { name: 'A', reportId: 'gone' })).error.code).toBe('unknown_report');
  });

  it('two of whom become one person are counted once, and one who becomes two stays one', async () => {
    const { post, base, who, send, ask } = await createLists(
      hit('ada', 'Visited', 9),
      hit(toAnonymous('phone'), 'Visited', 8),
    );
    const { reportId } = await post(`${SITE}/reports/activity`, { by: 'day' });
    const { id } = await post(base, { name: 'A', reportId, pick: {} });
    await send(identify(toAnonymous('phone'), 'ada'));
    expect(await who(id)).toEqual([[toAnonymous('phone'), 'ada'].sort().join()]);
    const both = await post(base, { name: 'B', reportId, pick: {} });
    expect(both.identities).toBe(1);
    await ask('POST', `${SITE}/people/unlink`, { a: 'ada', b: toAnonymous('phone') });
    await send(hit('bob', 'Visited', 1));
    expect(await who(id)).toEqual([toAnonymous('phone'), 'ada'].sort());
    // The name is what the person goes on under.
    expect(await who(both.id)).toEqual(['ada']);
  });
});

describe('a condition is compared with a number', () => {
  const VISITED = { did: { event: 'Visited' } };
  it.each<[string, object, object, object]>([
    ['the same', VISITED, { same: true, people: 3 }, {}],
    ['as many others', { not: { did: 'Bought' } }, { same: false, people: 3 }, {}],
    ['more', { or: [VISITED, { not: VISITED }] }, { same: false, people: 4 }, {}],
    [
      'those of a search',
      { property: 'Plan', op: 'is', value: 'Pro' },
      { same: true, people: 1 },
      { q: 'pro' },
    ],
  ])('%s', async (_, definition, expected, search) => {
    const { post, base } = await createLists(
      ...['ada', 'bob', 'cid'].map((person) => hit(person, 'Visited', 9)),
      ...['ada', 'bob'].map((person) => hit(person, 'Waited', 8)),
      set('ada', 'Plan', 'Pro', 9),
      hit('dan', 'Waited', 8),
      hit('cid', 'Bought', 7),
    );
    const { reportId } = await post(`${SITE}/reports/activity`, { by: 'day', events: ['Visited'] });
    const answer = await post(`${base}/compare`, { definition, reportId, pick: {}, ...search });
    expect(answer).toMatchObject(expected);
  });
});

describe('a list takes part wherever a population does', () => {
  it('reports, people, sizes and files', async () => {
    const { create, ask, post, read } = await createLists(
      hit('ada', 'Visited', 20, '&Revenue=5'),
      hit('bob', 'Visited', 10, '&Revenue=7'),
      hit('cid', 'Visited', 5),
    );
    const { id } = await create('bob', 'cid', 'not seen yet');
    const people = async (kind: string, body: object) =>
      post(`${SITE}/reports/${kind}`, { ...body, population: id });
    expect((await people('funnel', { steps: ['Visited', 'Paid'] })).steps[0].people).toBe(2);
    expect(await people('revenue', { by: 'month' })).toMatchObject({ total: '7.00', people: 2 });
    expect((await people('activity', { by: 'day' })).people).toBe(2);
    const cohort = await people('cohort', { first: 'Visited', then: 'Paid', by: 'month' });
    expect(cohort.cohorts.at(-1).people).toBe(2);
    const experiment = { property: 'Revenue', control: '5', goal: 'Paid' };
    expect((await people('experiment', experiment)).variants[0].people).toBe(1);
    expect(await read(`/people?population=${id}&sort=firstSeen`)).toMatchObject({
      people: [{ identities: [{ identity: 'bob' }] }, { identities: [{ identity: 'cid' }] }],
    });
    // Also before anything was known of them.
    const size = await read(`/populations/${id}/size?by=week&last=3`);
    expect([size.people, size.series.map((one: { people: number }) => one.people)]).toEqual([
      2,
      [2, 2, 2],
    ]);
    const csv = await ask('GET', `${SITE}/populations/${id}/people?format=csv`);
    expect(csv.body.trim().split('\r\n')).toHaveLength(3);
    expect(await read(`/populations/${id}/identities`)).toEqual({
      identities: ['bob', 'cid', 'not seen yet'],
    });
    const identities = await ask('GET', `${SITE}/populations/${id}/identities?format=csv`);
    expect(identities.body).toBe('identity\r\nbob\r\ncid\r\nnot seen yet\r\n');
  });

  it('of a hundred thousand identities', async () => {
    const { create, upload, read, post } = await createLists(
      hit('p7', 'Visited', 3),
      hit('q', 'Visited', 3),
    );
    const { id } = await create('p0');
    const many = Array.from({ length: 100_000 }, (_, n) => `p${n}`);
    const answer = await upload(id, `identity\n${many.join('\n')}\n`);
    expect(answer).toMatchObject({ added: 99_999, already: 1, unknown: 99_998, invalid: 0 });
    expect(await read(`/populations/${id}/size`)).toMatchObject({ people: 1 });
    const activity = await post(`${SITE}/reports/activity`, { by: 'day', population: id });
    expect(activity.people).toBe(1);
    const more = Array.from({ length: 100_001 }, (_, n) => `m${n}`);
    const refused = await upload(id, more.join('\n'));
    expect(refused.error).toMatchObject({ code: 'too_many_saved' });
    expect(refused.error.message).toContain('at most 200,000 identities, not 200,001');
    expect((await read(`/populations/${id}`)).identities).toBe(100_000);
  }, 60_000);
});

describe('people are added and removed', () => {
  it('by any of their identities', async () => {
    const phone = toAnonymous('phone');
    const { create, post, base, who, read, send } = await createLists(
      hit('Ada@Example.com', 'Visited', 9),
      hit(phone, 'Visited', 9),
      identify(phone, 'ada@example.com'),
      hit('bob', 'Visited', 8),
    );
    const { id } = await create('ada@example.com');
    const add = (...identities: string[]) => post(`${base}/${id}/add`, { identities });
    const remove = (...identities: string[]) => post(`${base}/${id}/remove`, { identities });
    const answer = await add(
      phone,
      'ADA@example.com',
      'bob',
      'bob',
      'cid',
      '\u200b',
      'null',
      'x'.repeat(256),
    );
    expect(answer).toMatchObject({
      ...{ added: 2, already: 3, unknown: 1, invalid: 3 },
      rejections: [
        { line: 6, reason: 'missing' },
        { line: 7, reason: 'placeholder' },
        { line: 8, reason: 'identity_too_long' },
      ],
      population: { id, identities: 3 },
    });
    expect((await read(`/populations/${id}/identities`)).identities).toEqual([
      'ada@example.com',
      'bob',
      'cid',
    ]);
    expect(await who(id)).toHaveLength(2);
    await send(hit('cid', 'Visited', 1));
    expect(await who(id)).toHaveLength(3);
    expect(await remove(phone, 'dan')).toMatchObject({
      removed: 1,
      absent: 1,
      population: { identities: 2 },
    });
    expect(await who(id)).toEqual(['bob', 'cid']);
  });

  it('not of a condition, nor of a list that is not there', async () => {
    const { post, base, ask, create } = await createLists();
    const { id } = await post(base, { name: 'A', definition: { did: 'B' } });
    const body = { identities: ['ada'] };
    expect((await post(`${base}/${id}/add`, body)).error.code).toBe('not_a_list');
    expect((await post(`${base}/gone/remove`, body)).error.code).toBe('unknown_population');
    expect((await ask('GET', `${base}/${id}/identities`)).json().error.code).toBe(
      'unknown_population',
    );
    const list = await create('ada');
    expect((await post(`${base}/${list.id}/add`, { identities: [] })).error.field).toBe(
      'identities',
    );
    const changed = await ask('PATCH', `${base}/${list.id}`, { definition: { did: 'B' } });
    expect(changed.json().error.field).toBe('definition');
    expect((await ask('PATCH', `${base}/${list.id}`, { name: 'C' })).json()).toEqual({
      ...list,
      name: 'C',
    });
  });

  it.each<[object, string]>([
    [{ name: 'A' }, 'definition'],
    [{ name: 'A', identities: ['a'], reportId: 'r' }, 'identities'],
    [{ name: 'A', identities: ['a'], pick: {} }, 'pick'],
    [{ name: 'A', identities: ['a', ' \u00a0\u200d'] }, 'identities.1'],
    [{ name: 'A', reportId: 'r', pick: { segment: 'x'.repeat(60_000) } }, 'pick.segment'],
    [{ name: 'A', reportId: 'r', pick: {}, source: 'x'.repeat(501) }, 'source'],
  ])('%j is told what is wrong: %s', async (body, field) => {
    const { post, base } = await createLists();
    expect((await post(base, body)).error).toMatchObject({ code: 'invalid_request', field });
  });
});

describe('a list outlives the process, and nothing else', () => {
  it('is read by the next one, with conditions of older ones', async () => {
    const { create, folder, store, ask, base } = await createLists();
    const { id } = await create('ada', 'bob');
    // As it was before there were lists.
    const old = { name: 'Old', definition: { did: 'B' }, created: '2026-01-01T00:00:00.000Z' };
    await store.populations.save('demo', old as never);
    const reopened = await openPopulations(folder, ['demo']);
    expect(reopened.list('demo')).toMatchObject([
      { id, kind: 'list', identities: 2 },
      { ...old, kind: 'condition' },
    ]);
    expect(await reopened.readList('demo', id)).toEqual(['ada', 'bob']);
    await ask('DELETE', `${base}/${id}`);
    const { readdir } = await import('node:fs/promises');
    expect(await readdir(`${folder}/lists`)).toEqual([]);
  });

  it('goes with its site', async () => {
    const { create, folder, ask } = await createLists();
    await create('ada');
    await ask('DELETE', SITE);
    const { readdir } = await import('node:fs/promises');
    expect(await readdir(`${folder}/lists`)).toEqual([]);
  });
});
