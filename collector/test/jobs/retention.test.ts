import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { createLog, type Draft } from '../../src/ingest/log/log.js';
import { createLogReader } from '../../src/ingest/log/read.js';
import type { LogRecord } from '../../src/ingest/record.js';
import { createTestApp, type TestApp, TOKEN } from '../support/app.js';
import { makeHistory } from '../support/history.js';
import { NOW, readAll } from '../support/hits.js';
import { T0 } from '../support/records.js';

const DAY = 24 * 60 * 60;
/** `_t` of so many days ago, which stands as it is. */
const ago = (days: number): string => `_t=${NOW / 1000 - days * DAY}&_d=1`;

/** Ada, who came back; Bob, who did not; and words of another site. */
const LINES = [
  `e?_n=Old&_p=phone&${ago(60)}&_i=1`,
  `a?_n=ada&_p=phone&${ago(60)}&_i=2&_y=i`,
  `e?_n=Old&_p=bobs&${ago(60)}&_i=3`,
  `a?_n=bob&_p=bobs&${ago(60)}&_i=4&_y=i`,
  `s?Plan=Pro&_p=bobs&${ago(60)}&_i=5`,
  `e?_n=Recent&_p=ada&${ago(20)}&_i=6`,
  `e?_n=Border&_p=carol&${ago(45)}&_i=7`,
];

const send = async ({ app }: TestApp, key: string): Promise<void> => {
  const answer = await app.inject({
    method: 'POST',
    url: `/?_k=${key}`,
    payload: LINES.join('\n'),
    // What links two names has to be proven.
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  expect(answer.json()).toEqual({ accepted: LINES.length, rejected: [] });
};

const idsOf = async ({ exported }: TestApp, key = 'demo') =>
  (await exported(key)).map(({ _i }) => _i);

test('hits that a site does not keep go, from log, exports and reports; who came back is who they were (S26)', async () => {
  const test = await createTestApp({ reports: true });
  const { ask, jobs } = test;
  await ask('POST', '/api/sites', { key: 'other', name: 'Other' });
  await send(test, 'demo');
  await send(test, 'other');
  expect(await jobs.expire()).toEqual({});

  await ask('PATCH', '/api/sites/demo', { retentionDays: 40 });
  expect(await jobs.expire()).toEqual({ demo: 5 });
  expect(await idsOf(test)).toEqual(['2', '6']);
  expect(await idsOf(test, 'other')).toHaveLength(LINES.length);

  await waitForReports(test);
  const find = async (identity: string) =>
    (await ask('GET', `/api/sites/demo/people/find?identity=${identity}`)).json();
  expect(await find('phone')).toMatchObject({ events: 1 });
  expect((await find('phone')).identities).toHaveLength(2);
  expect((await find('bob')).error.code).toBe('unknown_person');
});

test('what is a week over the limit takes along what is less; before that nothing is touched', async () => {
  const test = await createTestApp();
  await send(test, 'demo');
  await test.ask('PATCH', '/api/sites/demo', { retentionDays: 55 });
  expect(await test.jobs.expire()).toEqual({});
  test.pass(3 * DAY * 1000);
  expect(await test.jobs.expire()).toEqual({ demo: 4 });
  expect(await test.jobs.expire()).toEqual({});
});

test('positions stay, and the log opens as if nothing had been', async () => {
  const test = await createTestApp();
  await send(test, 'demo');
  await test.ask('PATCH', '/api/sites/demo', { retentionDays: 40 });
  await test.jobs.expire();
  await test.app.inject('/e?_k=demo&_p=ada&_n=Later&_i=8');
  await test.log.close();
  const folder = join(test.folder, 'log');
  const reports: string[] = [];
  const log = await createLog({ folder, report: (message) => reports.push(message) });
  expect([log.syncedSeq(), reports]).toEqual([LINES.length + 1, []]);
  await log.close();
  const positions = (await readAll(createLogReader(folder)(0, 99))).map(({ seq }) => seq);
  expect(positions).toEqual([2, 6, 8]);
});

const waitForReports = (test: TestApp): Promise<void> =>
  vi.waitFor(async () => {
    const answer = await test.ask('GET', '/readyz');
    expect(answer.json()).toEqual({ status: 'ok', lagSeconds: 0 });
  }, 20_000);

const tell = async ({ ask }: TestApp, days: number) =>
  (await ask('GET', `/api/sites/demo/retention?days=${days}`)).json();

test('tells beforehand what would go, and touches nothing', async () => {
  const test = await createTestApp({ reports: true });
  await send(test, 'demo');
  await waitForReports(test);
  const before = new Date(NOW - 40 * DAY * 1000).toISOString();
  const [first, last] = [60, 45].map((days) => new Date(NOW - days * DAY * 1000).toISOString());
  expect(await tell(test, 40)).toEqual({
    ...{ days: 40, before, hits: 5, people: 2, shortened: 1, first, last },
  });
  const nothing = { hits: 0, people: 0, shortened: 0, first: null, last: null };
  expect(await tell(test, 400)).toMatchObject(nothing);
  expect(await idsOf(test)).toHaveLength(LINES.length);
});

test.each([
  ['days=31', '"days" must be 32 or more.'],
  ['days=', '"days" must be 32 or more.'],
  ['days=32.5', '"days" must be a whole number.'],
  ['days=soon', '"days" must be a whole number.'],
  ['days=40000', '"days" must be 36,500 or less.'],
  ['', '"days" is missing.'],
])('says what is wrong with “%s”', async (query, message) => {
  const { ask } = await createTestApp();
  const answer = await ask('GET', `/api/sites/demo/retention?${query}`);
  expect(answer.statusCode).toBe(400);
  expect(answer.json()).toEqual({ error: { code: 'invalid_request', field: 'days', message } });
});

/** A history whose hours are weeks. */
const stretch = (records: readonly LogRecord[]): Draft[] =>
  records.flatMap(({ seq: _, ...record }) => {
    if (record.type !== 'hit') return [record as Draft];
    const time = T0 + (record.time - T0) * 200;
    const fields = record.fields.map(([name, value]): [string, string] => [
      name,
      name === '_t' ? String(time / 1000) : value,
    ]);
    return [{ ...record, fields, time, received: Math.max(time, record.received) } as Draft];
  });

test('counts exactly what goes then, of everybody', async () => {
  const test = await createTestApp({ reports: true });
  await test.log.append(stretch(makeHistory(5, 1500, 600)));
  await waitForReports(test);
  test.pass(60 * DAY * 1000);
  const readPeople = async (): Promise<string[][]> => {
    const { people } = (await test.ask('GET', '/api/sites/demo/people?limit=1000')).json();
    return people.map((one: { identities: { identity: string }[] }) =>
      one.identities.map(({ identity }) => identity),
    );
  };
  const [hitsBefore, peopleBefore] = [await test.exported(), await readPeople()];
  const told = await tell(test, 40);

  await test.ask('PATCH', '/api/sites/demo', { retentionDays: 40 });
  await test.jobs.expire();
  await waitForReports(test);
  const hitsAfter = await test.exported();
  const stay = new Set((await readPeople()).flat());
  const gone = peopleBefore.filter((one) => !one.some((identity) => stay.has(identity)));
  expect(told.hits).toBe(hitsBefore.length - hitsAfter.length);
  expect(told.people).toBe(gone.length);
  expect([told.hits, told.people, told.shortened].every((count) => count > 10)).toBe(true);
  expect(await tell(test, 40)).toMatchObject({ hits: 0, people: 0, shortened: 0 });
});

test('a browser may still repeat what is 30 days old, so that no site keeps less', async () => {
  const { ask } = await createTestApp();
  const answer = await ask('PATCH', '/api/sites/demo', { retentionDays: 31 });
  expect([answer.statusCode, answer.json().error.field]).toEqual([400, 'retentionDays']);
});
