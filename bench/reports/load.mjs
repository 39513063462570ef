import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { openDuckDb } from '../../collector/dist/engine/duckdb/open-duckdb.js';
import { createHistory, TO } from './history.mjs';

const DAY = 86_400_000;

/** Waits until the loader has nothing left to sort. */
const waitUntilIdle = async () => {
  for (let idle = 0; idle < 3; ) {
    const before = process.cpuUsage();
    await wait(1000);
    const { user, system } = process.cpuUsage(before);
    idle = user + system < 100_000 ? idle + 1 : 0;
  }
};

/** The tables of so many hits, made by the loader unless a run before has left them; answers how it went. */
export const load = async (folder, hits) => {
  if (existsSync(folder)) return undefined;
  const making = `${folder}.making`;
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { recursive: true });
  const started = performance.now();
  // A clock behind the end of the history: all its months are over, and sorted.
  const now = () => TO + 40 * DAY + Math.floor(performance.now());
  const engine = await openDuckDb({
    ...{ folder: making, read: createHistory(hits), now },
    report: (message) => console.error(message),
  });
  engine.follow(hits);
  for (let seq = 0; seq < hits; { seq } = await engine.status()) {
    await wait(5000);
    if (process.stderr.isTTY || process.env.TEST_TELL)
      console.error(
        `${seq} of ${hits} after ${Math.round((performance.now() - started) / 1000)} s`,
      );
  }
  const seconds = (performance.now() - started) / 1000;
  await waitUntilIdle();
  await engine.close();
  await rename(making, folder);
  return { seconds, hitsPerSecond: Math.round(hits / seconds) };
};

if (import.meta.url === `file://${process.argv[1]}`)
  console.log(await load(process.argv[2], Number(process.argv[3])));
