import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.js';
import { createLog } from '../../src/ingest/log/log.js';
import { createLogReader } from '../../src/ingest/log/read.js';
import { packSealed } from '../../src/ingest/packing/pack.js';
import { backup } from '../../src/start/backup.js';
import { Problem } from '../../src/start/problem.js';
import { restore } from '../../src/start/restore.js';
import { readBackups } from '../../src/store/backups.js';
import { openSites } from '../../src/store/sites.js';
import { openStore } from '../../src/store/store.js';
import { createFolder } from '../support/folder.js';
import { NOW, readAll, toDraft, toNames } from '../support/hits.js';

const toConfig = (data: string) => {
  const read = readConfig({ KMQ_DATA: data }, {});
  if ('problems' in read) throw new Error(read.problems.join());
  return read.config;
};

const NAMES = [...'ABCDEFG'];

/** A stopped collector's data: four segments, some packed, and its settings. */
const createData = async () => {
  const data = createFolder();
  const store = await openStore(data, { now: () => NOW, demo: true });
  const { token } = await store.tokens.create({
    ...{ name: 'Dashboard', scope: 'read' },
    ...{ sites: null, expires: null },
  });
  await store.signIn.start('link');
  store.drops.report('demo', 'page-0001:3');
  await store.drops.close();
  const folder = join(data, 'log');
  const log = await createLog({ folder, report: () => undefined, segmentBytes: 300 });
  for (const name of NAMES) await log.append([toDraft({ _n: name })]);
  await log.close();
  return { data, token };
};

const readNames = async (data: string) =>
  toNames(await readAll(createLogReader(join(data, 'log'))(0, 99)));

describe('backup and restore (S27)', () => {
  test('a folder in which no collector has worked is an error, and stays as it was', async () => {
    const data = join(createFolder(), 'mistyped');
    const folder = join(createFolder(), 'monday');
    await expect(backup(toConfig(data), folder)).rejects.toThrow(
      `${data} holds no data of a collector`,
    );
    expect([existsSync(data), existsSync(folder)]).toEqual([false, false]);
  });

  test('give the same log and settings again', async () => {
    const { data, token } = await createData();
    await packSealed(join(data, 'log'));
    const folder = join(createFolder(), 'monday');
    const told = await backup(toConfig(data), folder);
    expect(told).toMatch(/up to position 7: \d+ files/);
    expect(await readBackups(data)).toEqual([
      { folder, made: expect.stringMatching(/^\d{4}-/), syncedSeq: 7 },
    ]);

    const other = join(createFolder(), 'data');
    expect(await restore(toConfig(other), folder)).toMatch(/up to position 7/);
    expect(await readNames(other)).toEqual(NAMES);
    const store = await openStore(other, { now: () => NOW, demo: true });
    expect(store.sites.list()).toEqual((await openSites(data)).list());
    expect(store.tokens.use(token)?.scope).toBe('read');
    expect(store.drops.of('demo')).toEqual({ hits: 3, pages: 1 });
    const log = await createLog({ folder: join(other, 'log'), report: () => undefined });
    expect(log.syncedSeq()).toBe(7);
    await log.close();
  });

  test('hold no session, no link and nothing of the engine', async () => {
    const { data } = await createData();
    const folder = join(createFolder(), 'monday');
    await backup(toConfig(data), folder);
    expect(readdirSync(folder).sort()).toEqual([
      'backup.json',
      'drops.json',
      'log',
      'pseudonyms.json',
      'sites',
      'tokens.json',
    ]);
  });

  test('leave out what was not acknowledged', async () => {
    const { data } = await createData();
    const [last] = readdirSync(join(data, 'log'))
      .filter((name) => name.endsWith('ndjson'))
      .slice(-1);
    appendFileSync(join(data, 'log', last!), '{"type":"hit","v":1,');
    const folder = join(createFolder(), 'monday');
    await backup(toConfig(data), folder);
    expect(readFileSync(join(folder, 'log', last!), 'utf8')).toMatch(/"}\n$/);
  });

  test('a folder that holds something is left alone', async () => {
    const { data } = await createData();
    const folder = createFolder();
    writeFileSync(join(folder, 'mine'), '');
    await expect(backup(toConfig(data), folder)).rejects.toThrow('is not empty');
    await expect(restore(toConfig(data), folder)).rejects.toThrow('backup.json is missing');
    const full = join(folder, 'monday');
    await backup(toConfig(data), full);
    await expect(restore(toConfig(data), full)).rejects.toThrow('holds data already');
    expect(await readNames(data)).toEqual(NAMES);
  });

  test.each([
    ['is a file', 'mine', /mine cannot be used: there is a file/],
    ['is below a file', 'mine/monday', /mine\/monday cannot be used: a part of the path is a file/],
  ])('a folder that %s is told in a sentence', async (_, name, problem) => {
    const { data } = await createData();
    const folder = createFolder();
    writeFileSync(join(folder, 'mine'), '');
    const attempt = backup(toConfig(data), join(folder, name));
    await expect(attempt).rejects.toThrow(problem);
    await expect(attempt).rejects.toBeInstanceOf(Problem);
  });

  test.each<[string, (folder: string) => void, RegExp]>([
    ['without its manifest', (folder) => rmSync(join(folder, 'backup.json')), /is missing/],
    [
      'with a changed byte',
      (folder) => {
        const path = join(folder, 'tokens.json');
        writeFileSync(path, readFileSync(path, 'utf8').replace('read', 'real'));
      },
      /bytes have changed/,
    ],
  ])('a backup %s is not taken', async (_, damage, problem) => {
    const { data } = await createData();
    const folder = join(createFolder(), 'monday');
    await backup(toConfig(data), folder);
    damage(folder);
    const other = join(createFolder(), 'data');
    await expect(restore(toConfig(other), folder)).rejects.toThrow(problem);
    expect(existsSync(join(other, 'running.json'))).toBe(false);
  });
});
