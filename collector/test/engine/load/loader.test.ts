import { expect, it, vi } from 'vitest';
import { openEngine, waitUntilLoaded } from '../../support/engine.js';
import { readFrom, T0, toLog, toRecord } from '../../support/records.js';

it('tells since when hits wait: not since those before them came', async () => {
  const records = toLog(
    [0, 60_000, 61_000].map((after) => toRecord('e', { _p: 'ada', _n: 'A' }, after)),
  );
  const read = readFrom(records);
  let goOn: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const engine = await openEngine(async function* (afterSeq, upToSeq) {
    // The last hit comes while the first two are read, and cannot be read yet.
    if (afterSeq > 0) await gate;
    else setImmediate(() => engine.follow(3));
    await new Promise(setImmediate);
    yield* read(afterSeq, upToSeq);
  });
  engine.follow(2);
  await vi.waitFor(async () => expect((await engine.status()).seq).toBe(2), {
    timeout: 20_000,
  });
  expect((await engine.status()).waitingSince).toBe(T0 + 60_050);
  goOn();
  await waitUntilLoaded(engine, 3);
  expect((await engine.status()).waitingSince).toBeNull();
});

it('what comes in front of many links is loaded before all of them are', async () => {
  const records = toLog([
    toRecord('e', { _p: 'ada', _n: 'A' }),
    ...Array.from({ length: 24_999 }, (_, at) => toRecord('a', { _p: 'ada', _n: 'bob' }, at)),
  ]);
  const loaded = new Set<number>();
  const engine = await openEngine(async function* () {
    for (let at = 0; at < records.length; at += 1000) {
      loaded.add((await engine.status()).seq);
      yield records.slice(at, at + 1000);
    }
  });
  engine.follow(records.length);
  await waitUntilLoaded(engine, records.length);
  // The first thousand hold an event.
  expect([...loaded]).toEqual([0, 11_000, 21_000]);
});
