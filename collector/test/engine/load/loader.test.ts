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
