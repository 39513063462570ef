import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../src/config.js';
import { createLog } from '../../src/ingest/log/log.js';
import { createLogReader } from '../../src/ingest/log/read.js';
import { backup } from '../../src/start/backup.js';
import {
  backupBelow,
  listBackups,
  removeOld,
  toBackupName,
} from '../../src/start/backup-schedule.js';
import { restore } from '../../src/start/restore.js';
import { openS3 } from '../../src/start/s3.js';
import { parseS3 } from '../../src/start/s3-problem.js';
import { readBackups } from '../../src/store/backups.js';
import { openStore } from '../../src/store/store.js';
import { createFolder } from '../support/folder.js';
import { NOW, readAll, toDraft, toNames } from '../support/hits.js';
import { KEYS, setEnvironment, startRefusing, startStore } from '../support/s3.js';

const toConfig = (data: string) => {
  const read = readConfig({ KMQ_DATA: data }, {});
  if ('problems' in read) throw new Error(read.problems.join());
  return read.config;
};

const NAMES = [...'ABCDEFG'];

/** A stopped collector's data: some segments, and its settings. */
const createData = async () => {
  const data = createFolder();
  await openStore(data, { now: () => NOW, demo: true });
  const log = await createLog({
    ...{ folder: join(data, 'log'), report: () => undefined },
    segmentBytes: 300,
  });
  for (const name of NAMES) await log.append([toDraft({ _n: name })]);
  await log.close();
  return data;
};

const readNames = async (data: string) =>
  toNames(await readAll(createLogReader(join(data, 'log'))(0, 99)));

/** A store with the bucket `backups`, as the environment tells it. */
const useStore = async (given: Record<string, string> = {}) => {
  const store = await startStore('backups');
  setEnvironment({ ...KEYS, AWS_ENDPOINT_URL: store.url, ...given });
  return store;
};

const toMessage = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'it worked',
    ({ message }) => message,
  );

describe('backups in a bucket (S27)', () => {
  test('give the same log and settings again', async () => {
    await useStore();
    const data = await createData();
    const address = 's3://backups/kmq/monday';
    expect(await backup(toConfig(data), address)).toMatch(/up to position 7: \d+ files.*s3:/);
    expect(await readBackups(data)).toMatchObject([{ folder: address, syncedSeq: 7 }]);
    const other = join(createFolder(), 'data');
    expect(await restore(toConfig(other), `${address}/`)).toMatch(/up to position 7/);
    expect(await readNames(other)).toEqual(NAMES);
  });

  test('a folder of a bucket that holds something is left alone', async () => {
    await useStore();
    const data = await createData();
    await backup(toConfig(data), 's3://backups/kmq');
    expect(await toMessage(backup(toConfig(data), 's3://backups/kmq'))).toBe(
      's3://backups/kmq is not empty; a backup takes a folder of its own.',
    );
    expect(await restore(toConfig(join(createFolder(), 'data')), 's3://backups/kmq')).toMatch(/7/);
  });

  test('the last ones are kept, nothing else is touched, and erasing need not name the others', async () => {
    await useStore();
    const data = await createData();
    const storage = await openS3('s3://backups/kmq');
    for (const day of [1, 2, 3])
      await backup(toConfig(data), `s3://backups/kmq/${toBackupName(NOW + day * 86_400_000)}`);
    // An attempt that was killed, and what somebody else keeps there.
    await storage.below(toBackupName(NOW)).write('tokens.json', [Buffer.from('half')]);
    await storage.below('mine').write('photo.jpg', [Buffer.from('mine')]);
    const printed: string[] = [];
    await backupBelow(toConfig(data), { keep: '2', to: 's3://backups/kmq' }, (text) =>
      printed.push(text),
    );
    expect(printed).toHaveLength(4);
    expect((await storage.listFolders()).sort()).toEqual([
      expect.stringMatching(/^kmq-/),
      expect.stringMatching(/^kmq-/),
      'mine',
    ]);
    const left = (await listBackups(storage)).map(({ backup }) => backup.address);
    expect((await readBackups(data)).map(({ folder }) => folder).sort()).toEqual(left);
    expect(await removeOld(storage, 2)).toEqual([]);
  });

  test('a bucket of several backups names the last one', async () => {
    await useStore();
    const data = await createData();
    await backupBelow(toConfig(data), { keep: '7', to: 's3://backups' }, () => undefined);
    const told = await toMessage(restore(toConfig(join(createFolder(), 'data')), 's3://backups'));
    expect(told).toMatch(
      /^s3:\/\/backups holds no finished backup: its backup.json is missing.\nThe last one below it: kmq-collector restore s3:\/\/backups\/kmq-\d+T\d+Z$/,
    );
  });

  test('a file of many parts is whole', async () => {
    await useStore();
    const storage = await openS3('s3://backups/big');
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    const file = await storage.write('log/1.ndjson', Array(40).fill(chunk));
    expect(file.bytes).toBe(40 * 1024 * 1024);
    let bytes = 0;
    for await (const part of (await storage.read('log/1.ndjson'))!) bytes += part.length;
    expect(bytes).toBe(file.bytes);
  });

  test('a file without bytes is one', async () => {
    await useStore();
    const storage = await openS3('s3://backups/small');
    expect(await storage.write('log/1.ndjson', [])).toMatchObject({ bytes: 0 });
    expect(await storage.has('log/1.ndjson')).toBe(true);
    expect(await storage.has('log/2.ndjson')).toBe(false);
    expect(await storage.read('log/2.ndjson')).toBeUndefined();
  });

  test('what has changed in the bucket is told, and nothing of it stays', async () => {
    await useStore();
    const data = await createData();
    await backup(toConfig(data), 's3://backups/kmq');
    const storage = await openS3('s3://backups/kmq');
    await storage.write('sites/demo.json', [Buffer.from('{}')]);
    const other = join(createFolder(), 'data');
    expect(await toMessage(restore(toConfig(other), 's3://backups/kmq'))).toBe(
      `s3://backups/kmq/sites/demo.json is not what was backed up: its bytes have changed. ${other} is as it was.\nRestore another backup.`,
    );
    expect(readdirSync(other)).toEqual([]);
  });

  test('a manifest that names a file elsewhere writes nothing', async () => {
    await useStore();
    for (const path of ['../outside', '/tmp/outside', 'log/../../outside', '..', 'log\\..\\x']) {
      const folder = createFolder();
      const manifest = { format: 1, syncedSeq: 1, files: [{ path, bytes: 0, sha256: '' }] };
      writeFileSync(join(folder, 'backup.json'), JSON.stringify(manifest));
      const other = join(createFolder(), 'data');
      expect(await toMessage(restore(toConfig(other), folder))).toContain(JSON.stringify(path));
      expect(existsSync(other)).toBe(false);
    }
  });
});

describe('a store that cannot be used is told in a sentence', () => {
  test.each<[string, Record<string, string>, string]>([
    [
      'an unknown key',
      { AWS_ACCESS_KEY_ID: 'AKIAUNKNOWN' },
      'the store does not accept the credentials (InvalidAccessKeyId). Correct AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    ],
    [
      'no credentials',
      { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
      'there are no credentials. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    ],
    [
      'a port on which nothing listens',
      { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
      'the store cannot be reached (ECONNREFUSED). Check AWS_ENDPOINT_URL, AWS_REGION and the network.',
    ],
    [
      'no region',
      { AWS_ENDPOINT_URL: '' },
      'no region is set. Set AWS_REGION, such as eu-central-1.',
    ],
  ])('%s', async (_, environment, said) => {
    await useStore(environment);
    const data = await createData();
    const told = await toMessage(backup(toConfig(data), 's3://backups/kmq'));
    expect(told).toBe(`s3://backups/kmq cannot be used: ${said}`);
    expect(await readBackups(data)).toEqual([]);
  });

  test('a wrong secret', async () => {
    const { url } = await startStore('backups', { strict: true });
    const write = async (secret: string) => {
      setEnvironment({ ...KEYS, AWS_ENDPOINT_URL: url, AWS_SECRET_ACCESS_KEY: secret });
      return (await openS3('s3://backups/kmq')).write(secret, [Buffer.from('x')]);
    };
    expect(await write(KEYS.AWS_SECRET_ACCESS_KEY)).toMatchObject({ bytes: 1 });
    expect(await toMessage(write('a-wrong-secret'))).toBe(
      's3://backups/kmq cannot be used: the store does not accept the credentials (SignatureDoesNotMatch). Correct AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    );
  });

  test.each([
    [400, 'ExpiredToken', 'the credentials have expired (ExpiredToken)'],
    [403, 'RequestExpired', 'the credentials have expired'],
    [403, 'AccessDenied', 'the credentials are not allowed to do this (AccessDenied)'],
    [403, 'SomethingNew', 'the credentials are not allowed to do this'],
    [403, 'RequestTimeTooSkewed', 'the clock of this machine is wrong'],
    [404, 'NoSuchBucket', 'there is no such bucket'],
    [400, 'AuthorizationHeaderMalformed', 'the bucket is in another region'],
    [507, 'XMinioStorageFull', 'the store is full'],
    [500, 'InternalError', '500 InternalError: No, ….'],
  ])('%i %s', async (status, code, said) => {
    setEnvironment({ ...KEYS, AWS_ENDPOINT_URL: await startRefusing(status, code) });
    const data = await createData();
    const config = toConfig(data);
    const other = toConfig(join(createFolder(), 'data'));
    for (const attempt of [
      backup(config, 's3://backups/kmq'),
      restore(other, 's3://backups/kmq'),
    ]) {
      const told = await toMessage(attempt);
      expect(told).toContain(`s3://backups/kmq cannot be used: ${said}`);
      expect(told).not.toContain(KEYS.AWS_SECRET_ACCESS_KEY);
    }
    expect(existsSync(other.data)).toBe(false);
  });

  test('a bucket that vanishes while a backup is made', async () => {
    const store = await useStore();
    const data = await createData();
    const target = await openS3('s3://backups/kmq');
    await target.write('log/1.ndjson', [Buffer.from('first')]);
    store.removeBucket();
    expect(await toMessage(target.write('log/2.ndjson', [Buffer.from('second')]))).toMatch(
      /there is no such bucket\. Create it/,
    );
    expect(await toMessage(backup(toConfig(data), 's3://backups/tuesday'))).toMatch(
      /there is no such bucket/,
    );
  });

  test('a restore whose connection breaks leaves nothing', async () => {
    const manifest = {
      ...{ format: 1, made: '2026-12-01T00:00:00Z', syncedSeq: 1 },
      files: [{ path: 'log/1.ndjson', bytes: 1000, sha256: 'none' }],
    };
    const server = createServer((request, response) => {
      if (request.url?.includes('backup.json')) return response.end(JSON.stringify(manifest));
      if (request.url?.includes('format.json')) return response.writeHead(404).end();
      response.writeHead(200, { 'content-length': 1000 });
      response.write('half');
      return setTimeout(() => response.destroy(), 50);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    setEnvironment({ ...KEYS, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` });
    const other = join(createFolder(), 'data');
    expect(await toMessage(restore(toConfig(other), 's3://backups/kmq'))).toMatch(
      /cannot be reached \(ECONNRESET\)/,
    );
    expect(readdirSync(other)).toEqual([]);
  });
});

test.each([
  ['s3://backups', { bucket: 'backups', prefix: '' }],
  ['S3://backups/', { bucket: 'backups', prefix: '' }],
  ['s3://my.backups-1/a//b/', { bucket: 'my.backups-1', prefix: 'a/b' }],
  ['s3://backups/with space', { bucket: 'backups', prefix: 'with space' }],
])('%s is a folder of a bucket', (text, place) => {
  expect(parseS3(text)).toEqual(place);
});

test.each([
  's3://',
  's3:backups',
  's3://Backups',
  's3://b',
  's3://my_backups',
  's3://AKIA:secret@backups/kmq',
  's3://backups/kmq?versionId=1',
])('%s is none, which is told without repeating it', (text) => {
  expect(() => parseS3(text)).toThrow('That is no address of a bucket.');
  expect(() => parseS3(text)).not.toThrow('secret');
});
