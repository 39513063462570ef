import { once } from 'node:events';
import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { createSite } from '../../src/store/site.js';
import { createTestApp, shareTestApp, type TestApp } from '../support/app.js';
import { NOW } from '../support/hits.js';

const toLine = (name: string, id = name) => `e?_n=${name}&_p=ada&_t=${NOW / 1000}&_i=${id}`;

const post = (
  { app }: Pick<TestApp, 'app'>,
  payload: string | Buffer,
  query = '?_k=demo',
  headers = {},
) =>
  app.inject({
    method: 'POST',
    url: `/${query}`,
    payload,
    headers: { 'content-type': 'text/plain;charset=UTF-8', ...headers },
  });

describe('POST / (W9–W11)', () => {
  const shared = shareTestApp();

  test('takes the lines in their order', async () => {
    const app = await createTestApp();
    const answer = await post(app, [toLine('A'), toLine('B'), toLine('C')].join('\n'));
    expect([answer.statusCode, answer.json()]).toEqual([200, { accepted: 3, rejected: [] }]);
    expect((await app.exported()).map(({ _n, _i }) => [_n, _i])).toEqual([
      ['A', 'A'],
      ['B', 'B'],
      ['C', 'C'],
    ]);
  });

  test('says which lines are wrong, and takes the others', async () => {
    const app = await createTestApp();
    const lines = [
      'e?_n=A',
      toLine('B'),
      'x?_n=A&_p=ada',
      '',
      `e?_n=A&_p=ada&x=${'x'.repeat(17_000)}`,
    ];
    const answer = await post(app, `${lines.join('\n')}\n`);
    expect(answer.json()).toEqual({
      accepted: 1,
      rejected: [
        { line: 0, reason: 'missing_person' },
        { line: 2, reason: 'unknown_kind' },
        { line: 3, reason: 'unknown_kind' },
        { line: 4, reason: 'line_too_long' },
      ],
    });
  });

  test('a byte order mark is no part of the first line (W2)', async () => {
    const answer = await post(await createTestApp(), `\ufeff${toLine('A')}\n${toLine('B')}`);
    expect(answer.json()).toEqual({ accepted: 2, rejected: [] });
  });

  test('a repeated batch is accepted again and exported once, also a month later (W10)', async () => {
    const app = await createTestApp();
    const batch = [toLine('A'), toLine('B')].join('\n');
    for (let times = 0; times < 3; times++) {
      expect((await post(app, batch)).json()).toEqual({ accepted: 2, rejected: [] });
      app.pass(30 * 24 * 60 * 60 * 1000);
    }
    expect(await app.exported()).toHaveLength(2);
  });

  test('the sender’s clock shifts the times (W9)', async () => {
    const app = await createTestApp();
    const sent = NOW / 1000 - 3600;
    await post(app, `e?_n=A&_p=ada&_t=${sent - 1}`, `?_k=demo&_s=${sent}`);
    expect((await app.exported())[0]!._t).toBe(NOW / 1000 - 1);
  });

  describe('a request that was long under way (W9)', () => {
    /** Seconds after `NOW`. */
    const at = (seconds: number) => NOW / 1000 + seconds;
    /** One event of a moment, in a batch that its sender's clock says is sent at another. */
    const send = ({ app }: TestApp, name: string, [time, sent]: number[], who = 'ada') =>
      post(
        { app },
        `e?_n=${name}&_p=${who}&_t=${at(time!)}&_i=${name}`,
        `?_k=demo&_s=${at(sent!)}`,
      );
    const read = async (app: TestApp) =>
      (await app.exported()).map(({ _n, _t }) => [_n, Math.round(Number(_t) - at(0))]);

    test('moves nothing where the clock was right in the hour before', async () => {
      const app = await createTestApp();
      await send(app, 'Visited', [-1, 0]);
      app.pass(100_000);
      await send(app, 'Paid', [100, 100]);
      // Sent before that, and stalled since.
      await send(app, 'Checkout', [5, 10]);
      expect(await read(app)).toEqual([
        ['Visited', -1],
        ['Paid', 100],
        ['Checkout', 5],
      ]);
    });

    test('is taken for a clock that is slow where nothing else is known, and by no other sender', async () => {
      const app = await createTestApp();
      await send(app, 'Right', [-1, 0], 'bob');
      await send(app, 'First', [-91, -90]);
      await send(app, 'Second', [-1, 0]);
      await send(app, 'Third', [-91, -90]);
      await send(app, 'Slow', [-91, -90], 'cid');
      expect(await read(app)).toEqual([
        ['Right', -1],
        ['First', -1],
        ['Second', -1],
        ['Third', -91],
        ['Slow', -1],
      ]);
    });

    test.each([3600, -3600])(
      'from a clock that is %i s slow moves as much as the others',
      async (slow) => {
        const app = await createTestApp();
        await send(app, 'Visited', [-1 - slow, -slow]);
        app.pass(100_000);
        await send(app, 'Paid', [100 - slow, 100 - slow]);
        await send(app, 'Checkout', [5 - slow, 10 - slow]);
        expect(await read(app)).toEqual([
          ['Visited', -1],
          ['Paid', 100],
          ['Checkout', 5],
        ]);
      },
    );

    test('moves nothing where only its body was', async () => {
      let now = NOW;
      let asked = 0;
      const clock = () => {
        asked++;
        return now;
      };
      const app = await createTestApp({ parts: { clock } });
      const url = await app.app.listen({ port: 0, host: '127.0.0.1' });
      const sending = request(`${url}/?_k=demo&_s=${at(0)}`, { method: 'POST' });
      sending.write(`e?_n=Visited&_p=ada&_t=${at(-1)}`);
      await expect.poll(() => asked).toBeGreaterThan(0);
      now += 90_000;
      const answered = once(sending, 'response');
      sending.end('&_i=1');
      const [answer] = await answered;
      answer.resume();
      expect(answer.statusCode).toBe(200);
      expect(await read(app)).toEqual([['Visited', -1]]);
    });
  });

  test.each<[string, string | Buffer, string, number, string]>([
    ['no key', toLine('A'), '', 401, 'missing_key'],
    ['an empty key', toLine('A'), '?_k=', 401, 'missing_key'],
    ['an unknown key', toLine('A'), '?_k=nobody', 401, 'unknown_key'],
    ['nothing', '', '?_k=demo', 400, 'empty_batch'],
    ['blank lines', '\n \n', '?_k=demo', 400, 'empty_batch'],
    [
      'bytes that are no text',
      Buffer.from([0xff, 0xfe, 0x0a]),
      '?_k=demo',
      400,
      'unreadable_batch',
    ],
    ['JSON', '{"event":"A"}', '?_k=demo', 400, 'unreadable_batch'],
    ['2 MB', `${toLine('A')}\n`.repeat(50_000), '?_k=demo', 413, 'body_too_large'],
    [
      'a million blank lines',
      `${toLine('A')}${'\n'.repeat(1e6)}`,
      '?_k=demo',
      413,
      'body_too_large',
    ],
    ['more lines than ever wait', 's?_p=a\n'.repeat(120_000), '?_k=demo', 413, 'body_too_large'],
    ['a single line of 2 MB', `e?x=${'x'.repeat(2_000_000)}`, '?_k=demo', 413, 'body_too_large'],
  ])('%s: a readable error', async (_, body, query, status, code) => {
    const app = shared();
    const answer = await post(app, body, query);
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toEqual({ error: { code, message: expect.stringMatching(/\.$/) } });
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'Retry-After, X-Rejected',
    });
    expect(await app.exported()).toEqual([]);
  });

  test('a body just under 1 MiB is taken', async () => {
    const app = await createTestApp();
    const lines = `${toLine('A')}\n`.repeat(Math.floor((1024 * 1024) / (toLine('A').length + 1)));
    expect((await post(app, lines)).statusCode).toBe(200);
  });

  test('bytes that are no UTF-8, line by line and value by value (W2)', async () => {
    const app = await createTestApp();
    const body = Buffer.concat([
      Buffer.from('e?_n=東京&_p=zoé&_i=1\n'),
      Buffer.from('e?_n=Pay\xe9&_p=andr%E9&_i=2\n', 'latin1'),
      Buffer.from('e?_n=A&_p=andr\x81&_i=3', 'latin1'),
    ]);
    const answer = await post(app, body);
    expect(answer.json()).toEqual({
      accepted: 2,
      rejected: [{ line: 2, reason: 'unreadable_text' }],
    });
    expect(await app.exported()).toMatchObject([
      { _n: '東京', _p: 'zoé' },
      { _n: 'Payé', _p: 'andré' },
    ]);
  });

  test('a foreign origin can read that it is refused', async () => {
    const app = await createTestApp();
    await app.store.sites.save({
      ...createSite('demo', 'Demo', ''),
      allowedOrigins: ['https://shop.example'],
    });
    const refused = await post(app, toLine('A'), '?_k=demo', { origin: 'https://evil.example' });
    expect([refused.statusCode, refused.json().error.code]).toEqual([403, 'foreign_origin']);
    expect(refused.headers).toMatchObject({
      'access-control-allow-origin': 'https://evil.example',
      vary: 'Origin',
    });
    const taken = await post(app, toLine('A'), '?_k=demo', { origin: 'https://shop.example' });
    expect(taken.statusCode).toBe(200);
  });

  test('a log that cannot be written: 503, to be repeated', async () => {
    const app = await createTestApp();
    await app.log.close();
    const answer = await post(app, toLine('A'));
    expect([answer.statusCode, answer.json().error.code]).toEqual([503, 'log_unavailable']);
    expect(answer.headers).toMatchObject({
      'retry-after': '5',
      'access-control-allow-origin': '*',
    });
  });

  test('a preflight is answered', async () => {
    const { app } = shared();
    const answer = await app.inject({
      method: 'OPTIONS',
      url: '/?_k=demo',
      headers: { origin: 'https://a.example', 'access-control-request-headers': 'x-own' },
    });
    expect(answer.statusCode).toBe(204);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-headers': 'x-own',
    });
  });

  test('keeps the user agent of the browser client, and of nobody else', async () => {
    const app = await createTestApp();
    await post(app, toLine('A'), '?_k=demo', { 'user-agent': 'Firefox' });
    await app.app.inject({ url: '/e?_k=demo&_p=ada&_n=B', headers: { 'user-agent': 'curl' } });
    const { createLogReader } = await import('../../src/ingest/log/read.js');
    const { readAll } = await import('../support/hits.js');
    const records = await readAll(createLogReader(`${app.folder}/log`)(0, 2));
    expect(records).toMatchObject([{ agent: 'Firefox', via: 'batch' }, { via: 'single' }]);
    expect(records[1]).not.toHaveProperty('agent');
  });
});

describe('POST / with the queue of a page that was left early (W14)', () => {
  test.each([
    [Buffer.from('\ufeff[[], "", [["identify", "zoé"], ["record", "A"]]]'), 'zoé'],
    [Buffer.from('[[], "", [["identify", "zo\xe9%+"], ["record", "A"]]]', 'latin1'), 'zoé%+'],
  ])('bytes of one encoding (W2): %#', async (body, person) => {
    const app = await createTestApp();
    expect((await post(app, body)).json()).toMatchObject({ accepted: 1 });
    expect(await app.exported()).toMatchObject([{ _n: 'A', _p: person }]);
  });

  test('bytes that are no text are refused', async () => {
    const body = Buffer.from('[[], "", [["identify", "zo\x81"], ["record", "A"]]]', 'latin1');
    const answer = await post(await createTestApp(), body);
    expect([answer.statusCode, answer.json().error.code]).toEqual([400, 'unreadable_batch']);
  });

  const toBody = (calls: unknown[], ...more: unknown[]) =>
    JSON.stringify([['km_ni=ada'], 'https://shop.example/', calls, ...more]);
  const CALLS = [
    ['record', 'A', { Plan: 'Pro' }],
    ['record', 'B'],
  ];

  test('makes the hits that the client would have made, at the time of receipt', async () => {
    const app = await createTestApp();
    const answer = await post(app, toBody(CALLS), `?_k=demo&_s=${NOW / 1000 - 9000}`);
    expect([answer.statusCode, answer.json()]).toEqual([200, { accepted: 2, rejected: [] }]);
    expect(await app.exported()).toMatchObject([
      { _n: 'A', _p: 'ada', _t: NOW / 1000, Plan: 'Pro' },
      { _n: 'B', _p: 'ada', _t: NOW / 1000 },
    ]);
  });

  test('a repeat of one queue is one, another one that says the same is another', async () => {
    const app = await createTestApp();
    for (const number of [0.1, 0.1, 0.2]) {
      await post(app, JSON.stringify([null, 'https://shop.example/', CALLS, number]));
      app.pass(24 * 60 * 60 * 1000);
    }
    await post(app, toBody([['record', 'C']]));
    await post(app, toBody([['record', 'C']]));
    const names = (await app.exported()).map(({ _n }) => _n);
    expect(names).toEqual(['A', 'B', 'A', 'B', 'C', 'C']);
  });

  test.each([
    ['the site asks for consent', { consent: 'required' }, {}],
    ['the site respects GPC', { respectGpc: true }, { 'sec-gpc': '1' }],
    ['the site respects DNT', { respectDnt: true }, { dnt: '1' }],
  ])('keeps nothing where %s', async (_, client, headers) => {
    const app = await createTestApp();
    await app.store.sites.save({ ...createSite('demo', 'Demo', ''), client });
    const answer = await post(app, toBody(CALLS), '?_k=demo', headers);
    expect(answer.json()).toEqual({ accepted: 0, rejected: [] });
    expect(await app.exported()).toEqual([]);
  });

  test.each(['[', '[1,2', '[[],"https://shop.example/"]'])('%s: a readable error', async (body) => {
    const answer = await post(shared(), body);
    expect([answer.statusCode, answer.json().error.code]).toEqual([400, 'unreadable_batch']);
  });

  test('needs a key that is known', async () => {
    expect((await post(shared(), toBody(CALLS), '?_k=nobody')).statusCode).toBe(401);
  });

  const shared = shareTestApp();
});
