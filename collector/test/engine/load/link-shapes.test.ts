import { setTimeout as wait } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { createStorage } from '../../../src/engine/duckdb/load/storage.js';
import { openDatabase } from '../../../src/engine/duckdb/tables/database.js';
import { createLoader } from '../../../src/engine/load/loader.js';
import type { LinkStore } from '../../../src/engine/people-index/store.js';
import { makeFolder } from '../../support/engine.js';
import { readFrom, toLog, toRecord } from '../../support/records.js';

type Pair = [a: string, b: string, more?: { time?: number; source?: string }];
/** Those that `npm run bench:links` measures in seconds and megabytes. */
const { href } = new URL('../../../../bench/links/shapes.mjs', import.meta.url);
const shapes: Record<string, (count: number) => Pair[]> = (await import(href)).SHAPES;

/** Counts the rows that are read and written through some functions. */
const countRows = <Store extends object>(store: Store, see: (rows: number) => void): Store =>
  new Proxy(store, {
    get(target, name) {
      const method = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...given: unknown[]) => {
        const [first] = given;
        if (Array.isArray(first)) see(first.length);
        const answer = method.apply(target, given);
        return answer instanceof Promise
          ? answer.then((found) => {
              if (Array.isArray(found)) see(found.length);
              return found;
            })
          : answer;
      };
    },
  });

/** Rows of links and identities that a shape of so many links costs the loader, a few at a time. */
const countWork = async (shape: string, count: number): Promise<number> => {
  const records = toLog(
    shapes[shape]!(count).map(([_n, _p, { time = 0, source = 'a' } = {}], at) =>
      toRecord('a', { _n, _p, _y: source, _i: `${at}` }, time || at),
    ),
  );
  const folder = await makeFolder();
  const settings = { folder, memoryMegabytes: 256, threads: 1 };
  const instance = await openDatabase(settings, () => undefined);
  const judge = async () => undefined;
  const options = { folder, now: Date.now, judge, discard: () => undefined };
  const storage = await createStorage(instance, options);
  let work = 0;
  const see = (rows: number) => {
    work += rows;
  };
  const loader = await createLoader({
    ...{ read: readFrom(records), now: Date.now, report: () => undefined, siteLinks: 200 },
    storage: {
      ...storage,
      people: {
        ...storage.people,
        links: countRows<LinkStore>(storage.people.links, see),
        identities: countRows(storage.people.identities, see),
      },
    },
    siteRemoved: async () => undefined,
  });
  onTestFinished(async () => {
    await loader.stop();
    instance.closeSync();
  });
  loader.follow(records.length);
  while (loader.status().seq < records.length) await wait(5);
  return work;
};

/** A square would be 4; people that still grow, up to their limits, cost a little more than before. */
const MOST_GROWTH = 3;
/** Rows that are read and written for each link. */
const MOST_ROWS = 20;

it.each(Object.keys(shapes))(
  'twice as many links of a shape cost twice as much: %s (S10)',
  async (shape) => {
    const [once, twice] = [await countWork(shape, 1000), await countWork(shape, 2000)];
    expect(twice / once).toBeLessThan(MOST_GROWTH);
    expect(twice / 2000).toBeLessThan(MOST_ROWS);
  },
);
