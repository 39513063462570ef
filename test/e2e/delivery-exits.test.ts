import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Delivery, EXITS, type Exit, runTrial, startDelivery } from './support/delivery.js';
import { ENGINES, launch } from './support/launch.js';
import { isDrawn, SEED } from './support/seed.js';

let delivery: Delivery;
beforeAll(async () => {
  delivery = await startDelivery();
});
afterAll(() => delivery?.close());

const WORK = { hits: 30, size: 3000 };

// The browsers wait most of the time: together they take no longer than one.
it.concurrent.each(ENGINES)(
  `30 hits of 3 kB arrive once from a visitor of %s who leaves at once and comes back, seed ${SEED}`,
  async (engine) => {
    const browser = await launch(engine, { backForwardCache: true });
    const exits = EXITS.filter((_, row) => isDrawn(row, engine, 2));
    const site = await delivery.site(`exits-${engine}`);
    const run = async (exit: Exit) => {
      const profile = await browser.profile();
      const { distinct, duplicates, waiting } = await runTrial(
        profile,
        site,
        { trial: exit, ...WORK },
        exit,
      );
      await profile.close();
      return [exit, { distinct, duplicates, waiting }] as const;
    };
    try {
      const outcomes = Object.fromEntries(await Promise.all(exits.map(run)));
      const whole = { distinct: 30, duplicates: 0, waiting: 0 };
      expect(outcomes).toEqual(Object.fromEntries(exits.map((exit) => [exit, whole])));
      // No preflight, nothing compressed, nothing over the limit of a batch (W9, W12).
      for (const { method, headers, body } of site.proxy.batches) {
        expect(method).toBe('POST');
        expect(headers['content-type']).toMatch(/^text\/plain/);
        expect(headers).not.toHaveProperty('content-encoding');
        expect(body.length).toBeLessThanOrEqual(60_000);
      }
      expect(site.proxy.batches.length).toBeGreaterThan(exits.length);
    } finally {
      await browser.close();
    }
  },
  150_000,
);
