import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { createLog } from '../../src/ingest/log.js';
import { createLogReader } from '../../src/ingest/read.js';
import { createTestApp, type TestApp } from '../support/app.js';
import { NOW, readAll } from '../support/hits.js';

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

  await vi.waitFor(async () => {
    const answer = await ask('GET', '/readyz');
    expect(answer.json()).toEqual({ status: 'ok', lagSeconds: 0 });
  }, 10_000);
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

test('a browser may still repeat what is 30 days old, so that no site keeps less', async () => {
  const { ask } = await createTestApp();
  const answer = await ask('PATCH', '/api/sites/demo', { retentionDays: 31 });
  expect([answer.statusCode, answer.json().error.field]).toEqual([400, 'retentionDays']);
});
