// How many hits outlive a browser that is killed so many seconds after the calls. Part of `npm run bench:delivery`.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, it } from 'vitest';
import {
  type Delivery,
  letStampsAge,
  numbersOf,
  readWaiting,
  recordAndLeave,
  startDelivery,
} from '../../test/e2e/support/delivery.js';
import { BEHAVIOURS } from '../../test/e2e/support/misbehaving.js';
import { createOnDisk, type OnDiskEngine } from '../../test/e2e/support/on-disk.js';
import { until } from '../../test/e2e/support/patience.js';
import { writeTable } from './tables.js';

const TRIALS = Number(process.env.TEST_KILL_TRIALS ?? 3);
const SECONDS = [0.1, 1, 3, 7, 10];
const WORK = { trial: 'one', hits: 30, size: 3000 };

let delivery: Delivery;
beforeAll(async () => {
  delivery = await startDelivery();
});
afterAll(() => delivery?.close());

/** Different hits in the store after the next visit. */
const runTrial = async (engine: OnDiskEngine, seconds: number): Promise<number> => {
  const browser = createOnDisk(engine);
  const site = await delivery.site('killed');
  try {
    await browser.start();
    const page = await browser.open(site.address);
    await page.until(() => 'KM' in window);
    await until('the first hits', async () => (await readWaiting(page)) === 0);
    site.proxy.behave(BEHAVIOURS.silent);
    await recordAndLeave(page, WORK, 'stay');
    await page.until(() => document.title === 'Counted');
    await sleep(seconds * 1000);
    await browser.kill();
    site.proxy.behave(BEHAVIOURS.well);
    await browser.start();
    const visit = await browser.open(`${delivery.pages.url}/away.html`);
    const kept = await readWaiting(visit);
    await letStampsAge(visit);
    await visit.goto(site.visit);
    await visit.until(() => 'KM' in window);
    if (kept)
      await until(
        'the hits',
        async () => numbersOf(await site.stored(), 'one').length >= kept,
        30_000,
      );
    return new Set(numbersOf(await site.stored(), 'one')).size;
  } finally {
    await browser.close();
  }
};

it('the whole browser killed', async () => {
  const run = async (engine: OnDiskEngine): Promise<string> => {
    const cells: string[] = [];
    for (const seconds of SECONDS) {
      const trials = Array.from({ length: TRIALS }, () => runTrial(engine, seconds));
      const arrived = (await Promise.all(trials)).reduce((sum, one) => sum + one, 0);
      cells.push(`${arrived} of ${TRIALS * WORK.hits}`);
    }
    return `| ${[engine, TRIALS, ...cells].join(' | ')} |`;
  };
  const rows = [await run('chromium'), await run('firefox')];
  const head = ['engine', 'trials each', ...SECONDS.map((seconds) => `after ${seconds} s`)];
  writeTable('killed', head, rows);
}, 3_600_000);
