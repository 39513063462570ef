import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openJobs } from '../../src/jobs/jobs.js';
import { createTestApp } from '../support/app.js';
import { toDraft } from '../support/hits.js';
import { importFile, uploadFile } from '../support/importing.js';

const T = 1_600_000_000;
const toLine = (at: number, more: object = {}): object => ({
  _p: `p${at}@example.com`,
  _t: T + at,
  _n: 'purchased',
  revenue: '10',
  ...more,
});
const toFile = (lines: readonly object[], end = '\n'): string =>
  lines.map((line) => JSON.stringify(line) + end).join('');

const OLD = [1, 2, 3].map((at) => toLine(at));
const GROWN = [...OLD, toLine(4)];

/** The same hits in another file: what it is, the file, and how many of its lines are new. */
const AGAIN: [string, string | Buffer, number][] = [
  ['the same file', toFile(OLD), 0],
  ['a grown export', toFile(GROWN), 1],
  ['new lines in front', toFile([toLine(0), ...OLD]), 1],
  ['CRLF', toFile(OLD, '\r\n'), 0],
  ['no line end at its end', toFile(OLD).trimEnd(), 0],
  ['a byte order mark', `\ufeff${toFile(OLD)}`, 0],
  ['blank lines', `\n\n${toFile(OLD, '\n\n')}`, 0],
  ['lines in another order', toFile([...OLD].reverse()), 0],
  ['a part of it', toFile(OLD.slice(1)), 0],
  ['gzip', gzipSync(toFile(OLD)), 0],
  ['an array', JSON.stringify(OLD, null, 2), 0],
  [
    'keys in another order, and white space',
    OLD.map(
      (line) =>
        ` ${JSON.stringify(Object.fromEntries(Object.entries(line).reverse()), null, 1).replaceAll('\n', ' ')} \n`,
    ).join(''),
    0,
  ],
  ['values as numbers', toFile(OLD.map((line) => ({ ...line, revenue: 10 }))), 0],
  [
    'times as text',
    toFile(OLD.map((line) => ({ ...line, _t: `${(line as { _t: number })._t}.0` }))),
    0,
  ],
  [
    'times in milliseconds',
    toFile(OLD.map((line) => ({ ...line, _t: (line as { _t: number })._t * 1000 }))),
    0,
  ],
  [
    'CSV',
    `_p;_t;_n;revenue\r\n${[1, 2, 3].map((at) => `"p${at}@example.com";${T + at};purchased;10\r\n`).join('')}`,
    0,
  ],
  ['another value', toFile(OLD.map((line) => ({ ...line, revenue: '11' }))), 3],
  [
    'another time',
    toFile(OLD.map((line) => ({ ...line, _t: (line as { _t: number })._t + 10 }))),
    3,
  ],
];

describe('an import that repeats (S25)', () => {
  test.each(AGAIN)('%s counts the lines that are there once', async (_, file, fresh) => {
    const test = await createTestApp();
    await importFile(test, toFile(OLD));
    const { preview, done } = await importFile(test, file);
    expect(preview).toMatchObject({ repeated: (preview.lines as number) - fresh, rejected: 0 });
    expect(done).toMatchObject({ state: 'done', imported: fresh, repeated: preview.repeated });
    expect(await test.exported()).toHaveLength(3 + fresh);
    expect(test.log.syncedSeq()).toBe(3 + fresh);
  });

  test('equal lines of a file are as many hits as the file has of them, in whichever file most are', async () => {
    const test = await createTestApp();
    const times = (count: number) => toFile(Array.from({ length: count }, () => toLine(1)));
    for (const [count, imported] of [
      [2, 2],
      [1, 0],
      [3, 1],
      [3, 0],
    ] as const)
      expect((await importFile(test, times(count))).done).toMatchObject({ imported });
    expect(await test.exported()).toHaveLength(3);
  });

  test('lines with an id are known by it, within a file and across files', async () => {
    const test = await createTestApp();
    const line = toLine(1, { _i: 'id-1' });
    const first = await importFile(test, toFile([line, line]));
    expect(first.done).toMatchObject({ imported: 1, repeated: 1 });
    expect((await importFile(test, toFile([line]))).done).toMatchObject({
      imported: 0,
      repeated: 1,
    });
    expect(await test.exported()).toHaveLength(1);
  });

  test('names that are read otherwise the second time take nothing twice, and the job says so', async () => {
    const names = { events: { purchased: 'Purchased' }, properties: { revenue: 'Revenue' } };
    for (const [first, second] of [
      [{}, names],
      [names, {}],
      [names, { events: { purchased: 'Bought' } }],
    ]) {
      const test = await createTestApp();
      await importFile(test, toFile(OLD), first);
      const { preview, done } = await importFile(test, toFile(OLD), second);
      expect(preview).toMatchObject({ lines: 3, repeated: 3 });
      expect(done).toMatchObject({ imported: 0, repeated: 3, rejected: 0 });
      expect(await test.exported()).toHaveLength(3);
    }
  });

  test('two names that are read as one stay two hits', async () => {
    const test = await createTestApp();
    const lines = [toLine(1), toLine(1, { _n: 'Purchased' })];
    for (const imported of [2, 0])
      expect(
        (await importFile(test, toFile(lines), { events: { purchased: 'Purchased' } })).done,
      ).toMatchObject({ imported });
    expect(await test.exported()).toHaveLength(2);
  });

  test('an export of ours comes back to its own site as nothing new, whatever its hits were', async () => {
    const test = await createTestApp();
    const lines = [
      'e?_n=A&_p=ada&_t=1795348790.120&_i=id-1',
      'e?_n=A&_p=ada&_t=1795348000&_i=id-2',
      'e?_n=A&_p=ada&_t=1795348000.5&_d=1',
    ];
    // The sender's clock is an hour slow, so that its times are corrected.
    await test.app.inject({
      method: 'POST',
      url: '/?_k=demo&_s=1795345200',
      payload: lines.join('\n'),
    });
    for (let times = 0; times < 2; times++)
      await test.app.inject('/e?_k=demo&_p=server&_n=Renewed&Revenue=9');
    await importFile(test, toFile(OLD), { events: { purchased: 'Purchased' } });
    const { body } = await test.ask('GET', '/api/sites/demo/export.jsonl');
    const before = await test.exported();
    expect(before).toHaveLength(8);
    const { done } = await importFile(test, body);
    expect(done).toMatchObject({ imported: 0, repeated: 8 });
    expect(await test.exported()).toEqual(before);
  });

  test('a file that the version before imported by file and line counts once', async () => {
    const lines = [toLine(1), toLine(1), toLine(2)];
    for (const file of [toFile(lines), toFile(lines, '\r\n'), toFile([...lines, toLine(3)])]) {
      const test = await createTestApp();
      const hash = createHash('sha256').update(toFile(lines)).digest('hex');
      await test.log.append(
        [1, 1, 2].map((at, index) => ({
          ...toDraft({ Revenue: '10', _n: 'Purchased', _p: `p${at}@example.com` }),
          time: (T + at) * 1000,
          imported: `${hash}:${index + 1}`,
        })),
      );
      const fresh = file.includes('p3@') ? 1 : 0;
      const names = { events: { purchased: 'Purchased' }, properties: { revenue: 'Revenue' } };
      const { done } = await importFile(test, file, names);
      expect(done).toMatchObject({ imported: fresh, repeated: 3 });
      expect(await test.exported()).toHaveLength(3 + fresh);
    }
  });

  test('two imports of one file at once take each line once and tell which of them did', async () => {
    const test = await createTestApp();
    const lines = Array.from({ length: 3000 }, (_, at) => toLine(at));
    const both = [await uploadFile(test, toFile(lines)), await uploadFile(test, toFile(lines))];
    await Promise.all(
      both.map(({ id }) => test.ask('POST', `/api/sites/demo/jobs/${id}/start`, {})),
    );
    await test.jobs.settle();
    const told = await Promise.all(
      both.map(async ({ id }) => (await test.ask('GET', `/api/sites/demo/jobs/${id}`)).json()),
    );
    expect(told.map(({ imported, repeated }) => [imported, repeated]).sort()).toEqual([
      [0, 3000],
      [3000, 0],
    ]);
    expect(await test.exported()).toHaveLength(3000);
  });

  test('two imports that a crash cut off go on, and take each line once', async () => {
    const test = await createTestApp();
    const lines = Array.from({ length: 2500 }, (_, at) => toLine(at));
    const both = [await uploadFile(test, toFile(lines)), await uploadFile(test, toFile(lines))];
    const { append } = test.log;
    let appends = 0;
    const log = {
      ...test.log,
      append: (drafts: Parameters<typeof append>[0]) =>
        appends++ ? Promise.reject(new Error('The log is closed.')) : append(drafts),
    };
    const cut = await openJobs({ ...test.work, log, report: () => undefined });
    for (const { id } of both) await cut.startImport('demo', id, {});
    await cut.settle();
    const jobs = await openJobs({ ...test.work, report: () => undefined });
    await jobs.settle();
    const told = both.map(({ id }) => jobs.find('demo', id) as Record<string, unknown>);
    // Whichever goes on first, each line was taken by one of them.
    const sum = (name: string) => told.reduce((all, one) => all + Number(one[name]), 0);
    expect([sum('imported'), sum('repeated')]).toEqual([2500, 2500]);
    expect(test.log.syncedSeq()).toBe(2500);
  });

  test('counts what it rejects by reason, with the first lines', async () => {
    const test = await createTestApp();
    const lines = [toLine(1), toLine(2, { _t: 0 }), toLine(3, { _t: 99_999_999_999 }), toLine(4)];
    const { done } = await importFile(test, toFile(lines));
    expect(done).toMatchObject({
      imported: 2,
      rejected: 2,
      reasons: { time_before_2009: 1, time_in_the_future: 1 },
      rejections: [
        { line: 2, reason: 'time_before_2009' },
        { line: 3, reason: 'time_in_the_future' },
      ],
    });
  });
});
