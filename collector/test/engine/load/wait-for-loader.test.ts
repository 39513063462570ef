import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { letLoaderGo } from '../../../src/engine/load/wait-for-loader.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** How long a report waits for a loader that is so far behind, and catches up, or not, after so long; milliseconds. */
const waitFor = async (behind: number, until = Infinity): Promise<number> => {
  const began = Date.now();
  const isBusySince = () => (Date.now() - began < until ? Date.now() - behind : null);
  let waited = -1;
  const waiting = letLoaderGo(isBusySince, Date.now).then(() => {
    waited = Date.now() - began;
  });
  await vi.advanceTimersByTimeAsync(60_000);
  await waiting;
  return waited;
};

it.each([
  ['nothing waits', 0, 0, 0],
  ['hits wait for a second', 1000, Infinity, 0],
  ['hits wait for three seconds, and are loaded', 3000, 1000, 1000],
  ['hits wait for three seconds, and go on to', 3000, Infinity, 5000],
  ['reports are being built anew', 86_400_000, Infinity, 0],
])('a report where %s', async (_, behind, until, waits) => {
  expect(await waitFor(behind, until)).toBe(waits);
});
