import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createTestApp, shareTestApp, TOKEN } from '../support/app.js';

const LINES = 'e?_n=A&_p=ada&_t=1795336083&_i=one\ne?_n=B&_p=ada&_t=1795336083&_i=two';

/** Bytes, and what is said of them. */
const READ: [encoding: string, toBody: (text: string) => Buffer][] = [
  ['gzip', gzipSync],
  ['GZIP', gzipSync],
  [' gzip ', gzipSync],
  ['x-gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
  ['identity', Buffer.from],
  ['', Buffer.from],
  ['identity, gzip', gzipSync],
];

const UNREAD: [encoding: string, body: Buffer, status: number, code: string][] = [
  ['zstd', Buffer.from(LINES), 415, 'unsupported_encoding'],
  ['compress', Buffer.from(LINES), 415, 'unsupported_encoding'],
  ['constructor', Buffer.from(LINES), 415, 'unsupported_encoding'],
  ['gzip, gzip', gzipSync(gzipSync(LINES)), 415, 'unsupported_encoding'],
  ['br, gzip', gzipSync(LINES), 415, 'unsupported_encoding'],
  ['gzip', Buffer.from(LINES), 400, 'unreadable_encoding'],
  ['gzip', gzipSync(LINES).subarray(0, 30), 400, 'unreadable_encoding'],
  ['deflate', gzipSync(LINES), 400, 'unreadable_encoding'],
  ['br', gzipSync(LINES), 400, 'unreadable_encoding'],
];

describe('compressed batches (W9, W12)', () => {
  const shared = shareTestApp();
  const post = (
    { app }: Awaited<ReturnType<typeof createTestApp>>,
    body: Buffer,
    encoding: string,
  ) =>
    app.inject({
      method: 'POST',
      url: '/?_k=demo',
      payload: body,
      headers: { 'content-type': 'text/plain', 'content-encoding': encoding },
    });

  test.each(READ)('%j is read', async (encoding, toBody) => {
    const app = await createTestApp();
    const answer = await post(app, toBody(LINES), encoding);
    expect([answer.statusCode, answer.json()]).toEqual([200, { accepted: 2, rejected: [] }]);
    expect((await app.exported()).map(({ _n }) => _n)).toEqual(['A', 'B']);
  });

  test.each(UNREAD)('%j is refused: %#', async (encoding, body, status, code) => {
    const app = shared();
    const answer = await post(app, body, encoding);
    expect([answer.statusCode, answer.json().error.code]).toEqual([status, code]);
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    expect(await app.exported()).toEqual([]);
  });

  test('a queue that was left early comes compressed, too (W14)', async () => {
    const app = await createTestApp();
    const queue = [['km_ni=ada'], 'https://shop.example/', [['record', 'A']]];
    expect((await post(app, gzipSync(JSON.stringify(queue)), 'gzip')).json().accepted).toBe(1);
  });

  test('the limit is that of what comes out: 1 MiB', async () => {
    const app = await createTestApp();
    const line = `${LINES.split('\n')[0]}\n`;
    const most = Math.floor((1024 * 1024) / line.length);
    expect((await post(app, gzipSync(line.repeat(most)), 'gzip')).statusCode).toBe(200);
    const more = await post(app, gzipSync(line.repeat(most + 1)), 'gzip');
    expect([more.statusCode, more.json().error.code]).toEqual([413, 'body_too_large']);
  });

  test('a bomb is refused, and takes no more memory than a body may', async () => {
    const app = shared();
    const bomb = gzipSync(Buffer.alloc(512 * 1024 * 1024), { level: 9 });
    expect(bomb.length).toBeLessThan(600_000);
    const before = process.memoryUsage().rss;
    let most = before;
    const look = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss);
    }, 1);
    for (let times = 0; times < 5; times++)
      expect((await post(app, bomb, 'gzip')).statusCode).toBe(413);
    clearInterval(look);
    expect(most - before).toBeLessThan(100 * 1024 * 1024);
  });
});

describe('compressed forms (W7, W8)', () => {
  const shared = shareTestApp();
  const FORM = '_k=demo&_n=A&_p=ada';
  const post = (url: string, payload: Buffer, encoding: string) =>
    shared().app.inject({
      method: 'POST',
      url,
      payload,
      headers: { 'content-encoding': encoding },
    });

  test.each(READ)('%j is read', async (encoding, toBody) => {
    const before = (await shared().exported()).length;
    const answer = await post('/e', toBody(FORM), encoding);
    expect([answer.statusCode, answer.headers['x-rejected']]).toEqual([200, undefined]);
    expect(await shared().exported()).toHaveLength(before + 1);
  });

  test.each(UNREAD)(
    '%j is refused with a GIF and the reason: %#',
    async (encoding, body, _, code) => {
      const before = (await shared().exported()).length;
      const answer = await post('/e?_k=demo&_n=A&_p=ada', body, encoding);
      expect([answer.statusCode, answer.headers['x-rejected']]).toEqual([200, code]);
      expect(await shared().exported()).toHaveLength(before);
    },
  );

  test('a bomb is a hit that is too long', async () => {
    const bomb = gzipSync(Buffer.alloc(10 * 1024 * 1024));
    const answer = await post('/e?_k=demo&_n=A&_p=ada', bomb, 'gzip');
    expect([answer.statusCode, answer.headers['x-rejected']]).toEqual([200, 'line_too_long']);
  });
});

describe('compressed imports (S25)', () => {
  const FILE = '{"_p":"ada","_n":"A","_t":1500000000}\n';
  const start = async (payload: Buffer, encoding: string) => {
    const { app, ask } = await createTestApp();
    const answer = await app.inject({
      method: 'POST',
      url: '/api/sites/demo/import',
      payload,
      headers: { authorization: `Bearer ${TOKEN}`, 'content-encoding': encoding },
    });
    return { answer, ask };
  };

  test.each(READ)('%j is read', async (encoding, toBody) => {
    const { answer, ask } = await start(toBody(FILE), encoding);
    expect(answer.statusCode).toBe(202);
    const url = `/api/sites/demo/jobs/${answer.json().job}`;
    await expect
      .poll(async () => (await ask('GET', url)).json(), { timeout: 5_000 })
      .toMatchObject({ state: 'preview', preview: { lines: 1, hits: { event: 1 } } });
  });

  test.each(UNREAD)('%j is refused: %#', async (encoding, body, status, code) => {
    const { answer } = await start(body, encoding);
    expect([answer.statusCode, answer.json().error.code]).toEqual([status, code]);
  });
});
