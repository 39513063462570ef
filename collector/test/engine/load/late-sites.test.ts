import { expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/engine.js';
import type { Draft } from '../../../src/ingest/log/log.js';
import type { LogRecord } from '../../../src/ingest/record.js';
import { makeFolder, openEngine, waitUntilLoaded } from '../../support/engine.js';
import { createRandom } from '../../support/history.js';
import { readFrom, T0, toLog, toRecord } from '../../support/records.js';

// Engines of tests load seven links of a site at once.

const link = (site: string, a: string, b: string, after = 0): Draft => ({
  ...toRecord('a', { _n: a, _p: b }, after),
  site,
});
const event = (site: string, person: string): Draft => ({
  ...toRecord('e', { _p: person, _n: 'A' }),
  site,
});
const FLOOD = Array.from({ length: 100 }, (_, at) => link('other', `a${at}`, `b${at}`));

const listPeople = async (engine: Engine, sites: readonly string[]) => {
  const answers = [];
  for (const site of sites) answers.push(await engine.people({ site, limit: 1000 }));
  return answers;
};

it('hits between and behind many links of another site are loaded before all of those (S5)', async () => {
  const records = toLog([...FLOOD, event('demo', 'ada'), ...FLOOD, event('demo', 'bob')]);
  const steps: (readonly [demo: number, other: number])[] = [];
  const engine = await openEngine(async function* (after, upTo) {
    steps.push([(await engine.status('demo')).seq, (await engine.status('other')).seq]);
    yield* readFrom(records)(after, upTo);
  });
  engine.follow(records.length);
  await waitUntilLoaded(engine, records.length);
  // Seven at a time, and once more to see that there are no more.
  expect(steps.slice(0, 4)).toEqual([
    [0, 0],
    [202, 7],
    [202, 14],
    [202, 21],
  ]);
  expect(steps.length).toBeLessThan(32);
  expect((await engine.status()).waitingSince).toBeNull();
  expect(await engine.people({ site: 'demo' })).toMatchObject({ people: [{}, {}] });
});

it('several late sites take turns', async () => {
  const sites = ['a', 'b', 'c'];
  const records = toLog(
    Array.from({ length: 90 }, (_, at) => link(sites[at % 3]!, `a${at}`, `b${at}`)),
  );
  const steps: number[][] = [];
  const engine = await openEngine(async function* (after, upTo) {
    steps.push(await Promise.all(sites.map(async (site) => (await engine.status(site)).seq)));
    yield* readFrom(records)(after, upTo);
  });
  engine.follow(records.length);
  await waitUntilLoaded(engine, records.length);
  const order = steps
    .slice(1)
    .map((step, at) => step.findIndex((seq, of) => seq > steps[at]![of]!));
  // The first step loads some of all.
  expect(order.slice(1, 7)).toEqual([0, 1, 2, 0, 1, 2]);
});

/** Two sites in any order, with words of humans, a new setting and a deletion between their links. */
const makeRecords = (seed: number): LogRecord[] => {
  const random = createRandom(seed);
  const below = (n: number) => Math.floor(random() * n);
  return toLog(
    Array.from({ length: 200 }, (_, at): Draft => {
      const site = random() < 0.8 ? 'other' : 'demo';
      const [a, b] = [`n${below(12)}`, `n${below(12)}`];
      const facts = { v: 1, site, received: T0 } as const;
      const fate = random();
      if (fate < 0.03) return { type: 'unlink', ...facts, a, b };
      if (fate < 0.06) return { type: 'approve', ...facts, a, b };
      if (seed % 2 && at === 120) return { type: 'deleted', ...facts, site: 'other' } as Draft;
      return fate < 0.7 ? link(site, a, b, below(1000)) : event(site, a);
    }),
  );
};

it.each([1, 2, 3, 4])(
  'end where each site alone would, also over restarts (seed %i)',
  async (seed) => {
    const records = makeRecords(seed);
    const sites = ['demo', 'other'];
    const alone = [];
    for (const site of sites) {
      const engine = await openEngine(readFrom(records.filter((each) => each.site === site)));
      await waitUntilLoaded(engine, records.length);
      alone.push(...(await listPeople(engine, [site])));
    }
    const folder = await makeFolder();
    for (const upTo of [60, 130, records.length]) {
      const engine = await openEngine(readFrom(records), folder);
      engine.follow(upTo);
      // It ends wherever it is.
      if (upTo < records.length)
        await expect.poll(async () => (await engine.status('demo')).seq).toBe(upTo);
      else await waitUntilLoaded(engine, upTo);
      if (upTo === records.length) expect(await listPeople(engine, sites)).toEqual(alone);
      await engine.close();
    }
  },
);
