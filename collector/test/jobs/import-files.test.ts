import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createTestApp, shareTestApp } from '../support/app.js';
import { importFile, uploadFile } from '../support/importing.js';
import { toZip } from '../support/zip.js';

const T = 1_600_000_000;
const LINE = `{"_p":"ada","_n":"A","_t":${T}}\n`;
const LONG_LINE = `{"_p":"ada","_n":"A","_t":${T},"Note":"${'x'.repeat(4000)}"}\n`;
/** As spreadsheets save text: with a mark, the lower byte first, or the higher one. */
const toUtf16 = (text: string, isSwapped = false): Buffer => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return isSwapped ? bytes.swap16() : bytes;
};
/** Two files of hits. */
const [FIRST, SECOND] = [`{"_p":"ada","_n":"A","_t":${T}}\n`, `{"_p":"bob","_n":"B","_t":${T}}`];

describe('a CSV file (S25)', () => {
  const HIT = { _p: 'ada@example.com', _n: 'Purchased', _t: T, Plan: 'Pro', Note: 'a' };
  const row = (note: string) => `ada@example.com,Purchased,${T},Pro,${note}\n`;
  const HEAD = '_p,_n,_t,Plan,Note\n';

  test.each<[string, string | Buffer, object]>([
    ['commas', HEAD + row('a'), {}],
    ['semicolons', (HEAD + row('a')).replaceAll(',', ';'), {}],
    ['tabs', (HEAD + row('a')).replaceAll(',', '\t'), {}],
    ['a byte order mark', `\ufeff${HEAD}${row('a')}`, {}],
    [
      'UTF-16, as “Unicode text” of a spreadsheet',
      toUtf16((HEAD + row('a')).replaceAll(',', '\t').replaceAll('\n', '\r\n')),
      {},
    ],
    ['UTF-16 the other way', toUtf16(HEAD + row('a'), true), {}],
    ['UTF-16 in gzip', gzipSync(toUtf16(HEAD + row('a'))), {}],
    ['characters of two units', toUtf16(HEAD + row('😀'.repeat(50))), { Note: '😀'.repeat(50) }],
    ['CRLF', (HEAD + row('a')).replaceAll('\n', '\r\n'), {}],
    [
      'quotes around each cell, the header too',
      (HEAD + row('a')).replaceAll(/[^,\n]+/g, '"$&"'),
      {},
    ],
    [
      'a byte order mark, quotes and semicolons',
      `\ufeff"_p";"_n";"_t";"Plan";"Note"\r\n"ada@example.com";"Purchased";"${T}";"Pro";"a;b"\r\n`,
      { Note: 'a;b' },
    ],
    ['a line end within a cell', HEAD + row('"a\r\nb"'), { Note: 'a\r\nb' }],
    ['a quote within a cell', HEAD + row('"a ""b"" c"'), { Note: 'a "b" c' }],
    ['a stray quote', HEAD + row('5" disk'), { Note: '5" disk' }],
    ['no line end at its end', (HEAD + row('a')).trimEnd(), {}],
    ['blank rows', `${HEAD}\n,,,,\n${row('a')}\n`, {}],
    ['an empty cell', HEAD + row(''), { Note: undefined }],
    [
      'a header whose column is called like a part of every object',
      `_p,_n,_t,Plan,__proto__\n${row('a')}`,
      { Note: undefined },
    ],
    [
      'two columns of one name',
      `_p,_n,_t,Plan,Plan\n${row('a')}`,
      { Note: undefined, 'Plan (2)': 'a' },
    ],
    [
      'the usual names of columns',
      `E-Mail,Event name,Timestamp,Plan,Note\n${row('a')}`.replace('E-Mail', 'Email'),
      {},
    ],
  ])('with %s', async (_, file, differs) => {
    const test = await createTestApp();
    const { done } = await importFile(test, file);
    expect(done).toMatchObject({ state: 'done', imported: 1, rejected: 0 });
    const [{ _r, ...hit } = { _r: 0 }] = await test.exported();
    const { Note, ...expected } = { ...HIT, ...differs };
    expect({ ...hit, ['__proto__']: undefined }).toMatchObject(
      Note === undefined ? expected : { ...expected, Note },
    );
  });

  test('shows its columns, and reads them as somebody chose', async () => {
    const test = await createTestApp();
    const file =
      'Who;Bought at;What;Amount\nada;2026-07-01 10:00:00;Lamp;9,50\nbob;2026-07-02 10:00:00;Desk;80\n';
    const { id, preview } = await uploadFile(test, file);
    expect(preview).toMatchObject({
      lines: 2,
      rejected: 2,
      columns: [
        { name: 'Who', use: 'property', examples: ['ada', 'bob'] },
        {
          name: 'Bought at',
          use: 'property',
          examples: ['2026-07-01 10:00:00', '2026-07-02 10:00:00'],
        },
        { name: 'What', use: 'property', examples: ['Lamp', 'Desk'] },
        { name: 'Amount', use: 'property', examples: ['9,50', '80'] },
      ],
    });
    const path = `/api/sites/demo/jobs/${id}`;
    const reading = {
      columns: { Who: '_p', 'Bought at': '_t', Amount: 'none' },
      event: 'Bought',
      timeZone: 'Europe/Berlin',
    };
    expect((await test.ask('POST', `${path}/columns`, reading)).statusCode).toBe(202);
    await test.jobs.settle();
    expect((await test.ask('GET', path)).json()).toMatchObject({
      state: 'preview',
      preview: { rejected: 0, hits: { event: 2 }, events: [{ name: 'Bought', hits: 2 }] },
    });
    await test.ask('POST', `${path}/start`, {});
    await test.jobs.settle();
    expect((await test.exported()).map(({ _r, ...hit }) => hit)).toEqual([
      { _p: 'ada', _n: 'Bought', _t: Date.UTC(2026, 6, 1, 8) / 1000, What: 'Lamp' },
      { _p: 'bob', _n: 'Bought', _t: Date.UTC(2026, 6, 2, 8) / 1000, What: 'Desk' },
    ]);
  });

  test.each<[object, string]>([
    [{ columns: { Who: 'person' } }, 'columns.Who'],
    [{ columns: { Who: '_p', What: '_p' } }, 'columns'],
    [{ columns: {}, timeZone: 'Mars' }, 'timeZone'],
    [{}, 'columns'],
  ])('refuses %j', async (reading, field) => {
    const test = await createTestApp();
    const { id } = await uploadFile(test, 'Who,What\nada,x\n');
    const answer = await test.ask('POST', `/api/sites/demo/jobs/${id}/columns`, reading);
    expect([answer.statusCode, answer.json().error.field]).toEqual([400, field]);
  });

  test('rows that cannot be read are told by their lines', async () => {
    const test = await createTestApp();
    const file = `${HEAD}${row('a')}ada,Purchased,${T + 1},Pro\n,Purchased,${T + 2},Pro,x\nada,,${T + 3},Pro,x\nada,Purchased,soon,Pro,x\n${row('b')}`;
    const { done } = await importFile(test, file);
    expect(done).toMatchObject({
      imported: 2,
      rejections: [
        { line: 3, reason: 'wrong_number_of_cells' },
        { line: 4, reason: 'missing_person' },
        { line: 5, reason: 'missing_name' },
        { line: 6, reason: 'invalid_time' },
      ],
    });
  });
});

describe('what an import takes (S25)', () => {
  test.each<[string, () => Buffer | Promise<Buffer>, number]>([
    ['gzip', () => gzipSync(FIRST), 1],
    ['gzip in two parts', () => Buffer.concat([gzipSync(FIRST), gzipSync(SECOND)]), 2],
    ['an array', () => Buffer.from(`[${FIRST},${SECOND}]`), 2],
    ['an array of nothing', () => Buffer.from('[]'), 0],
    ['zip of several files', () => toZip({ 'a.jsonl': FIRST, 'b/c.json': SECOND }), 2],
    [
      'zip with gzip in it',
      () => toZip({ 'a.jsonl.gz': gzipSync(FIRST), 'b.json.gz': gzipSync(SECOND) }),
      2,
    ],
    [
      'zip of CSV and JSON',
      () => toZip({ 'a.csv': `_p,_n,_t\nada,A,${T}\n`, 'b.jsonl': SECOND }),
      2,
    ],
    [
      'zip with an empty file and what a Mac puts in',
      () =>
        toZip({ 'a.jsonl': FIRST, '__MACOSX/._a.jsonl': 'x', '.DS_Store': '\0', 'e.jsonl': '' }),
      1,
    ],
  ])('%s', async (_, toFile, hits) => {
    const test = await createTestApp();
    const file = await toFile();
    const { done } = await importFile(test, file);
    expect(done).toMatchObject({ state: 'done', imported: hits, rejected: 0 });
    expect((await importFile(test, file)).done).toMatchObject({ imported: 0, repeated: hits });
  });

  test('tells of a zip in which file a line cannot be taken', async () => {
    const test = await createTestApp();
    const { done } = await importFile(
      test,
      await toZip({ 'a.jsonl': FIRST, 'b.jsonl': `\n${SECOND}\n{"_p":` }),
    );
    expect(done).toMatchObject({
      imported: 2,
      rejections: [{ line: 3, file: 'b.jsonl', reason: 'not_json' }],
    });
  });

  test('takes the rest of an array with broken elements', async () => {
    const test = await createTestApp();
    const { done } = await importFile(
      test,
      `[${FIRST}, 7, "x,]", [1, {"a": 2}], {"_p":}, ${SECOND}\n, {"_p":"a\\"]",`,
    );
    expect(done).toMatchObject({
      imported: 2,
      reasons: { not_an_object: 3, not_json: 2 },
    });
  });
});

const app = shareTestApp();

describe('a file that is not readable says so (S25)', () => {
  test.each<[string, () => string | Buffer | Promise<Buffer>, RegExp]>([
    ['nothing', () => '', /empty/],
    ['white space', () => ' \r\n\n ', /empty/],
    ['nothing but a mark', () => '\ufeff', /empty/],
    ['gzip of nothing', () => gzipSync(''), /empty/],
    ['zip of nothing', () => toZip({}), /empty/],
    ['zip of empty files', () => toZip({ 'a.jsonl': '' }), /empty/],
    ['a page', () => '<!doctype html><p>Sign in, please', /HTML or XML/],
    ['prose', () => 'Dear customer\nhere is your export', /neither JSON lines nor CSV/],
    [
      'a picture',
      () => Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
      /not UTF-8|not text/,
    ],
    ['zeros', () => Buffer.alloc(1000), /not text/],
    [
      'a workbook',
      () => toZip({ '[Content_Types].xml': '<x/>', 'xl/workbook.xml': '<x/>' }),
      /CSV/,
    ],
    ['an old workbook', () => Buffer.from('d0cf11e0a1b11ae1', 'hex'), /CSV/],
    ['UTF-16 that was cut off', () => toUtf16(LINE).subarray(0, -1), /UTF-16/],
    ['UTF-16 with half a character', () => toUtf16(`${LINE}\ud83d`), /UTF-16/],
    ['UTF-16 of nothing', () => toUtf16(''), /empty/],
    ['UTF-16 of a page', () => toUtf16('<html></html>'), /HTML or XML/],
    ['UTF-16 without a mark', () => Buffer.from(LINE, 'utf16le'), /not text/],
    [
      'Latin-1',
      () => Buffer.from('_p,_n,_t\nandr\xe9@example.com,A,1600000000\n', 'latin1'),
      /UTF-8/,
    ],
    ['gzip that was cut off', () => gzipSync(LINE.repeat(1000)).subarray(0, 60), /gzip/],
    [
      'zip that was cut off',
      async () => (await toZip({ 'a.jsonl': LINE.repeat(1000) })).subarray(0, 60),
      /zip/,
    ],
    ['zip in zip', async () => toZip({ 'a.zip': await toZip({ 'a.jsonl': LINE }) }), /archive/],
    ['gzip in gzip', () => gzipSync(gzipSync(LINE)), /archive/],
    [
      'a quote that is never closed',
      () => `_p,_n,_t\nada,"A,1\nbob,B,2\n`,
      /after line \d+ .*quote/,
    ],
    ['gzip of a page', () => gzipSync('<html></html>'), /HTML or XML/],
  ])('%s', async (_, toFile, problem) => {
    const told = await uploadFile(app(), await toFile());
    expect(told).toMatchObject({ state: 'failed', problem: expect.stringMatching(problem) });
    expect(readdirSync(join(app().folder, 'imports'))).toEqual([]);
  });

  test.each<[string, () => Buffer | Promise<Buffer>]>([
    ['gzip', () => gzipSync(Buffer.alloc(200_000_000, LONG_LINE))],
    ['zip', () => toZip({ 'a.jsonl': Buffer.alloc(200_000_000, LONG_LINE) })],
    ['gzip of one line without end', () => gzipSync(Buffer.alloc(200_000_000, '{'))],
  ])(
    'a bomb of %s is refused, in bounded memory',
    async (_, toFile) => {
      const file = await toFile();
      global.gc?.();
      const before = process.memoryUsage().rss;
      let most = 0;
      const timer = setInterval(() => {
        most = Math.max(most, process.memoryUsage().rss - before);
      }, 20);
      const test = await createTestApp();
      const told = await uploadFile(test, file);
      clearInterval(timer);
      expect(told).toMatchObject({
        state: 'failed',
        problem: expect.stringMatching(/unpacks to far more/),
      });
      expect(most).toBeLessThan(150_000_000);
      expect(await test.exported()).toEqual([]);
    },
    60_000,
  );
});
