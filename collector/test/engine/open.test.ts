import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findEngineKind } from '../../src/engine/engines.js';
import { createResettable } from '../../src/engine/open.js';
import { waitUntilRead } from '../../src/start/rebuild.js';
import { openEngine } from '../support/engine.js';
import { createFolder } from '../support/folder.js';
import { readFrom, toLog, toRecord } from '../support/records.js';

const RECORDS = toLog([
  toRecord('e', { _n: 'Visited', _p: 'anon' }),
  toRecord('a', { _n: 'ada@example.com', _p: 'anon', _y: 'i' }, 1),
  toRecord('e', { _n: 'Billed', _p: 'ada@example.com', Revenue: '49.99' }, 2),
  toRecord('s', { _p: 'ada@example.com', Plan: 'Pro' }, 3),
]);

const createFilled = async () => {
  const folder = createFolder();
  const read = readFrom(RECORDS);
  const settings = { folder: join(folder, 'engine') };
  const engine = createResettable(
    {
      create: () => openEngine(read, settings.folder),
      remove: () => findEngineKind(settings).remove(settings),
    },
    { syncedSeq: () => RECORDS.length },
  );
  await engine.reset();
  await waitUntilRead(engine, RECORDS.length);
  return { folder, engine };
};

test('an engine that is built anew gives the same answers, every time (S4)', async () => {
  const { engine } = await createFilled();
  const ask = async () => [
    await engine.people({ site: 'demo' }),
    await engine.person('demo', { identity: 'anon' }),
    await engine.between('demo', 'anon', 'ada@example.com'),
  ];
  const first = await ask();
  expect(first[1]).toMatchObject({ events: 2, revenue: '49.99', properties: { Plan: 'Pro' } });
  for (let times = 0; times < 2; times++) {
    await engine.reset();
    await waitUntilRead(engine, RECORDS.length);
    expect(await ask()).toEqual(first);
  }
});

test('nothing of the old engine stays, and nobody reads the log meanwhile', async () => {
  const { folder, engine } = await createFilled();
  writeFileSync(join(folder, 'engine', 'kmq.duckdb.old'), 'ada@example.com');
  await engine.reset(async () => {
    expect(existsSync(join(folder, 'engine'))).toBe(false);
    expect(await engine.status()).toEqual({ ready: false, seq: 0, waitingSince: null });
    await expect(engine.people({ site: 'demo' })).rejects.toMatchObject({
      code: 'engine_unavailable',
    });
  });
  expect(existsSync(join(folder, 'engine', 'kmq.duckdb.old'))).toBe(false);
  await waitUntilRead(engine, RECORDS.length);
  expect((await engine.people({ site: 'demo' })).people).toHaveLength(1);
});

test('a task that fails is told, and reports answer again', async () => {
  const { engine } = await createFilled();
  await expect(engine.reset(() => Promise.reject(new Error('no space')))).rejects.toThrow(
    'no space',
  );
  await waitUntilRead(engine, RECORDS.length);
  expect((await engine.people({ site: 'demo' })).people).toHaveLength(1);
});
