import { copyFile, mkdtemp, open, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { openDuckDb } from '../../../../src/engine/duckdb/open-duckdb.js';
import { makeFolder, openEngine, waitUntilLoaded } from '../../../support/engine.js';
import { makeHistory } from '../../../support/history.js';
import { readFrom } from '../../../support/records.js';

const RECORDS = makeHistory(21, 300, 30);
const FILE = 'kmq.duckdb';

let loaded: { folder: string; people: unknown };
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kmq-loaded-'));
  const engine = await openDuckDb({ folder, read: readFrom(RECORDS), threads: 1 });
  await waitUntilLoaded(engine, RECORDS.length);
  loaded = { folder, people: await engine.people({ site: 'demo' }) };
  await engine.close();
  return () => rm(folder, { recursive: true });
});

/** A folder whose engine has loaded all and is closed, and what it said of people. */
const makeLoaded = async () => {
  const folder = await makeFolder();
  await copyFile(join(loaded.folder, FILE), join(folder, FILE));
  return { folder, file: join(folder, FILE), people: loaded.people };
};

const change = async (file: string, sql: string): Promise<void> => {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run(sql);
  connection.closeSync();
  instance.closeSync();
};

const damage = async (file: string, from: number): Promise<void> => {
  const handle = await open(file, 'r+');
  for (let at = from; at < (await handle.stat()).size; at += 512)
    await handle.write(Buffer.alloc(8, 1), 0, 8, at);
  await handle.close();
};

describe('an engine whose file cannot be used builds it anew from the log', () => {
  it.each<[string, (file: string) => Promise<void>, string]>([
    ['is no database', (file) => writeFile(file, 'garbage'.repeat(1000)), 'is damaged'],
    ['is empty', (file) => writeFile(file, ''), 'is damaged'],
    ['has a damaged header', (file) => damage(file, 0), 'is damaged'],
    [
      'is of another version',
      (file) => change(file, 'UPDATE progress SET version = 0'),
      'another version',
    ],
  ])('that %s', async (_, spoil, reason) => {
    const { folder, file, people } = await makeLoaded();
    await spoil(file);
    const engine = await openEngine(readFrom(RECORDS), folder);
    expect(engine.reports).toEqual([expect.stringContaining(reason)]);
    expect(await readdir(folder)).toContain(`${FILE}.old`);
    await waitUntilLoaded(engine, RECORDS.length);
    expect(await engine.people({ site: 'demo' })).toEqual(people);
  });

  it('whose damage shows at the first reading', async () => {
    const { folder, file, people } = await makeLoaded();
    await truncate(file, 300_000);
    await expect(openDuckDb({ folder, read: readFrom(RECORDS) })).rejects.toThrow();
    const engine = await openEngine(readFrom(RECORDS), folder);
    await waitUntilLoaded(engine, RECORDS.length);
    expect(await engine.people({ site: 'demo' })).toEqual(people);
  });

  it('whose damage shows only in a report', async () => {
    const { folder, file, people } = await makeLoaded();
    const told: string[] = [];
    const broken = await openDuckDb({
      folder,
      read: readFrom(RECORDS),
      giveUp: (message) => told.push(message),
    });
    await truncate(file, 300_000);
    await expect(broken.people({ site: 'demo' })).rejects.toThrow();
    await broken.close();
    expect(told).toEqual([expect.stringMatching(/cannot go on: .*could not read/i)]);
    const engine = await openEngine(readFrom(RECORDS), folder);
    await waitUntilLoaded(engine, RECORDS.length);
    expect(await engine.people({ site: 'demo' })).toEqual(people);
  });
});

it('builds its file anew when the log is another one, shorter than what it knows', async () => {
  const { folder } = await makeLoaded();
  const told: string[] = [];
  const shorter = RECORDS.slice(0, 100);
  const before = await openDuckDb({
    folder,
    read: readFrom(shorter),
    giveUp: (message) => told.push(message),
  });
  before.follow(shorter.length);
  await vi.waitUntil(() => told.length);
  await before.close();
  expect(told).toEqual(['the engine is at position 300, but the log ends at 100']);
  const engine = await openEngine(readFrom(shorter), folder);
  expect(engine.reports).toEqual([expect.stringContaining('the log ends at 100: it is kept as')]);
  await waitUntilLoaded(engine, shorter.length);
  expect(await engine.people({ site: 'demo' })).not.toEqual(loaded.people);
});

it('goes on where it stopped, without reading what it has', async () => {
  const { folder, people } = await makeLoaded();
  const engine = await openEngine(async function* () {
    yield* [];
    throw new Error('nothing is to be read');
  }, folder);
  expect((await engine.status()).seq).toBe(RECORDS.length);
  expect(await engine.people({ site: 'demo' })).toEqual(people);
  expect(engine.reports).toEqual([]);
});
