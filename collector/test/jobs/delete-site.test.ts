import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { createLogReader } from '../../src/ingest/log/read.js';
import { openJobs } from '../../src/jobs/jobs.js';
import { backup } from '../../src/start/backup.js';
import { restore } from '../../src/start/restore.js';
import { createTestApp, type TestApp, TOKEN } from '../support/app.js';
import { createFolder } from '../support/folder.js';
import { readAll } from '../support/hits.js';
import { importFile, uploadFile } from '../support/importing.js';

const T = 1795348000;
const LINES = [
  `e?_n=Visited&_p=secret-ada&_t=${T}&_i=a1`,
  `a?_n=ada%40example.com&_p=secret-ada&_t=${T + 1}&_i=a2&_y=i`,
  `e?_n=Billed&Revenue=49.99&_p=ada%40example.com&_t=${T + 3}`,
];

const send = async ({ app }: TestApp, key: string, lines: readonly string[] = LINES) =>
  app.inject({
    method: 'POST',
    url: `/?_k=${key}`,
    payload: lines.join('\n'),
    // What links two names has to be proven.
    headers: { authorization: `Bearer ${TOKEN}` },
  });

const settled = async (test: TestApp): Promise<void> => {
  await vi.waitFor(
    async () =>
      expect((await test.ask('GET', '/readyz')).json()).toEqual({ status: 'ok', lagSeconds: 0 }),
    { timeout: 20_000 },
  );
};

const peopleOf = async ({ ask }: TestApp, key: string) =>
  (await ask('GET', `/api/sites/${key}/people`)).json().people.length;

const readLog = (folder: string): string =>
  readdirSync(join(folder, 'log'), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, 'log', name))
    .filter((path) => statSync(path).isFile())
    .map((path) => `${path.endsWith('.gz') ? gunzipSync(readFileSync(path)) : readFileSync(path)}`)
    .join('\n');

describe('deleting a site (S3)', () => {
  test('takes its hits from log, exports and reports; a site of the same key is new', async () => {
    const test = await createTestApp({ reports: true, log: { segmentBytes: 300 } });
    const { ask, jobs } = test;
    await ask('POST', '/api/sites', { key: 'other' });
    for (const key of ['demo', 'other']) for (const line of LINES) await send(test, key, [line]);
    await ask('POST', '/api/sites/demo/notes', { date: '2026-11-22', text: 'A' });
    await settled(test);
    const others = await test.exported('other');

    expect((await ask('DELETE', '/api/sites/demo')).statusCode).toBe(204);
    expect((await send(test, 'demo')).statusCode).toBe(401);
    expect((await ask('POST', '/api/sites', { key: 'demo' })).statusCode).toBe(201);
    // Also while the old ones are still being removed.
    expect(await test.exported()).toEqual([]);
    await send(test, 'demo', LINES.slice(0, 1));
    await jobs.settle();
    await settled(test);
    expect(await test.exported()).toHaveLength(1);
    expect(await peopleOf(test, 'demo')).toBe(1);
    expect((await ask('GET', '/api/sites/demo/jobs')).json().jobs).toEqual([]);
    expect((await ask('GET', '/api/sites/demo/notes')).json().notes).toEqual([]);
    expect(await test.exported('other')).toEqual(others);
    expect(await peopleOf(test, 'other')).toBe(1);
    expect((await ask('GET', '/api/log')).json().deleting).toBeUndefined();

    const records = await readAll(createLogReader(join(test.folder, 'log'))(0, 99));
    const left = records.filter(({ site }) => site === 'demo').map(({ type }) => type);
    expect(left).toEqual(['deleted', 'hit']);

    await ask('POST', '/api/rebuild');
    await settled(test);
    expect([await peopleOf(test, 'demo'), await peopleOf(test, 'other')]).toEqual([1, 1]);
  });

  test('with hits=keep leaves them for a site of the same key', async () => {
    const test = await createTestApp();
    await send(test, 'demo');
    expect((await test.ask('DELETE', '/api/sites/demo?hits=keep')).statusCode).toBe(204);
    await test.ask('POST', '/api/sites', { key: 'demo' });
    expect(await test.exported()).toHaveLength(3);
    const wrong = await test.ask('DELETE', '/api/sites/demo?hits=all');
    expect([wrong.statusCode, wrong.json().error.field]).toEqual([400, 'hits']);
  });

  test('the same file, and repeats of what was erased, are new to a site of the same key', async () => {
    const test = await createTestApp();
    const file = `{"_p":"ada","_n":"A","_t":1600000000}\n{"_p":"ada","_n":"B","_t":1600000001,"_i":"x"}`;
    for (let times = 0; times < 2; times++) {
      expect((await importFile(test, file)).done).toMatchObject({ imported: 2, repeated: 0 });
      await test.ask('POST', '/api/sites/demo/people/erase', { identity: 'ada' });
      await test.jobs.settle();
      expect((await importFile(test, file)).done).toMatchObject({ imported: 0, repeated: 2 });
      await test.ask('DELETE', '/api/sites/demo');
      await test.ask('POST', '/api/sites', { key: 'demo' });
    }
    await test.jobs.settle();
    expect(readLog(test.folder)).not.toContain('"ada"');
  });

  test('while it is imported, ends the import and nothing else', async () => {
    const test = await createTestApp();
    const { append } = test.log;
    let appends = 0;
    const log: typeof test.log = {
      ...test.log,
      async append(drafts) {
        const seq = await append(drafts);
        // In the midst of the import.
        if (++appends === 2) await jobs.deleteSite('demo', false);
        return seq;
      },
    };
    const lines = Array.from(
      { length: 5000 },
      (_, at) => `{"_p":"p${at}","_n":"A","_t":${1_600_000_000 + at}}`,
    );
    const { id } = await uploadFile(test, lines.join('\n'));
    const reports: string[] = [];
    const jobs = await openJobs({ ...test.work, log, report: (message) => reports.push(message) });
    await jobs.startImport('demo', id, {});
    await jobs.settle();
    await test.ask('POST', '/api/sites', { key: 'demo' });
    expect(await test.exported()).toEqual([]);
    expect(reports).toEqual([]);
    expect(jobs.list('demo')).toEqual([]);
    expect(readdirSync(join(test.folder, 'imports'))).toEqual([]);
    expect(readdirSync(join(test.folder, 'jobs'))).toEqual([]);
    expect(readLog(test.folder)).not.toContain('"p1"');
  });

  test.each(['before the log says so', 'before the log is written anew'])(
    'goes on after a crash %s',
    async (when) => {
      const test = await createTestApp();
      await send(test, 'demo');
      if (when === 'before the log says so')
        await test.store.deletions.save({ site: 'demo', seq: null });
      else {
        const seq = await test.log.append([{ type: 'deleted', v: 1, site: 'demo', received: 1 }]);
        await test.store.sites.remove('demo');
        await test.store.deletions.save({ site: 'demo', seq });
      }
      const read = test.work.createReader();
      expect((await readAll(read(0, 9))).filter(({ type }) => type === 'hit')).toEqual([]);
      const jobs = await openJobs({ ...test.work, report: () => undefined });
      await jobs.settle();
      expect(test.store.deletions.list()).toEqual([]);
      expect(test.store.sites.find('demo')).toBeUndefined();
      expect(readLog(test.folder)).not.toContain('secret-ada');
    },
  );

  test('a key is not given out again before the log says that its site was deleted', async () => {
    const test = await createTestApp();
    await test.store.deletions.save({ site: 'gone', seq: null });
    const answer = await test.ask('POST', '/api/sites', { key: 'gone' });
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '1']);
  });

  test('where the log cannot be written, is refused and changes nothing', async () => {
    const test = await createTestApp();
    await send(test, 'demo');
    const log = { ...test.log, append: () => Promise.reject(new Error('no space')) };
    const jobs = await openJobs({ ...test.work, log, report: () => undefined });
    await expect(jobs.deleteSite('demo', false)).rejects.toMatchObject({ code: 'log_unavailable' });
    expect(await test.exported()).toHaveLength(3);
  });

  test('a backup that was made meanwhile does not bring it back', async () => {
    const test = await createTestApp();
    await send(test, 'demo');
    const seq = await test.log.append([{ type: 'deleted', v: 1, site: 'demo', received: 1 }]);
    await test.store.deletions.save({ site: 'demo', seq });
    const config = { data: test.folder } as Parameters<typeof backup>[0];
    const copy = join(createFolder(), 'copy');
    await backup(config, copy);
    const data = join(createFolder(), 'restored');
    await restore({ data } as Parameters<typeof restore>[0], copy);
    expect(JSON.parse(readFileSync(join(data, 'deleted.json'), 'utf8'))).toEqual([
      { site: 'demo', seq },
    ]);
  });
});
