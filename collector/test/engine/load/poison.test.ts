import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/engine.js';
import type { LogRecord } from '../../../src/ingest/record.js';
import { makeFolder, openEngine, waitUntilLoaded } from '../../support/engine.js';
import { createRandom, makeHistory } from '../../support/history.js';
import { readFrom, T0, toRecord } from '../../support/records.js';

/** `npm run prove:collector` asks for 200. */
const SEEDS = Number(process.env.TEST_FAULT_SEEDS ?? 4);

const listPeople = async (engine: Engine) => {
  const answers = [];
  for (const site of ['demo', 'other']) {
    const { people } = await engine.people({ site, limit: 1000, sort: 'firstSeen' });
    for (const { id } of people) answers.push(await engine.person(site, { id }));
  }
  return answers;
};

/** What no record ought to be: each breaks another part of the loader. */
const POISONS: [string, (record: LogRecord) => object][] = [
  ['cannot be projected', () => ({ type: 'hit', kind: 'e', v: 1, fields: 7 })],
  ['has no time', () => ({ ...toRecord('e', { _p: 'x', _n: 'y' }), time: Number.NaN })],
  ['is a link of no time', () => ({ ...toRecord('a', { _p: 'x', _n: 'y' }), time: Number.NaN })],
  ['sets nothing', () => ({ type: 'settings', v: 1, settings: { foldEmails: 7n } })],
  [
    'is of no site',
    () => ({ ...toRecord('e', { _p: 'x', _n: 'y' }), site: { toString: () => 'demo' } }),
  ],
];

const poisonAt = (records: readonly LogRecord[], at: number, poison: (typeof POISONS)[number][1]) =>
  records.with(at, {
    site: 'demo',
    received: T0,
    ...poison(records[at]!),
    seq: at + 1,
  } as LogRecord);

const expectAside = async (engine: Engine, records: readonly LogRecord[], seqs: number[]) => {
  await waitUntilLoaded(engine, records.length);
  expect((await engine.status()).setAside).toBe(seqs.length);
  const reference = await openEngine(readFrom(records.filter(({ seq }) => !seqs.includes(seq))));
  await waitUntilLoaded(reference, records.length);
  expect(await listPeople(engine)).toEqual(await listPeople(reference));
  await reference.close();
};

describe('no record stops the loader (S5)', () => {
  it.each(POISONS)('one that %s is set aside, all others are loaded', async (_, poison) => {
    const records = makeHistory(41, 60, 10);
    const engine = await openEngine(readFrom(poisonAt(records, 36, poison)));
    await expectAside(engine, records, [37]);
    expect(engine.reports.at(-1)).toContain('position 37 of the log cannot be loaded');
  });

  it('wherever it is, and in whatever portions it comes', async () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const random = createRandom(seed);
      const records = makeHistory(seed, 40 + Math.floor(random() * 300), 20);
      const at = Math.floor(random() * records.length);
      const [, poison] = POISONS[Math.floor(random() * POISONS.length)]!;
      const engine = await openEngine(
        readFrom(poisonAt(records, at, poison), 1 + Math.floor(random() * 90)),
      );
      for (let seq = 0; seq < records.length; seq += 1 + Math.floor(random() * 200))
        await waitUntilLoaded(engine, seq);
      await expectAside(engine, records, [at + 1]);
      await engine.close();
    }
  }, 3_600_000);

  it('several of them, side by side and apart', async () => {
    const records = makeHistory(42, 200, 20);
    const seqs = [1, 2, 3, 90, 200];
    const bad = seqs.reduce((found, seq, at) => poisonAt(found, seq - 1, POISONS[at]![1]), records);
    await expectAside(await openEngine(readFrom(bad)), records, seqs);
  });

  it('is remembered over a restart, named by Health, and tried again by a rebuild', async () => {
    const records = makeHistory(43, 80, 10);
    const folder = await makeFolder();
    const bad = poisonAt(records, 20, POISONS[1]![1]);
    const first = await openEngine(readFrom(bad), folder);
    await waitUntilLoaded(first, records.length);
    await first.close();
    const again = await openEngine(readFrom(bad), folder);
    expect(await again.status()).toMatchObject({ seq: records.length, setAside: 1 });
    const { setAside } = await again.signs('demo', {});
    expect(setAside).toMatchObject({ count: 1, records: [{ position: 21 }] });
    const rebuilt = await openEngine(readFrom(records));
    await waitUntilLoaded(rebuilt, records.length);
    expect((await rebuilt.status()).setAside).toBeUndefined();
  });

  it('one of which the process died again and again, neither', async () => {
    const records = makeHistory(44, 80, 10);
    const folder = await makeFolder();
    const first = await openEngine(readFrom(records), folder);
    await waitUntilLoaded(first, 20);
    await first.close();
    const died = { from: 20, upTo: 21, failures: 5, suspect: 21 };
    await writeFile(join(folder, 'attempt.json'), JSON.stringify(died));
    await expectAside(await openEngine(readFrom(records), folder), records, [21]);
  });

  it('is not one that is there when a process is killed now and then', async () => {
    const records = makeHistory(45, 80, 10);
    const folder = await makeFolder();
    const died = { from: 0, upTo: 80, failures: 4, suspect: null };
    await writeFile(join(folder, 'attempt.json'), JSON.stringify(died));
    const engine = await openEngine(readFrom(records), folder);
    await waitUntilLoaded(engine, records.length);
    expect((await engine.status()).setAside).toBeUndefined();
  });
});
