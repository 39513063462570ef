import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKmq } from '../../src/node.js';
import { startChild } from './support/children.js';
import { type Collector, startCollector } from './support/collector.js';
import {
  BEHAVIOURS,
  type Behaviour,
  type Misbehaving,
  startMisbehaving,
} from './support/misbehaving.js';

let collector: Collector;
let between: Misbehaving;
beforeAll(async () => {
  collector = await startCollector();
  between = await startMisbehaving(collector.url);
});
afterAll(async () => {
  await between?.close();
  await collector?.stop();
});

const open = (key: string, endpoint = between.url) =>
  createKmq({ key, endpoint, flushAfter: 50, warn: () => undefined });

describe('kmq/node and the collector (D15)', () => {
  it('makes one person of what a server knows', async () => {
    await collector.site('server');
    // That two names are one person counts from a server that proves itself (S28).
    const { serverKey } = await collector.ask<{ serverKey: string }>(
      'POST',
      '/api/sites/server/server-keys',
      {
        name: 'backend',
      },
    );
    const kmq = open(serverKey, collector.url);
    kmq.record('customer-7', 'Signed Up', { Plan: 'Pro' });
    kmq.alias('ada@example.com', 'customer-7');
    kmq.set('ada@example.com', { 'Company Size': '50-200' });
    kmq.record('ada@example.com', 'Purchased', { Revenue: 49.99 });
    kmq.record('customer-7', 'Renewed', { _t: 1700000000.5, _d: 1 });
    expect(await kmq.close()).toEqual({ accepted: 5, rejected: 0, dropped: 0, waiting: 0 });
    const ada = await collector.person('server', 'customer-7');
    expect(ada.identities.map(({ identity }) => identity).sort()).toEqual([
      'ada@example.com',
      'customer-7',
    ]);
    expect(ada.properties).toMatchObject({ 'Company Size': '50-200' });
    expect(ada.revenue).toMatch(/^49\.990*$/);
    const events = ada.timeline.filter(({ kind }) => kind === 'event');
    expect(events.map(({ name }) => name)).toEqual(['Purchased', 'Signed Up', 'Renewed']);
    expect(Date.parse(events[2]!.time)).toBe(1700000000500);
  });

  const CASES: [what: string, behaviour: Behaviour, times: number][] = [
    ['500', BEHAVIOURS.fails, 2],
    ['429 with Retry-After', BEHAVIOURS.busy, 2],
    ['a page of HTML with status 200', BEHAVIOURS.html, 2],
    ['a connection cut once the hits are taken', BEHAVIOURS.cut, 3],
    ['413 beyond 8 kB', BEHAVIOURS.narrowReadable, 1_000],
    ['an unreadable 413 of a proxy beyond 8 kB', BEHAVIOURS.narrow, 1_000],
  ];

  it.each(CASES)('%s: every hit is in the store exactly once', async (what, behaviour, times) => {
    const key = `once-${CASES.findIndex(([name]) => name === what)}`;
    await collector.site(key);
    let left = times;
    between.behave((body) => (left-- > 0 ? behaviour(body) : 'forward'));
    const kmq = open(key);
    for (let n = 0; n < 60; n++) kmq.record('ada', 'Counted', { n, Long: 'x'.repeat(1_000) });
    expect(await kmq.close(AbortSignal.timeout(30_000))).toMatchObject({
      accepted: 60,
      dropped: 0,
      waiting: 0,
    });
    const stored = await collector.export(key);
    expect(stored.map(({ n }) => Number(n)).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 60 }, (_, n) => n),
    );
  });

  it('a collector that is gone for a while: every hit is there afterwards, in order', async () => {
    await collector.site('outage');
    between.behave(BEHAVIOURS.well);
    await between.goAway();
    const kmq = open('outage');
    for (let n = 0; n < 30; n++) kmq.record('ada', 'Counted', { n });
    const flushed = kmq.flush(AbortSignal.timeout(500));
    expect(await flushed).toMatchObject({ accepted: 0, waiting: 30 });
    await between.comeBack();
    expect(await kmq.close(AbortSignal.timeout(30_000))).toMatchObject({
      accepted: 30,
      waiting: 0,
    });
    const stored = await collector.export('outage');
    expect(stored.map(({ n }) => Number(n))).toEqual(Array.from({ length: 30 }, (_, n) => n));
  });

  /** Runs a script that records one hit and says no more. */
  const runScript = async (key: string): Promise<unknown> => {
    const script = `
      import { createKmq } from 'kmq/node';
      const kmq = createKmq({ key: '${key}', endpoint: '${collector.url}', warn: () => undefined });
      kmq.record('ada', 'Ran');`;
    const child = startChild(process.execPath, ['--input-type=module', '-e', script], {
      cwd: fileURLToPath(new URL('../../', import.meta.url)),
      stdio: 'inherit',
    });
    return (await once(child, 'exit'))[0];
  };

  it('a script that ends without a word is not left before its hit has arrived', async () => {
    await collector.site('script');
    expect(await runScript('script')).toBe(0);
    expect((await collector.export('script')).map(({ _n }) => _n)).toEqual(['Ran']);
  });

  it('a script with a key that nobody knows is not kept alive by it', async () => {
    expect(await runScript('nobody-knows')).toBe(0);
  });
});
