import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openJobs } from '../../src/jobs/jobs.js';
import { openKeptJobs } from '../../src/jobs/kept.js';
import { createTestApp, type TestApp, TOKEN } from '../support/app.js';

const upload = async ({ app }: TestApp, site: string, payload: string, query = '') =>
  (
    await app.inject({
      method: 'POST',
      url: `/api/sites/${site}/import${query}`,
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/x-ndjson' },
      payload,
    })
  ).json();

const start = ({ ask }: TestApp, site: string, job: string, body: object = {}) =>
  ask('POST', `/api/sites/${site}/jobs/${job}/start`, body);

const find = async ({ ask }: TestApp, site: string, job: string) =>
  (await ask('GET', `/api/sites/${site}/jobs/${job}`)).json();

const readExport = async ({ ask }: TestApp, site: string): Promise<string> =>
  (await ask('GET', `/api/sites/${site}/export.jsonl`)).body;

/** A site with hits of every kind, repeats and equal hits among them; and an empty one. */
const createSites = async (): Promise<TestApp> => {
  const test = await createTestApp();
  const lines = [
    'e?Plan=Pro&_n=Signed%20Up&_p=anon&_t=1795348790.123&_i=id-1',
    's?Company=Z%C3%BCrich%20%26%20S%C3%B6hne&_p=ada%40example.com&_t=1795348791&_i=id-2',
    'a?_n=ada%40example.com&_p=anon&_t=1795348792&_i=id-3&_y=i',
    'e?Plan=Pro&_n=Signed%20Up&_p=anon&_t=1795348790.123&_i=id-1',
  ];
  await test.app.inject({ method: 'POST', url: '/?_k=demo', payload: lines.join('\n') });
  for (let times = 0; times < 2; times++)
    await test.app.inject('/e?_k=demo&_p=server&_n=Renewed&Revenue=9');
  await test.ask('POST', '/api/sites', { key: 'copy' });
  return test;
};

describe('import (S25)', () => {
  test('an export imported into an empty site exports the same, however often', async () => {
    const test = await createSites();
    const exported = await readExport(test, 'demo');
    expect(exported.trim().split('\n')).toHaveLength(5);
    for (let times = 0; times < 2; times++) {
      const { job } = await upload(test, 'copy', exported);
      await test.jobs.settle();
      expect(await readExport(test, 'copy')).toBe(times ? exported : '');
      expect((await start(test, 'copy', job)).statusCode).toBe(202);
      await test.jobs.settle();
      expect(await find(test, 'copy', job)).toMatchObject({
        state: 'done',
        imported: times ? 0 : 5,
        repeated: times ? 5 : 0,
        rejected: 0,
      });
      expect(await readExport(test, 'copy')).toBe(exported);
    }
    expect(readdirSync(join(test.folder, 'imports'))).toEqual([]);
    expect(await readExport(test, 'demo')).toBe(exported);
  });

  test('takes a line for what stands between line feeds, whatever else is in it', async () => {
    const test = await createSites();
    const toHit = (name: string) => JSON.stringify({ _p: 'ada', _n: name, _t: 1795348790 });
    const names = ['Mark', 'Line\u2028separator', 'Paragraph\u2029', 'Long', 'Last'];
    names[3] = 'n'.repeat(2e6);
    const { job } = await upload(test, 'copy', `\ufeff${names.map(toHit).join('\r\n')}`);
    await test.jobs.settle();
    const { preview } = await find(test, 'copy', job);
    expect(preview.events.map(({ name }: { name: string }) => name)).toEqual([
      'Mark',
      'Line\u2028separator',
      'Paragraph\u2029',
      'Last',
    ]);
    expect(preview.rejections).toEqual([{ line: 4, reason: 'line_too_long' }]);
  });

  test('shows first what it would do, names of the site suggested', async () => {
    const test = await createSites();
    const file = [
      '{"_p":"bob","_n":"signed up","_t":1600000001,"plan":"Pro","New":"x"}',
      '{"_p":"bob","_n":"Renewed","_t":1600000002}',
      '',
      '{"_p":"bob","_n":"Renewed"}',
      '{"_p":',
      '{"_p":"bob","_p2":"b","_t":1600000003}',
    ].join('\r\n');
    const { job } = await upload(test, 'demo', file);
    await test.jobs.settle();
    const found = await find(test, 'demo', job);
    expect(found).toMatchObject({ kind: 'import-hits', state: 'preview', imported: 0 });
    expect(found.preview).toEqual({
      lines: 5,
      lowerCase: false,
      hits: { event: 2, set: 0, alias: 1 },
      repeated: 0,
      rejected: 2,
      reasons: { invalid_time: 1, not_json: 1 },
      rejections: [
        { line: 4, reason: 'invalid_time' },
        { line: 5, reason: 'not_json' },
      ],
      events: [
        { name: 'signed up', hits: 1, suggested: 'Signed Up' },
        { name: 'Renewed', hits: 1 },
      ],
      properties: [
        { name: 'plan', hits: 1, suggested: 'Plan' },
        { name: 'New', hits: 1 },
      ],
    });

    const names = { events: { 'signed up': 'Signed Up' }, properties: { plan: 'Plan' } };
    await start(test, 'demo', job, names);
    await test.jobs.settle();
    expect(await find(test, 'demo', job)).toMatchObject({
      state: 'done',
      imported: 3,
      rejected: 2,
    });
    const bob = (await test.exported()).filter(({ _p }) => _p === 'bob');
    expect(bob.map(({ _n, _p2, Plan, New }) => [_n, _p2, Plan, New])).toEqual([
      ['Signed Up', undefined, 'Pro', 'x'],
      ['Renewed', undefined, undefined, undefined],
      [undefined, 'b', undefined, undefined],
    ]);
  });

  test.for([
    [
      '{"_p":"bob","_n":"signed up","_t":1600000001,"plan":"Pro"}\n{"_p":"bob","_p2":"Bob","_t":1600000003}',
      true,
    ],
    ['{"_p":"bob","_n":"größe gewählt","_t":1600000001}', true],
    ['{"_p":"bob","_n":"signed up","_t":1600000001,"Plan":"Pro"}', false],
    ['{"_p":"bob","_n":"Signed up","_t":1600000001,"plan":"Pro"}', false],
    ['{"_p":"bob","_n":"注册","_t":1600000001}', false],
    ['{"_p":"bob","plan":"Pro","_t":1600000001}', false],
  ] as const)('%s: all names are in lower case: %s', async ([file, lowerCase]) => {
    const test = await createSites();
    const { job } = await upload(test, 'demo', file);
    await test.jobs.settle();
    expect((await find(test, 'demo', job)).preview).toMatchObject({ lowerCase });
  });

  test('goes on where a crash cut it off, takes nothing twice and tells what it took', async () => {
    const test = await createTestApp();
    const lines = Array.from(
      { length: 2500 },
      (_, at) => `{"_p":"p${at}","_n":"A","_t":${1_600_000_000 + at}}`,
    );
    const { job } = await upload(test, 'demo', lines.join('\n'));
    await test.jobs.settle();
    // The process dies behind the first thousand records.
    const { append } = test.log;
    let appends = 0;
    const log = {
      ...test.log,
      append: (drafts: Parameters<typeof append>[0]) =>
        appends++ ? Promise.reject(new Error('The log is closed.')) : append(drafts),
    };
    const kept = await openKeptJobs(test.folder);
    await kept.save(Object.assign(kept.find('demo', job)!, { state: 'running' }));
    await (await openJobs({ ...test.work, log, report: () => undefined })).settle();
    expect(await test.exported()).toHaveLength(1000);

    const jobs = await openJobs({ ...test.work, report: () => undefined });
    await jobs.settle();
    expect(jobs.find('demo', job)).toMatchObject({ state: 'done', imported: 2500, repeated: 0 });
    expect((await test.exported()).map(({ _p }) => _p)).toEqual(lines.map((_, at) => `p${at}`));
    expect(test.log.syncedSeq()).toBe(2500);
    expect(existsSync(join(test.folder, 'imports', `${job}.jsonl`))).toBe(false);
  });

  test('starts once, with names that are names, and only for its own site', async () => {
    const test = await createSites();
    const { job } = await upload(test, 'demo', '{"_p":"bob","_n":"A","_t":1600000001}');
    await test.jobs.settle();
    const wrong = await start(test, 'demo', job, { events: { a: '' } });
    expect([wrong.statusCode, wrong.json().error.field]).toEqual([400, 'events.a']);
    expect((await start(test, 'copy', job)).json().error.code).toBe('unknown_job');
    expect((await start(test, 'demo', job)).statusCode).toBe(202);
    const again = await start(test, 'demo', job);
    expect([again.statusCode, again.json().error.code]).toEqual([409, 'job_not_ready']);
    await test.jobs.settle();
  });
});
