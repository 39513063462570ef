import { execFile } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { type Collector, startCollector } from './support/collector.js';
import { until } from './support/patience.js';

const MAIN = fileURLToPath(new URL('../../collector/dist/main.js', import.meta.url));

/** Runs a command of the collector on a data folder; answers what it printed, also where it failed. */
const run = (folder: string, ...given: string[]) => runAs([], folder, ...given);

const runAs = async (
  account: string[],
  folder: string,
  ...given: string[]
): Promise<{ code: number; out: string }> => {
  try {
    const env = { ...process.env, KMQ_DATA: folder };
    const [program = '', ...words] = [...account, process.execPath, MAIN, ...given];
    const { stdout } = await promisify(execFile)(program, words, { env });
    return { code: 0, out: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout + stderr };
  }
};

const HITS = [
  'e?_n=Visited&_p=anon-1&_t=1795348800&_i=op-1',
  'a?_n=ada%40example.com&_p=anon-1&_t=1795348801&_i=op-2&_y=i',
  'e?_n=Billed&Revenue=49.99&_p=ada%40example.com&_t=1795348802&_i=op-3',
].join('\n');

/** A batch from a server that proves itself: it may say that two names are one person. */
const send = ({ url, token }: Collector, body: string): Promise<Response> =>
  fetch(`${url}/?_k=demo`, { method: 'POST', body, headers: { authorization: `Bearer ${token}` } });

it('rebuild and doctor work beside a running collector, and without one (S4, S27)', async () => {
  const collector = await startCollector();
  const { folder } = collector;
  try {
    const answer = await send(collector, HITS);
    expect(await answer.json()).toEqual({ accepted: 3, rejected: [] });
    const before = await collector.person('demo', 'anon-1');
    expect(before).toMatchObject({ events: 2, revenue: '49.99' });

    const rebuilt = await run(folder, 'rebuild');
    expect(rebuilt).toEqual({ code: 0, out: expect.stringMatching(/up to position 3, in/) });
    expect(await collector.person('demo', 'anon-1')).toEqual(before);

    const running = await run(folder, 'doctor');
    expect(running.out).toMatch(/Hits are accepted at .*\n.*Reports are ready at/);
    expect(running.code).toBe(0);

    await collector.kill9();
    expect((await run(folder, 'rebuild')).code).toBe(0);
    const stopped = await run(folder, 'doctor');
    expect(stopped.out).toMatch(/3 records in 1 files[\s\S]*up to position 3/);
    expect(stopped.code).toBe(0);

    const path = join(folder, 'log', '0000000000000001.ndjson');
    const log = readFileSync(path);
    writeFileSync(path, log.subarray(0, -9));
    const shortened = await run(folder, 'doctor');
    expect(shortened).toEqual({ code: 1, out: expect.stringMatching(/PROBLEM .*acknowledged/) });
    writeFileSync(path, log);

    writeFileSync(join(folder, 'engine', 'kmq.duckdb'), 'garbage'.repeat(5000));
    const damaged = await run(folder, 'doctor');
    expect(damaged).toEqual({ code: 1, out: expect.stringMatching(/PROBLEM .*is damaged/) });

    await collector.start();
    expect(await collector.person('demo', 'anon-1')).toEqual(before);
  } finally {
    await collector.stop();
  }
});

it('a segment that was sealed is packed beside the collector, and its hits are there as before (S4)', async () => {
  const collector = await startCollector();
  try {
    await send(collector, HITS);
    const before = await collector.export('demo');
    await collector.kill9();
    const log = join(collector.folder, 'log');
    writeFileSync(join(log, '0000000000000004.ndjson'), '');

    await collector.start();
    const segments = await until('the first segment to be packed', async () => {
      const names = (await readdir(log)).filter((name) => name.includes('.ndjson')).sort();
      return names[0]?.endsWith('.gz') && !names.includes('0000000000000001.ndjson') && names;
    });
    expect(segments).toEqual(['0000000000000001.ndjson.gz', '0000000000000004.ndjson']);
    expect(await collector.export('demo')).toEqual(before);
    expect(collector.output()).not.toContain('could not be packed');
  } finally {
    await collector.stop();
  }
});

it('a backup that is made while hits come in has every hit acknowledged before it, once (S27)', async () => {
  const collector = await startCollector();
  const folder = await mkdtemp(join(tmpdir(), 'kmq-backup-'));
  const acknowledged: string[] = [];
  let made = 0;
  let stop = false;
  const load = async () => {
    while (!stop) {
      const ids = Array.from({ length: 20 }, () => `load-${made++}`);
      const body = ids.map((id) => `e?_n=Step&_p=visitor-1&_t=1795348800&_i=${id}`).join('\n');
      await send(collector, body);
      acknowledged.push(...ids);
    }
  };
  const loading = [load(), load()];
  try {
    await send(collector, HITS);
    await until('some load', async () => acknowledged.length > 500);
    const before = [...acknowledged];
    const { code, out } = await run(collector.folder, 'backup', join(folder, 'backup'));
    expect([code, out]).toEqual([0, expect.stringMatching(/^Backup up to position \d+/)]);
    stop = true;
    await Promise.all(loading);

    const data = join(folder, 'data');
    expect((await run(data, 'restore', join(folder, 'backup'))).code).toBe(0);
    const restored = await startCollector({ env: { KMQ_DATA: data } });
    try {
      const ids = (await restored.export('demo')).map(({ _i }) => String(_i));
      expect(new Set(ids).size).toBe(ids.length);
      const missing = before.filter((id) => !ids.includes(id));
      expect(missing).toEqual([]);
      expect(await restored.person('demo', 'anon-1')).toEqual(
        await collector.person('demo', 'anon-1'),
      );
    } finally {
      await restored.stop();
    }
  } finally {
    stop = true;
    await collector.stop();
    await rm(folder, { recursive: true });
  }
});

it('an erased person stays away through a kill, a restart and a rebuild (S26)', async () => {
  const collector = await startCollector();
  try {
    const others = 'e?_n=Visited&_p=bob&_t=1795348800&_i=bob-1';
    const body = `${HITS}\n${others}`;
    await send(collector, body);
    const bob = await collector.person('demo', 'bob');
    const { job } = await collector.ask<{ job: string }>('POST', '/api/sites/demo/people/erase', {
      identity: 'anon-1',
    });
    await until('the person to be erased', async () => {
      const told = await collector.ask<{ state: string; erased: object }>(
        'GET',
        `/api/sites/demo/jobs/${job}`,
      );
      expect(told.erased).toEqual({ hits: 3, identities: 2 });
      return told.state === 'done';
    });
    const isGone = async () => {
      expect((await collector.export('demo')).map(({ _i }) => _i)).toEqual(['bob-1']);
      expect((await collector.people('demo')).map(({ id }) => id)).toEqual([bob.id]);
      expect(await collector.person('demo', 'bob')).toEqual(bob);
    };
    await isGone();
    await collector.kill9();
    await collector.start();
    await isGone();
    expect((await run(collector.folder, 'rebuild')).code).toBe(0);
    await send(collector, body);
    await isGone();
    expect((await run(collector.folder, 'doctor')).code).toBe(0);
  } finally {
    await collector.stop();
  }
});

/** An account that every Debian has, and another that has no name. */
const NOBODY = 65_534;
const AS_SOMEBODY = ['setpriv', '--reuid=54321', '--regid=54321', '--clear-groups'];

const ownersOf = (folder: string): number[] => [
  ...new Set(
    ['', ...(readdirSync(folder, { recursive: true }) as string[])].map(
      (name) => statSync(join(folder, name)).uid,
    ),
  ),
];

it.runIf(process.getuid?.() === 0)(
  'what root runs on data of the service stays readable to it, and other accounts are refused (S34)',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kmq-owner-'));
    chmodSync(folder, 0o755);
    const data = join(folder, 'data');
    try {
      expect((await run(data, 'site', 'add', 'first', 'First')).code).toBe(0);
      for (const name of ['', ...(readdirSync(data, { recursive: true }) as string[])])
        chownSync(join(data, name), NOBODY, NOBODY);
      for (const words of [
        ['site', 'add', 'shop', 'My Shop'],
        ['login-link'],
        ['backup', join(folder, 'backups', 'monday')],
        ['rebuild'],
        ['doctor'],
      ]) {
        const { code, out } = await run(data, ...words);
        expect({ words, code, out }).toEqual({ words, code: 0, out: expect.any(String) });
        expect(ownersOf(data)).toEqual([NOBODY]);
      }
      expect(ownersOf(join(folder, 'backups'))).toEqual([NOBODY]);

      const restored = join(folder, 'restored');
      const done = await run(restored, 'restore', join(folder, 'backups', 'monday'));
      expect(done.out).toMatch(/Restored up to position 0.*, for nobody;/);
      expect(ownersOf(restored)).toEqual([NOBODY]);

      expect(await run(data)).toEqual({
        code: 1,
        out: expect.stringMatching(/belongs to nobody, and this runs as root.*\n.*sudo -u nobody/),
      });
      for (const words of [['site', 'add', 'x', 'X'], ['login-link'], ['doctor'], []])
        expect(await runAs(AS_SOMEBODY, data, ...words)).toEqual({
          code: 1,
          out: expect.stringMatching(/belongs to nobody, and this runs as 54321/),
        });
      // The volume of a container that is still the system's.
      const volume = await mkdtemp(join(folder, 'volume-'));
      for (const mode of [0o755, 0o700]) {
        chmodSync(volume, mode);
        expect(await runAs(AS_SOMEBODY, volume)).toEqual({
          code: 1,
          out: expect.stringContaining(`(as root): chown -R 54321:54321 ${volume}`),
        });
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);

it('a start that fails says why in a sentence, and a running collector is not restored over (S34)', async () => {
  const collector = await startCollector();
  const { folder } = collector;
  try {
    const refused = await run(folder, 'token', 'add', 'Dashboard', '--scope', 'all');
    expect(refused).toEqual({ code: 1, out: expect.stringMatching(/no scope of a token; .*read/) });
    const token = (await run(folder, 'token', 'add', 'Dashboard', '--scope', 'read')).out.trim();
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${collector.url}/api/sites`, { headers })).status).toBe(200);
    expect((await fetch(`${collector.url}/api/tokens`, { headers })).status).toBe(403);

    const backup = await mkdtemp(join(tmpdir(), 'kmq-backup-'));
    expect((await run(folder, 'backup', backup)).code).toBe(0);
    const over = await run(folder, 'restore', backup);
    expect(over).toEqual({
      code: 1,
      out: expect.stringMatching(/already runs on the data folder/),
    });
    await rm(backup, { recursive: true });
    await collector.kill9();
    const later = await run(folder, 'token', 'add', 'Later', '--scope', 'admin');
    expect(later).toEqual({ code: 0, out: expect.stringMatching(/^[\w-]{32}\n$/) });
    const { tokens } = JSON.parse(
      `{"tokens":${readFileSync(join(folder, 'tokens.json'), 'utf8')}}`,
    );
    expect(tokens.map(({ name }: { name: string }) => name)).toEqual(['Dashboard', 'Later']);
    writeFileSync(join(folder, 'format.json'), '{"format":99,"version":"9.0.0"}');
    for (const words of [[], ['doctor'], ['site', 'add', 'x', 'X']]) {
      const { code, out } = await run(folder, ...words);
      expect([code, out]).toEqual([1, expect.stringMatching(/newer kmq-collector \(9\.0\.0\)/)]);
      expect(out).not.toMatch(/^ {4}at /m);
    }
  } finally {
    await collector.stop();
  }
});

/** What is in a data folder before the start, the words of the command, the environment, and what is told. */
const BAD_STARTS: [string, (data: string) => void, string[], Record<string, string>, RegExp][] = [
  [
    'a file of settings that is damaged',
    (data) => {
      mkdirSync(join(data, 'sites'));
      writeFileSync(join(data, 'sites/demo.json'), '{');
    },
    [],
    {},
    /^\S+sites\/demo\.json is damaged: it is not JSON\. Restore it from a backup, or move it away\.\n$/,
  ],
  [
    'a format that is damaged',
    (data) => writeFileSync(join(data, 'format.json'), '{'),
    [],
    {},
    /^\S+format\.json is damaged: it is not JSON\./,
  ],
  [
    'a data folder that is a file',
    (data) => {
      rmSync(data, { recursive: true });
      writeFileSync(data, '');
    },
    [],
    {},
    /cannot be used: there is a file, not a folder\.\n/,
  ],
  [
    'a command with a typo',
    () => undefined,
    ['bakup'],
    {},
    /^There is no command "bakup"\.\nCommands: serve, login-link, .*backup/,
  ],
  ['a flag with a typo', () => undefined, ['--prot', '1'], {}, /unknown option '--prot'/],
  [
    'a variable with a typo',
    () => undefined,
    [],
    { KMQ_DAT: '/srv' },
    /^The environment sets KMQ_DAT, which the collector does not know\. Correct or unset it; .*\n$/,
  ],
  [
    'a host that is not of this machine',
    () => undefined,
    ['--host', '203.0.113.7'],
    {},
    /^This machine has no address 203\.0\.113\.7\.\nChoose another with KMQ_HOST or --host\.\n$/,
  ],
  [
    'a network of proxies that is none',
    () => undefined,
    [],
    { KMQ_TRUST_PROXY: '10.0.0.0/33' },
    /^KMQ_TRUST_PROXY \(--trust-proxy\) is "10\.0\.0\.0\/33"; it must be .*host names.*\n$/,
  ],
  [
    'a backup to a bucket whose address is none',
    (data) => mkdirSync(join(data, 'sites')),
    ['backup', 's3://KEY:secret@bucket'],
    {},
    /^That is no address of a bucket\. (?![\s\S]*secret@)/,
  ],
  [
    'a restore of what is no backup',
    () => undefined,
    ['restore', '/nonexistent'],
    {},
    /^\/nonexistent holds no finished backup: its backup\.json is missing\.\n$/,
  ],
];

it.each(BAD_STARTS)(
  '%s is told in a sentence, without a stack (S34)',
  async (_, prepare, words, environment, told) => {
    const folder = await mkdtemp(join(tmpdir(), 'kmq-bad-start-'));
    const data = join(folder, 'data');
    mkdirSync(data);
    prepare(data);
    try {
      const { code, out } = await runAs(
        ['env', ...Object.entries(environment).map(([name, text]) => `${name}=${text}`)],
        data,
        ...words,
      );
      expect([code, out]).toEqual([1, expect.stringMatching(told)]);
      expect(out).not.toMatch(/^ {4}at /m);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);
