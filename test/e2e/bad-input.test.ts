import { once } from 'node:events';
import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Collector, startCollector } from './support/collector.js';

let collector: Collector;
beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector?.stop());

const LINE = 'e?_n=X&_p=ada%40example.com&_t=1795336083.478&_i=k3f9Qx71Lm2Z';
const post = (path: string, body: string) => ({ path, init: { method: 'POST', body } });

/** A stack trace, a path of the server, or a part of the input. */
const TELLS_TOO_MUCH = /\n\s+at |node:|\.js:\d|node_modules|<script>/;

describe('a request that cannot be taken', () => {
  it.each([
    ['a batch for an unknown key', post('/?_k=nobody', LINE), 401, 'unknown_key'],
    ['a batch without a key', post('/', LINE), 401, 'missing_key'],
    ['a batch of nonsense', post('/?_k=demo', '{"a":1}<script>'), 400, 'unreadable_batch'],
    ['a batch of bytes', post('/?_k=demo', '\0\0\0'), 400, 'unreadable_batch'],
    ['an empty batch', post('/?_k=demo', ''), 400, 'empty_batch'],
    ['a batch of 2 MB', post('/?_k=demo', `${LINE}\n`.repeat(32_000)), 413, 'body_too_large'],
    ['an unknown path', { path: '/no/such/<script>', init: {} }, 404, 'not_found'],
    ['a call without a token', { path: '/api/sites', init: {} }, 401, 'not_signed_in'],
  ])('%s', async (_, { path, init }, status, code) => {
    const answer = await fetch(collector.url + path, init);
    const text = await answer.text();
    expect(answer.status).toBe(status);
    expect(JSON.parse(text).error).toMatchObject({
      code,
      message: expect.stringMatching(/\w+ \w+/),
    });
    expect(text).not.toMatch(TELLS_TOO_MUCH);
  });

  it.each([
    ['an unknown key', '/e?_k=nobody&_p=p&_n=X', 'unknown_key'],
    ['no key', '/e?_p=p&_n=X', 'missing_key'],
    ['no person', '/e?_k=demo&_n=X', 'missing_person'],
    ['milliseconds', '/e?_k=demo&_p=p&_n=X&_t=1700000000000&_d=1', 'time_in_milliseconds'],
  ])('one hit with %s is a GIF and a reason (W8)', async (_, path, reason) => {
    const answer = await fetch(collector.url + path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('image/gif');
    expect(answer.headers.get('x-rejected')).toBe(reason);
  });

  it('keeps the good lines of a batch, and says what is wrong with the others', async () => {
    const body = `${LINE}\ne?_n=X\nx?_p=p&_n=X\n${LINE.replace('k3f9', 'other')}`;
    const answer = await fetch(`${collector.url}/?_k=demo`, { method: 'POST', body });
    expect(await answer.json()).toEqual({
      accepted: 2,
      rejected: [
        { line: 1, reason: 'missing_person' },
        { line: 2, reason: 'unknown_kind' },
      ],
    });
    expect(await collector.export('demo')).toHaveLength(2);
  });

  it('leaves the collector as it was', async () => {
    expect((await fetch(`${collector.url}/healthz`)).status).toBe(200);
    expect(await collector.export('demo')).toHaveLength(2);
  });
});

describe('a start that cannot succeed says what, where, and what to do', () => {
  const folders: string[] = [];
  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
  });
  const makeFolder = async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kmq-bad-'));
    folders.push(folder);
    return folder;
  };
  const readFailure = async (env: Record<string, string>): Promise<string> => {
    const failure = await startCollector({ env: { KMQ_DATA: await makeFolder(), ...env } }).then(
      async (started) => {
        await started.stop();
        return 'it started';
      },
      (error: Error) => error.message,
    );
    expect(failure).not.toMatch(/\n\s+at /);
    return failure;
  };

  it('a port in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const failure = await readFailure({ KMQ_PORT: `${port}` });
    other.close();
    expect(failure).toContain(`${port}`);
    expect(failure).toMatch(/in use/);
    expect(failure).toMatch(/KMQ_PORT/);
  });

  it('a data folder below a regular file', async () => {
    const file = join(await makeFolder(), 'file');
    await writeFile(file, '');
    const failure = await readFailure({ KMQ_DATA: join(file, 'data') });
    expect(failure).toContain(join(file, 'data'));
    expect(failure).toMatch(/KMQ_DATA/);
  });

  it('settings that make no sense, all at once', async () => {
    const failure = await readFailure({ KMQ_PORT: 'many', KMQ_PUBLIC_URL: 'nowhere' });
    expect(failure).toContain('KMQ_PORT');
    expect(failure).toContain('KMQ_PUBLIC_URL');
  });

  it('a data folder that another collector uses', async () => {
    const failure = await readFailure({ KMQ_DATA: collector.folder });
    expect(failure).toContain(collector.folder);
  });
});

it('starts with a log whose last line is damaged, and loses nothing that was acknowledged', async () => {
  const own = await startCollector();
  const send = (id: string) =>
    fetch(`${own.url}/?_k=demo`, { method: 'POST', body: LINE.replace('k3f9', id) });
  await send('one');
  await send('two');
  const before = await own.export('demo');
  expect(before).toHaveLength(2);
  await own.kill9();

  const log = join(own.folder, 'log');
  const [segment] = (await readdir(log))
    .filter((name) => !name.endsWith('.json'))
    .sort()
    .reverse();
  await appendFile(join(log, segment!), '{"type":"hit","v":1,"seq":99,"si');
  await own.start();
  expect(await own.export('demo')).toEqual(before);
  expect((await (await send('three')).json()).accepted).toBe(1);
  expect(await own.export('demo')).toHaveLength(3);
  await own.stop();
});
