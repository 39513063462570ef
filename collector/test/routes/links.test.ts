import { describe, expect, it } from 'vitest';
import { createPeopleApp } from '../support/peopleApp.js';

const anonymous = (n: number) => Buffer.alloc(20, n).toString('base64');
const [A, B] = [anonymous(1), anonymous(2)] as const;

const alias = (name: string, other: string, second: number) =>
  `a?_n=${encodeURIComponent(name)}&_p=${encodeURIComponent(other)}&_y=i&_i=i${second}` +
  `&_t=${Date.UTC(2026, 10, 22, 9, 59, second) / 1000}`;

const createLinked = async (...lines: string[]) => {
  const test = await createPeopleApp();
  await test.send(...lines);
  const identitiesOf = async (identity: string): Promise<string[]> => {
    const person = await test.read(`/people/find?identity=${encodeURIComponent(identity)}`);
    return person.identities.map((one: { identity: string }) => one.identity);
  };
  const post = async (url: string, body?: object) => {
    const answer = await test.ask('POST', `/api/sites/demo${url}`, body);
    return { status: answer.statusCode, ...answer.json() };
  };
  return { ...test, identitiesOf, post };
};

describe('POST …/people/unlink', () => {
  it('takes every link between two identities away, also those that come later', async () => {
    const test = await createLinked(alias('ada@example.com', A, 1), alias('ada@example.com', B, 2));
    expect(await test.identitiesOf(A)).toEqual(['ada@example.com', A, B]);
    const pair = { a: A, b: 'Ada@Example.com' };
    const answer = await test.post('/people/unlink', pair);
    expect(answer).toMatchObject({ status: 200, onePerson: false, through: [] });
    expect(answer.links).toMatchObject([{ id: '1', state: 'unlinked' }]);
    expect(await test.identitiesOf(A)).toEqual([A]);
    await test.send(alias('ada@example.com', A, 3));
    expect(await test.identitiesOf('ada@example.com')).toEqual(['ada@example.com', B]);
    expect(await test.post('/people/unlink', pair)).toMatchObject({ status: 200 });
    expect(test.log.syncedSeq()).toBe(4);
  });

  it('says which other links still make them one person', async () => {
    const test = await createLinked(
      alias('ada', A, 1),
      alias(B, A, 2).replace('_y=i', '_y=a'),
      alias('ada', B, 3),
    );
    const answer = await test.post('/people/unlink', { a: 'ada', b: A });
    expect(answer.onePerson).toBe(true);
    expect(answer.through).toMatchObject([
      { a: 'ada', b: B, source: 'i' },
      { a: B, b: A, source: 'a' },
    ]);
  });

  it('knows nothing of links that are not there, and says what a request lacks', async () => {
    const { post } = await createLinked(alias('ada', A, 1));
    const about = async (body: object) => {
      const { status, error } = await post('/people/unlink', body);
      return [status, error.code, error.field];
    };
    expect(await about({ a: 'ada', b: 'bob' })).toEqual([404, 'unknown_link', undefined]);
    expect(await about({ a: 'ada' })).toEqual([400, 'invalid_request', 'b']);
    expect(await about({ a: 'ada', b: '' })).toEqual([400, 'invalid_request', 'b']);
    expect(await about({ a: 1, b: 'ada' })).toEqual([400, 'invalid_request', 'a']);
  });
});

describe('POST …/people/links/:id/approve', () => {
  it('lets a held link make a person large', async () => {
    const names = Array.from({ length: 6 }, (_, n) => `name ${n}`);
    const test = await createLinked();
    await test.ask('PATCH', '/api/sites/demo', { linkUnproven: true });
    await test.send(...names.slice(1).map((name, n) => alias(name, names[n]!, n)));
    expect(await test.identitiesOf('name 0')).toEqual(names.slice(0, 5));
    const { links } = await test.read('/people/find?identity=name+5');
    expect(links).toMatchObject([{ a: 'name 5', b: 'name 4', state: 'held' }]);
    const answer = await test.post(`/people/links/${links[0].id}/approve`);
    expect(answer).toMatchObject({ status: 200, link: { state: 'joined' } });
    expect(await test.identitiesOf('name 0')).toEqual(names);
  });

  it('knows the links of its own site only', async () => {
    const { post, ask } = await createLinked('e?_n=A&_p=ada', alias('ada', A, 1));
    await ask('POST', '/api/sites', { key: 'other' });
    for (const id of ['1', '99', 'x', '-1'])
      expect(await post(`/people/links/${id}/approve`)).toMatchObject({ status: 404 });
    expect(await post('/people/links/2/approve')).toMatchObject({ link: { state: 'joined' } });
    const elsewhere = await ask('POST', '/api/sites/other/people/links/2/approve');
    expect(elsewhere.json().error.code).toBe('unknown_link');
  });
});
