import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { publint } from 'publint';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { packCollector, packSdk } from '../../release/pack.mjs';
import { startChild } from '../e2e/support/children.js';
import { until } from '../e2e/support/patience.js';
import { findPort } from '../e2e/support/port.js';
import { run } from '../support/pack.js';

const TOKEN = 'token-of-an-installed-collector';
const NEXT = '99.0.0';
/** Nobody of Debian: whose files a restore may make, and nothing else. */
const NOBODY = 65534;

let folder: string;
let tarballs: Record<'sdk' | 'collector' | 'next', string>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kmq-install-'));
  await chmod(folder, 0o755);
  tarballs = {
    sdk: packSdk(folder),
    collector: packCollector(folder),
    next: packCollector(folder, NEXT),
  };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Installs tarballs into a folder as `npm install` of the published packages would. */
const install = async (name: string, ...packages: string[]): Promise<string> => {
  const into = join(folder, name);
  await mkdir(into, { recursive: true });
  await writeFile(join(into, 'package.json'), '{"private":true,"type":"module"}');
  await run('npm', ['install', '--no-audit', '--no-fund', ...packages], { cwd: into });
  return into;
};

/** A collector that was installed, on a data folder; resolves when reports answer. */
const start = async (at: string, data: string, port: number, words: string[] = []) => {
  const [program = '', ...rest] = [...words, join(at, 'node_modules/.bin/kmq-collector')];
  const child = startChild(program, rest, {
    cwd: folder,
    env: { ...process.env, KMQ_DATA: data, KMQ_PORT: String(port), KMQ_TOKEN: TOKEN },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  const url = `http://127.0.0.1:${port}`;
  await until('the collector', async () => (await fetch(`${url}/readyz`)).ok, 30_000).catch(
    (error) => {
      throw new Error(`${error.message}; it printed:\n${printed}`);
    },
  );
  return {
    url,
    printed: () => printed,
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
};

const ask = async (url: string, path: string) =>
  fetch(url + path, { headers: { authorization: `Bearer ${TOKEN}` } });

/** How often each hit of the site is there, once reports see all of them. */
const countHits = async (url: string): Promise<{ hits: number; people: number }> => {
  const lines = (await (await ask(url, '/api/sites/demo/export.jsonl')).text()).trim().split('\n');
  const ids = lines.map((line) => JSON.parse(line)._i);
  expect(new Set(ids).size).toBe(ids.length);
  const people = await until('reports', async () => {
    const status = await (await fetch(`${url}/readyz`)).json();
    return (
      status.lagSeconds === 0 &&
      (await (await ask(url, '/api/sites/demo/people?limit=1000')).json())
    );
  });
  return { hits: ids.length, people: people.people.length };
};

it('the tarball of the collector is what its package.json says, with the SDK in it', async () => {
  const { messages } = await publint({
    strict: true,
    pack: { tarball: new Uint8Array(await readFile(tarballs.collector)).buffer },
  });
  expect(messages).toEqual([]);
  const { stdout } = await run('tar', ['-tzf', tarballs.collector]);
  const files = stdout.trim().split('\n');
  for (const path of [
    'bin/kmq-collector.js',
    'dist/web/index.html',
    'dist/docs/index.html',
    'dist/shop/index.html',
    'node_modules/kmq/dist/kmq.js',
    'LICENSE',
  ])
    expect(files).toContain(`package/${path}`);
  expect(files.filter((path) => /\/(test|src)\//.test(path))).toEqual([]);
});

it('from two tarballs: first hit, upgrade under load, rollback, backup, restore as somebody else', async () => {
  const [old, next, app] = [
    await install('old', tarballs.collector),
    await install('next', tarballs.next),
    await install('app', tarballs.sdk),
  ];
  const data = join(folder, 'data');
  const port = await findPort();
  const first = await start(old, data, port);
  expect(first.printed()).toContain(`${first.url}/demo.2.js`);
  const shop = /Demo shop +(\S+)/.exec(first.printed())?.[1] ?? '';
  for (const address of [shop, `${first.url}/demo.2.js`, `${first.url}/app/`, `${first.url}/docs/`])
    expect([address, (await fetch(address)).status]).toEqual([address, 200]);

  // Somebody sends without a pause, from here on until all versions have run.
  await writeFile(
    join(app, 'send.mjs'),
    `import { createKmq } from 'kmq/node';
     const kmq = createKmq({ key: 'demo', endpoint: '${first.url}/', flushAfter: 50 });
     let sent = 0;
     const timer = setInterval(() => kmq.record('person-' + (sent % 20), 'Sent', { N: sent++ }), 5);
     process.stdin.on('end', async () => {
       clearInterval(timer);
       console.log(JSON.stringify({ sent, ...(await kmq.close()) }));
     });
     process.stdin.resume();`,
  );
  const sender = startChild(process.execPath, ['send.mjs'], {
    cwd: app,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let told = '';
  sender.stdout!.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });
  await sleep(500);
  await first.stop();
  const upgraded = await start(next, data, port);
  await sleep(500);
  await upgraded.stop();
  const back = await start(old, data, port);
  await sleep(500);
  const ended = once(sender, 'exit');
  sender.stdin!.end();
  await ended;
  const { sent, ...rest } = JSON.parse(told);
  expect(sent).toBeGreaterThan(100);
  expect(rest).toEqual({ accepted: sent, rejected: 0, dropped: 0, waiting: 0 });
  expect(await countHits(back.url)).toEqual({ hits: sent, people: 20 });

  const collector = join(old, 'node_modules/.bin/kmq-collector');
  const backup = join(folder, 'backup');
  await run(collector, ['backup', backup], { env: { ...process.env, KMQ_DATA: data } });
  await back.stop();

  // What root may read is given to the other account first, as an operator would.
  const theirs = join(folder, 'theirs');
  const restored = join(theirs, 'data');
  await mkdir(theirs);
  await cp(backup, join(theirs, 'backup'), { recursive: true });
  const isRoot = process.getuid?.() === 0;
  if (isRoot) await run('chown', ['-R', `${NOBODY}:${NOBODY}`, theirs]);
  const asNobody = isRoot
    ? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups']
    : [];
  const [program = '', ...words] = [...asNobody, collector, 'restore', join(theirs, 'backup')];
  await run(program, words, { env: { ...process.env, KMQ_DATA: restored }, cwd: folder });
  const second = await start(old, restored, await findPort(), asNobody);
  expect(await countHits(second.url)).toEqual({ hits: sent, people: 20 });
  await second.stop();
}, 180_000);
