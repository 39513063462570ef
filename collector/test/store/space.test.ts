import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { DISK_FLOOR, type Free, watchSpace } from '../../src/store/space.js';

const GIB = 1024 ** 3;

const start = async (size: number, floor = DISK_FLOOR) => {
  const disk: Free = { free: size, size };
  const told: string[] = [];
  let now = 1_000_000;
  const space = await watchSpace({
    ...{ folder: '/', floor, now: () => now },
    report: (message) => told.push(message),
    read: async () => ({ ...disk }),
  });
  onTestFinished(() => space.close());
  /** The disk has so much left, and somebody has noticed. */
  const leave = async (free: number) => {
    disk.free = free;
    now += 1_000;
    // Whoever is refused looks again; with room left the watch looks by itself.
    await expect
      .poll(
        async () => {
          space.admit('nobody', 0);
          return space.free();
        },
        { timeout: 5_000 },
      )
      .toBe(free);
    await sleep(0);
  };
  return { space, leave, told };
};

test('below the floor the noisiest sites wait, below half of it all do, and none with room again', async () => {
  const { space, leave, told } = await start(100 * GIB);
  for (let times = 0; times < 100; times++) {
    expect(space.admit('loud', 10_000)).toBe(true);
    expect(space.admit('quiet', 100)).toBe(true);
  }
  await leave(0.9 * GIB);
  expect([space.admit('loud', 100), space.admit('quiet', 100), space.admit('new', 100)]).toEqual([
    ...[false, true, true],
  ]);
  expect([space.isFull(), space.waiting()]).toEqual([false, 1]);
  await leave(0.4 * GIB);
  expect([space.admit('loud', 1), space.admit('quiet', 1), space.isFull()]).toEqual([
    ...[false, false, true],
  ]);
  await leave(0.9 * GIB);
  expect([space.admit('loud', 1), space.admit('quiet', 1)]).toEqual([false, true]);
  await leave(2 * GIB);
  expect([space.admit('loud', 1), space.admit('quiet', 1), space.waiting()]).toEqual([
    ...[true, true, 0],
  ]);
  expect(told.map((message) => message.slice(0, 30))).toEqual([
    'The disk is nearly full: hits ',
    'The disk is nearly full: all h',
    'The disk is nearly full: hits ',
    'Disk space is available again:',
  ]);
});

test('of sites that are equally loud half wait', async () => {
  const { space, leave } = await start(100 * GIB);
  const sites = ['a', 'b', 'c', 'd'];
  for (const site of sites) space.admit(site, 1_000);
  await leave(0.9 * GIB);
  expect(sites.filter((site) => !space.admit(site, 0))).toHaveLength(2);
});

test.each([
  [100 * GIB, DISK_FLOOR, 1.1 * GIB, 0.9 * GIB],
  [1 * GIB, DISK_FLOOR, 0.06 * GIB, 0.04 * GIB],
  [1 * GIB, { bytes: Number.POSITIVE_INFINITY, part: 0.5 }, 0.6 * GIB, 0.4 * GIB],
  [100 * GIB, { bytes: 1_000, part: 1 }, 1_001, 999],
])(
  'a disk of %i with the floor %j has room with %i free, and none with %i',
  async (size, floor, room, none) => {
    const { space, leave } = await start(size, floor);
    space.admit('only', 1_000);
    await leave(room);
    expect(space.admit('only', 1)).toBe(true);
    await leave(none);
    expect(space.admit('only', 1)).toBe(false);
  },
);

test('without a floor hits are taken to the last byte', async () => {
  const { space, leave } = await start(GIB, { bytes: 0, part: 1 });
  space.admit('only', 1_000);
  await leave(0);
  expect(space.admit('only', 1)).toBe(true);
});

test('a disk that does not tell is tried', async () => {
  const space = await watchSpace({
    ...{ folder: '/', floor: DISK_FLOOR, now: Date.now, report: () => undefined },
    read: () => Promise.reject(new Error('no statfs here')),
  });
  onTestFinished(() => space.close());
  expect(space.admit('demo', 1)).toBe(true);
});
