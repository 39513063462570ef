import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { HitRecord } from '../../src/ingest/record.js';
import { createTestApp, shareTestApp, TOKEN } from '../support/app.js';
import { NOW, toDraft } from '../support/hits.js';

const at = (text: string) => Date.parse(text);

const createFilled = async (times: string[]) => {
  const test = await createTestApp();
  await test.log.append(times.map((time) => toDraft({ _n: time }, { time: at(time) })));
  await test.ask('POST', '/api/sites', { key: 'other' });
  await test.log.append([toDraft({ _n: 'elsewhere' }, { site: 'other' })]);
  const read = async (query: string) => {
    const answer = await test.ask('GET', `/api/sites/demo/export.jsonl${query}`);
    const lines = answer.body.split('\n').filter(Boolean);
    return { answer, names: lines.map((line) => JSON.parse(line)._n) };
  };
  return { ...test, read };
};

test('two run at a time, and the next waits for ten seconds before it is told to come back', async () => {
  const begun: (() => void)[] = [];
  const { ask } = await createTestApp({
    parts: {
      createReader: () =>
        async function* () {
          await new Promise<void>((resolve) => begun.push(resolve));
          yield [{ ...toDraft(), seq: 1 } as HitRecord];
        },
    },
  });
  const read = () => ask('GET', '/api/sites/demo/export.jsonl');
  const running = [read(), read()];
  await vi.waitFor(() => expect(begun).toHaveLength(2));
  const waiting = read();
  // HEAD reads nothing, and waits for nobody.
  expect((await ask('HEAD', '/api/sites/demo/export.jsonl')).statusCode).toBe(200);
  const refused = await waiting;
  expect([refused.statusCode, refused.headers['retry-after']]).toEqual([503, '10']);
  expect(refused.json().error.code).toBe('too_many_exports');
  for (const end of begun) end();
  for (const one of running) expect((await one).body).toContain('Signed Up');
  const next = read();
  await vi.waitFor(() => expect(begun).toHaveLength(3));
  begun[2]!();
  expect((await next).statusCode).toBe(200);
});

describe('export.jsonl (S25)', () => {
  const shared = shareTestApp();

  const TIMES = [
    '2026-10-24T22:00:00Z',
    '2026-10-25T12:00:00Z',
    '2026-10-25T22:59:59Z',
    '2026-10-25T23:00:00Z',
  ];

  beforeAll(async () => {
    await shared().log.append(TIMES.map((time) => toDraft({ _n: time }, { time: at(time) })));
  });

  test.each<[string, number[]]>([
    ['', [0, 1, 2, 3]],
    ['?from=2026-10-25T12:00:00Z', [1, 2, 3]],
    ['?to=2026-10-25T12:00:00Z', [0]],
    ['?from=2026-10-25T12:00:00%2B01:00&to=2026-10-25T23:00:00Z', [1, 2]],
    ['?from=2026-10-25', [1, 2, 3]],
    ['?to=2026-10-25', [0]],
    ['?from=2026-10-26', []],
  ])('%s: half-open, by the time of the hit', async (query, expected) => {
    const { body } = await shared().ask('GET', `/api/sites/demo/export.jsonl${query}`);
    const names = body.split('\n').flatMap((line) => (line ? [JSON.parse(line)._n] : []));
    expect(names).toEqual(expected.map((index) => TIMES[index]));
  });

  test('dates are the site’s: this day has 25 hours in Berlin', async () => {
    const { read, ask } = await createFilled(TIMES);
    await ask('PATCH', '/api/sites/demo', { timeZone: 'Europe/Berlin' });
    expect((await read('?from=2026-10-25&to=2026-10-26')).names).toEqual(TIMES.slice(0, 3));
  });

  test('continues behind the last answer, and where an answer broke off', async () => {
    const { read, log } = await createFilled(TIMES);
    const { answer } = await read('');
    const next = answer.headers['x-next-cursor'];
    expect((await read(`?cursor=${next}`)).names).toEqual([]);
    await log.append([toDraft({ _n: 'later' })]);
    expect((await read(`?cursor=${next}`)).names).toEqual(['later']);
    expect((await read('?cursor=0.3')).names).toEqual([TIMES[3], 'later']);
    expect((await read('?cursor=2.1')).names).toEqual([TIMES[3], 'later']);
  });

  test.each([
    ['?cursor=x', 'invalid_cursor', 'cursor'],
    ['?cursor=-1', 'invalid_cursor', 'cursor'],
    ['?from=yesterday', 'invalid_time', 'from'],
    ['?from=2026-02-31T99:00:00Z', 'invalid_time', 'from'],
    ['?to=2026-13-01', 'invalid_time', 'to'],
    ['?to=1795336083', 'invalid_time', 'to'],
    ['?to=2026-01-01&to=2026-01-02', 'invalid_request', 'to'],
  ])('%s: the field is named', async (query, code, field) => {
    const answer = await shared().ask('GET', `/api/sites/demo/export.jsonl${query}`);
    expect(answer.statusCode).toBe(400);
    expect(answer.json().error).toMatchObject({ code, field });
  });

  test('each hit once, in the order of arrival, as S7 tells hits apart', async () => {
    const { app, exported } = await createTestApp();
    const renewal = '/e?_k=demo&_p=ada&_n=Renewed&Revenue=1';
    const urls = [
      renewal,
      renewal,
      `${renewal}&_t=1795336083&_d=1`,
      `/e?_d=1&_t=1795336083&Revenue=1&_n=Renewed&_p=ada&_k=demo`,
      `${renewal}&_t=1795336083&_d=1&Plan=Pro`,
      `${renewal}&_i=a&_t=1`,
      `/e?_k=demo&_p=ada&_n=Other&_i=a&_t=1`,
      `${renewal}&_i=a&_t=2`,
      `${renewal}&_i=a`,
      `${renewal}&_i=a`,
    ];
    for (const url of urls) await app.inject(url);
    expect((await exported()).map(({ _n, _i, Plan }) => [_n, _i, Plan].filter(Boolean))).toEqual([
      ['Renewed'],
      ['Renewed'],
      ['Renewed'],
      ['Renewed', 'Pro'],
      ['Renewed', 'a'],
      ['Renewed', 'a'],
      ['Renewed', 'a'],
    ]);
  });

  test('streams more than fits into one piece, each line whole', async () => {
    const { log, app } = await createTestApp();
    const drafts = Array.from({ length: 12_000 }, (_, index) => toDraft({ index: `${index}` }));
    await log.append(drafts);
    const { body, headers } = await app.inject({
      url: '/api/sites/demo/export.jsonl',
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    const lines = body.trimEnd().split('\n');
    expect(headers['content-type']).toContain('ndjson');
    expect(lines.map((line) => JSON.parse(line).index)).toEqual(
      drafts.map((_, index) => `${index}`),
    );
  });

  test('hostile names are properties like others', async () => {
    const { app, exported } = await createTestApp();
    await app.inject(
      '/e?_k=demo&_p=ada&_n=A&__proto__=x&constructor=y&toString=z&_ua=w&%3D1%2B1=v',
    );
    expect(await exported()).toEqual([
      {
        _p: 'ada',
        _n: 'A',
        _t: NOW / 1000,
        constructor: 'y',
        toString: 'z',
        '=1+1': 'v',
        _r: NOW / 1000,
      },
    ]);
  });
});
