import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import type { PersonLink, PersonPage } from '../../src/engine/engine.js';
import { createLog } from '../../src/ingest/log/log.js';
import { createLogReader } from '../../src/ingest/log/read.js';
import { packSealed } from '../../src/ingest/packing/pack.js';
import { openJobs } from '../../src/jobs/jobs.js';
import { type EraseJob, openKeptJobs } from '../../src/jobs/kept.js';
import { backup } from '../../src/start/backup.js';
import { openStore } from '../../src/store/store.js';
import { createTestApp, emptyEngine, type TestApp, TOKEN } from '../support/app.js';
import { openEngine } from '../support/engine.js';
import { createFolder } from '../support/folder.js';
import { readAll } from '../support/hits.js';
import { importFile } from '../support/importing.js';

const T = 1795348000;

/** Reports that are built anew take their time on a busy machine. */
const PATIENCE = { timeout: 10_000 };

/** An identity of a device, in the shape of the original client's. */
const toDevice = (name: string): string => `${name.padEnd(26, '0')}A=`;
const PHONE = toDevice('adaPhone');
const LAPTOP = toDevice('adaLaptop');
const BOBS_PHONE = toDevice('bobPhone');

/** Ada on two devices and Bob on one; a device of Ada's that Bob used, too, which stays hers; and a stranger. */
const LINES = [
  `e?_n=Visited&_p=${PHONE}&_t=${T}&_i=a1`,
  `a?_n=ada%40example.com&_p=${PHONE}&_t=${T + 1}&_i=a2&_y=i`,
  `a?_n=ada%40example.com&_p=${LAPTOP}&_t=${T + 2}&_i=a3&_y=i`,
  `e?_n=Billed&Revenue=49.99&_p=Ada%40Example.com&_t=${T + 3}&_i=a4`,
  `s?Note=call%20me&_p=${LAPTOP}&_t=${T + 4}&_i=a5`,
  `e?_n=Visited&_p=${BOBS_PHONE}&_t=${T + 5}&_i=b1`,
  `a?_n=bob%40example.com&_p=${BOBS_PHONE}&_t=${T + 6}&_i=b2&_y=i`,
  `a?_n=bob%40example.com&_p=${LAPTOP}&_t=${T + 7}&_i=b3&_y=i`,
  `e?_n=Invited&Friend=ada%40example.com&_p=bob%40example.com&_t=${T + 8}&_i=b4`,
  `e?_n=Visited&_p=stranger&_t=${T + 9}&_i=s1`,
];
const BOBS = ['b1', 'b2', 'b4'];

const find = async ({ ask }: TestApp, identity: string) => {
  // Reports that have been built anew follow a moment later.
  await vi.waitFor(
    async () =>
      expect((await ask('GET', '/readyz')).json()).toEqual({ status: 'ok', lagSeconds: 0 }),
    PATIENCE,
  );
  const url = `/api/sites/demo/people/find?identity=${encodeURIComponent(identity)}`;
  return (await ask('GET', url)).json();
};

const send = async ({ app }: TestApp, lines: readonly string[]) =>
  (await app.inject({ method: 'POST', url: '/?_k=demo', payload: lines.join('\n') })).json();

const SEGMENTS = { segmentBytes: 600 };

/** With reports of its own, which know who is one person. */
const createHistory = async (): Promise<TestApp> => {
  const test = await createTestApp({ reports: true, log: SEGMENTS });
  for (const line of LINES) await send(test, [line]);
  await find(test, BOBS_PHONE);
  await test.ask('POST', '/api/sites/demo/people/unlink', { a: 'bob@example.com', b: LAPTOP });
  return test;
};

/** Where reports are told who Ada is: no more than that is asked of them. */
const createQuickHistory = async (): Promise<TestApp> => {
  const identities = [PHONE, LAPTOP, 'ada@example.com'].map((identity) => ({ identity }));
  const test: TestApp = await createTestApp({
    log: SEGMENTS,
    parts: {
      engine: {
        ...emptyEngine(() => test.log),
        person: async () => ({ identities }) as PersonPage,
      },
    },
  });
  for (const line of LINES) await send(test, [line]);
  return test;
};

const erase = async (test: TestApp, identity: string, query = '') => {
  const answer = await test.ask('POST', `/api/sites/demo/people/erase${query}`, { identity });
  await test.jobs.settle();
  const { job } = answer.json();
  const told = job && (await test.ask('GET', `/api/sites/demo/jobs/${job}`)).json();
  return { answer, told };
};

/** Everything below a folder, packed segments unpacked. */
const readEverything = (folder: string): string =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => {
      const bytes = readFileSync(path);
      return `${path}\n${path.endsWith('.gz') ? gunzipSync(bytes) : bytes}`;
    })
    .join('\n');

describe('erasing a person (S26)', { timeout: 30_000 }, () => {
  test('a dry run lists what would go, and touches nothing', async () => {
    const test = await createHistory();
    const before = readEverything(join(test.folder, 'log'));
    const { answer, told } = await erase(test, 'ADA@example.com', '?dryRun=1');
    expect(answer.statusCode).toBe(202);
    expect(told).toMatchObject({
      state: 'done',
      dryRun: true,
      erased: { hits: 0, identities: 0 },
      would: { hits: 6, records: 7 },
    });
    expect(told.would.identities.sort()).toEqual(['ada@example.com', LAPTOP, PHONE]);
    // Why they belong together, and that no sender proved it.
    expect(
      told.would.links.map(({ b, source, proven }: PersonLink) => [b, source, proven]),
    ).toEqual([
      [PHONE, 'i', false],
      [LAPTOP, 'i', false],
    ]);
    expect(readEverything(join(test.folder, 'log'))).toBe(before);
    expect(readEverything(join(test.folder, 'jobs'))).not.toContain('ada');
  });

  test('nothing of them is left in log, exports, reports, jobs or a rebuild; the others are as before', async () => {
    const test = await createHistory();
    const bob = await find(test, BOBS_PHONE);
    const { told } = await erase(test, PHONE);
    expect(told).toMatchObject({
      state: 'done',
      erased: { hits: 6, identities: 3 },
      proof: { recordsLeft: 0, mentionedByOthers: 1, reports: 'taken out', notCovered: [] },
    });

    const ids = (await test.exported()).map(({ _i }) => _i);
    expect(ids).toEqual([...BOBS, 's1']);
    for (const identity of [PHONE, LAPTOP, 'ada@example.com'])
      expect((await find(test, identity)).error.code).toBe('unknown_person');
    // The one link that named a device of hers is gone from his page; it never joined them.
    const links = bob.links.filter(({ b }: { b: string }) => b !== LAPTOP);
    expect(links.length).toBeLessThan(bob.links.length);
    expect(await find(test, BOBS_PHONE)).toEqual({ ...bob, links });
    expect((await find(test, 'stranger')).events).toBe(1);

    // The engine's file is written anew when it is opened again.
    await test.work.engine.close();
    const folder = join(test.folder, 'engine');
    const reopened = await openEngine(createLogReader(join(test.folder, 'log')), folder);
    expect(reopened.reports).toEqual([]);
    expect((await reopened.people({ site: 'demo' })).people).toHaveLength(2);
    await reopened.close();
    const left = readEverything(test.folder);
    for (const trace of [PHONE, LAPTOP, 'Ada@Example.com', 'call me', 'a1'])
      for (const spelling of [trace, encodeURIComponent(trace)])
        expect(left).not.toMatch(new RegExp(`[="]${spelling}["&]`));
    // Bob's own word about a friend is Bob's.
    const log = readEverything(join(test.folder, 'log'));
    expect(log.match(/ada(@|%40)example\.com/gi)).toHaveLength(1);

    const positions = (await readAll(createLogReader(join(test.folder, 'log'))(0, 99))).map(
      ({ seq, type }) => `${seq} ${type}`,
    );
    expect(positions).toEqual([
      ...[1, 2, 3, 4, 5].map((seq) => `${seq} erased`),
      '6 hit',
      '7 hit',
      '8 erased',
      '9 hit',
      '10 hit',
      '11 erased',
      '12 erase',
    ]);
  });

  test('of a batch, their hits alone', async () => {
    const test = await createQuickHistory();
    await send(test, [
      `e?_n=Late&_p=${PHONE}&_t=${T + 20}&_i=a7`,
      `e?_n=Late&_p=stranger&_t=${T + 21}&_i=s2`,
      `e?_n=Late&_p=ada%40example.com&_t=${T + 22}&_i=a8`,
    ]);
    await erase(test, PHONE);
    expect((await test.exported()).map(({ _i }) => _i)).toEqual([...BOBS, 's1', 's2']);
    expect(readEverything(test.folder)).not.toMatch(/adaPhone|_i=a[78]/);
  });

  test('later hits of the old cookie start a new person; a repeat brings nothing back', async () => {
    const test = await createHistory();
    await erase(test, PHONE);
    expect(await send(test, LINES)).toEqual({ accepted: LINES.length, rejected: [] });
    expect((await test.exported()).map(({ _i }) => _i)).toEqual([...BOBS, 's1']);
    await send(test, [`e?_n=Back&_p=${PHONE}&_t=${T + 99}&_i=a9`]);
    expect(await find(test, PHONE)).toMatchObject({
      identities: [{ identity: PHONE }],
      events: 1,
    });
    expect((await find(test, 'ada@example.com')).error.code).toBe('unknown_person');
  });

  test('a repeat that comes while the job runs is caught, too', async () => {
    const test = await createQuickHistory();
    const jobs = await openJobs({
      ...test.work,
      report: () => undefined,
      log: {
        ...test.log,
        async seal() {
          // Behind the erase record, before its hits are known as erased.
          if (test.store.erased.isEmpty('demo')) await send(test, LINES);
          await test.log.seal();
        },
      },
    });
    await jobs.erase({ site: 'demo', identity: PHONE, dryRun: false });
    await jobs.settle();
    expect((await test.exported()).map(({ _i }) => _i)).toEqual([...BOBS, 's1']);
    expect(readEverything(join(test.folder, 'log'))).not.toContain(PHONE);
  });

  test('a backup made afterwards does not hold them; one made before is named, and a file that waits to be imported', async () => {
    const test = await createQuickHistory();
    await test.app.inject({
      method: 'POST',
      url: '/api/sites/demo/import',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'text/plain' },
      payload: `{"_p":"bob","_n":"A","_t":1}\n{"_p":"${PHONE}","_n":"A","_t":1}`,
    });
    await test.jobs.settle();
    await test.log.seal();
    const config = { data: test.folder } as Parameters<typeof backup>[0];
    const before = join(createFolder(), 'before');
    await backup(config, before);
    const { told } = await erase(test, PHONE);
    expect(told.proof.notCovered).toEqual([
      { folder: before, made: expect.any(String), syncedSeq: 10 },
    ]);
    expect(told.proof.importsWaiting).toBe(1);
    const after = join(createFolder(), 'after');
    await backup(config, after);
    expect(readEverything(join(after, 'log'))).not.toMatch(/adaPhone|call me/);
    expect(readEverything(join(before, 'log'))).toMatch(/adaPhone/);
  });

  test('goes from lists of people, also who was never seen, and from the names of populations', async () => {
    const test = await createHistory();
    const base = '/api/sites/demo/populations';
    const save = async (body: object) => (await test.ask('POST', base, body)).json();
    const identities = [LAPTOP, 'bob@example.com', 'unseen@example.com'];
    const list = await save({
      name: 'Like ADA@example.com, not xada@example.com',
      identities,
      source: 'search ada@example.com',
    });
    const value = 'ada@example.com';
    await save({ name: 'Top 5', definition: { property: 'Friend', op: 'is', value } });
    const erase = async (identity: string) => {
      const { job } = (await test.ask('POST', '/api/sites/demo/people/erase', { identity })).json();
      await test.jobs.settle();
      return test.jobs.find('demo', job);
    };
    // Who asks the question is somebody else, and decides what becomes of it.
    expect(await erase('ada@example.com')).toMatchObject({
      state: 'done',
      proof: { listed: 0, populationsMentioning: 2 },
    });
    expect(await erase('unseen@example.com')).toMatchObject({
      state: 'done',
      erased: { hits: 0, identities: 1 },
    });
    expect((await test.ask('GET', `${base}/${list.id}`)).json()).toMatchObject({
      name: 'Like (erased), not xada@example.com',
      source: 'search (erased)',
      identities: 1,
    });
    const left = await test.ask('GET', `${base}/${list.id}/identities`);
    expect(left.json()).toEqual({ identities: ['bob@example.com'] });
  });

  test('what is packed, damaged, kept aside or was never acknowledged goes, too', async () => {
    const test = await createQuickHistory();
    await test.log.seal();
    const folder = join(test.folder, 'log');
    await packSealed(folder);
    mkdirSync(join(folder, 'aside'));
    writeFileSync(join(folder, 'aside', '0000000000000001-0-10'), `..."_p","${PHONE}"...`);
    writeFileSync(join(folder, 'aside', '0000000000000001-5-10'), '...&_p=ada%40Example.com...');
    writeFileSync(join(folder, 'aside', '0000000000000001-7-10'), '...&_p=ada%40example.com...');
    writeFileSync(join(folder, 'aside', '0000000000000001-9-10'), '..."_p","stranger"...');
    const { told } = await erase(test, PHONE);
    expect(told).toMatchObject({ state: 'done', erased: { hits: 6 } });
    expect(readdirSync(join(folder, 'aside'))).toEqual(['0000000000000001-9-10']);
    expect(readEverything(test.folder)).not.toMatch(/adaPhone|call me/);
  });

  test('goes on after a crash, whatever was done', async () => {
    const test = await createQuickHistory();
    const identities = ['ada@example.com', PHONE, LAPTOP];
    const kept = await openKeptJobs(test.folder);
    const { id } = await kept.add<EraseJob & { identities: string[] }>({
      kind: 'erase',
      site: 'demo',
      state: 'running',
      created: '2026-11-22T12:00:00.000Z',
      dryRun: false,
      erased: { hits: 6, identities: 3 },
      identities,
    });
    for (let times = 0; times < 2; times++) {
      const jobs = await openJobs({ ...test.work, report: () => undefined });
      await jobs.settle();
      expect(jobs.find('demo', id)).toMatchObject({
        state: 'done',
        erased: { hits: 6, identities: 3 },
        proof: { recordsLeft: 0 },
      });
    }
    expect(readEverything(test.folder)).not.toMatch(/adaPhone|call me/);
    await test.log.close();
    const again = await createLog({ folder: join(test.folder, 'log'), report: () => undefined });
    expect(again.syncedSeq()).toBe(11);
    await again.close();
  });

  test('tells why identities belong together, and erases those that somebody chose', async () => {
    const test = await createHistory();
    const { told: would } = await erase(test, PHONE, '?dryRun=1');
    expect(
      would.would.links.map(({ a, b, source }: Record<string, string>) => [a, b, source]),
    ).toEqual([
      ['ada@example.com', PHONE, 'i'],
      ['ada@example.com', LAPTOP, 'i'],
    ]);
    const body = { identity: PHONE, identities: [LAPTOP] };
    await test.ask('POST', '/api/sites/demo/people/erase', body);
    await test.jobs.settle();
    expect((await test.exported()).map(({ _i }) => _i)).toEqual(['a1', 'a2', 'a4', ...BOBS, 's1']);
    expect((await find(test, PHONE)).identities).toHaveLength(2);
    expect((await find(test, LAPTOP)).error.code).toBe('unknown_person');
    const wrong = await test.ask('POST', '/api/sites/demo/people/erase', {
      ...body,
      identities: ['stranger'],
    });
    expect([wrong.statusCode, wrong.json().error.field]).toEqual([400, 'identities']);
  });

  test('names notes, saved reports and populations that name them', async () => {
    const test = await createQuickHistory();
    const save = (path: string, body: object) => test.ask('POST', `/api/sites/demo/${path}`, body);
    await save('notes', { date: '2026-11-22', text: 'Called Ada@Example.com back' });
    await save('notes', { date: '2026-11-21', text: 'Nobody' });
    await save('populations', {
      name: 'Her',
      definition: { property: 'Friend', op: 'is', value: 'ada@example.com' },
    });
    const { told } = await erase(test, PHONE);
    expect(told.proof.saved).toMatchObject([
      { kind: 'note', name: '2026-11-22' },
      { kind: 'population', name: 'Her' },
    ]);
  });

  test('nothing that repeats what was erased brings it back, with or without an id', async () => {
    const test = await createQuickHistory();
    const without = [
      `e?_n=Seen&_p=${PHONE}&_t=${T + 30}&_d=1`,
      `s?Note=again&_p=${LAPTOP}&_t=${T + 31}&_d=1`,
    ];
    await send(test, without);
    await test.app.inject(`/e?_k=demo&_n=Single&_p=${PHONE}&_t=${T + 32}&_d=1`);
    const file = `{"_p":"ada@example.com","_n":"Imported","_t":1600000000}\n`.repeat(2);
    await importFile(test, file);
    const { body: exported } = await test.ask('GET', '/api/sites/demo/export.jsonl');
    const { told } = await erase(test, PHONE);
    expect(told.erased.hits).toBe(11);
    const left = await test.exported();

    const repeat = async () => {
      expect(await send(test, [...LINES, ...without])).toMatchObject({ rejected: [] });
      await test.app.inject(`/e?_k=demo&_n=Single&_p=${PHONE}&_t=${T + 32}&_d=1`);
      for (const again of [file, `\n${file}`, gzipSync(file), exported])
        expect((await importFile(test, again)).done).toMatchObject({ imported: 0, rejected: 0 });
      expect(await test.exported()).toEqual(left);
    };
    await repeat();
    // Nor after a restart, or in a copy.
    const copy = join(createFolder(), 'copy');
    await backup({ data: test.folder } as Parameters<typeof backup>[0], copy);
    for (const folder of [test.folder, copy]) {
      const { erased } = await openStore(folder, { now: () => 5e15, token: TOKEN, demo: false });
      test.store.erased = erased;
      await repeat();
    }
    const kept = readFileSync(join(test.folder, 'erased', 'demo.bin'));
    expect(kept.length).toBeLessThan(11 * 4 * 8);
  });

  test('of nobody, or of a person who is not named, is refused', async () => {
    const test = await createHistory();
    for (const [body, status, field] of [
      [{}, 400, 'identity'],
      [{ identity: '' }, 400, 'identity'],
      [{ identity: 'nobody' }, 404, undefined],
    ] as const) {
      const answer = await test.ask('POST', '/api/sites/demo/people/erase', body);
      expect([answer.statusCode, answer.json().error.field]).toEqual([status, field]);
    }
    expect(await test.exported()).toHaveLength(LINES.length);
  });
});
