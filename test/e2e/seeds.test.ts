import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Collector, startCollector } from './support/collector.js';
import { type Browser, launch } from './support/launch.js';
import { type PageServer, startPages } from './support/pages.js';
import { until } from './support/patience.js';

const run = promisify(execFile);
const KEY = 'YOUR_API_KEY';
const ORIGINAL = 'https://trk.kissmetrics.io';

const read = (name: string) =>
  readFile(new URL(`../fixtures/seeds/${name}`, import.meta.url), 'utf8');

let collector: Collector;
let pages: PageServer;
let browser: Browser;
beforeAll(async () => {
  collector = await startCollector();
  await collector.site(KEY);
  pages = await startPages();
  const target = `127.0.0.1:${collector.port}`;
  browser = await launch('chromium', {
    hosts: { 'i.kissmetrics.io': target, 'scripts.kissmetrics.io': target },
  });
});
afterAll(async () => {
  await browser?.close();
  await pages?.close();
  await collector?.stop();
});

/** What the calls of `calls-works.js` name, in their order. */
const EVENTS = [
  'Signed Up',
  'Viewed Pricing Page',
  'Started Trial',
  'Purchased',
  'Upgraded',
  'Canceled',
  'Visited Site',
  'Viewed Pricing',
  'Started Trial',
  'Activated',
  'Converted to Paid',
  'Experiment Viewed',
  'Purchased',
  'Viewed Page',
];

describe.each(['snippet.html', 'snippet-gtm.html'])('the original %s, as printed (C1)', (file) => {
  it('loads the library from us, which sends what was queued', async () => {
    const person = `jane+${file}@example.com`;
    // The document identifies `jane@example.com` in both cases; here each snippet has a person of its own.
    const calls = (await read('calls-works.js')).replaceAll('jane@example.com', person);
    pages.add(
      file,
      `<!doctype html><html><head><title>Shop</title><link rel="icon" href="data:,">
      ${await read(file)}</head><body>
      <script>var variant = 'new-layout';</script><script>${calls}</script></body></html>`,
    );
    const profile = await browser.profile();
    const page = await profile.open(`http://shop.test:${pages.port}/${file}`);
    await page.until(() => 'KM' in window);

    const found = await until('the queued calls', async () => {
      const answer = await collector.person(KEY, person);
      return answer.timeline.some(({ name }) => name === 'Viewed Page') && answer;
    });
    const events = found.timeline.filter(({ kind }) => kind === 'event').reverse();
    // Ours come first: the automatic hits of the page's start precede what it pushed (C2).
    expect(events.map(({ name }) => name)).toEqual(['Page View', 'Visited Site', ...EVENTS]);
    // Nobody knew this browser before, and the first call names it: no anonymous identity, nothing to tie.
    expect(found.identities).toMatchObject([{ identity: person, kind: 'named' }]);
    expect(found.properties).toMatchObject({
      Plan: 'Enterprise',
      'Company Size': '50-200',
      'Pricing Page Experiment': 'new-layout',
    });
    expect(Number(found.revenue)).toBeCloseTo(49.99 + 50.01 - 99.99 + 49.99 + 49.99, 9);

    const requests = await page.requests();
    const asked = requests.filter((address) => /kissmetrics\.io\/\S+\.js/.test(address));
    expect(asked).toEqual([
      'http://i.kissmetrics.io/i.js',
      `http://scripts.kissmetrics.io/${KEY}.2.js`,
    ]);
    expect(
      await page.evaluate(() => {
        const { _kmq } = window as never as { _kmq: unknown };
        return [Array.isArray(_kmq), Object.prototype.toString.call(_kmq)];
      }),
    ).toEqual([true, '[object Array]']);
    expect(await page.problems()).toEqual([]);
    await profile.close();
  });
});

/** A GIF of one pixel: its signature, then width and height. */
const expectGif = (answer: Buffer) => {
  expect(answer.subarray(0, 6).toString('latin1')).toMatch(/^GIF8[79]a$/);
  expect([answer.readUInt16LE(6), answer.readUInt16LE(8)]).toEqual([1, 1]);
};

describe('the server-side examples, with only the host changed (W7, W8)', () => {
  const curl = async (file: string): Promise<Buffer> => {
    const command = (await read(file)).replace(ORIGINAL, collector.url);
    return (await run('bash', ['-c', command], { encoding: 'buffer' })).stdout;
  };
  /** As Python's `requests.get` encodes `params`: spaces as `+`, `@` as `%40`. */
  const requestsGet = async (file: string): Promise<Buffer> => {
    const python = await read(file);
    const fields = new URLSearchParams();
    for (const [, name, text, number] of python.matchAll(/'(.+?)': (?:'(.+?)'|([\d.]+))/g))
      fields.set(name!, text ?? number!);
    const answer = await fetch(`${collector.url}/e?${fields}`);
    expect(answer.headers.get('content-type')).toBe('image/gif');
    return Buffer.from(await answer.arrayBuffer());
  };

  it.each([
    ['get-with-body.sh', curl, 'Pro'],
    ['get-with-query.sh', curl, undefined],
    ['requests.py', requestsGet, 'Pro Monthly'],
  ])('%s', async (file, send, plan) => {
    const before = (await collector.export(KEY)).length;
    expectGif(await send(file));
    const hits = (await collector.export(KEY)).slice(before);
    expect(hits).toHaveLength(1);
    expect(hits[0]).toMatchObject({
      _p: 'jane@example.com',
      _n: 'Subscription Renewed',
      Revenue: '49.99',
    });
    expect(hits[0]!.Plan).toBe(plan);
  });

  it('adds up as revenue of the right person', async () => {
    const jane = await collector.person(KEY, 'jane@example.com');
    expect(jane.events).toBe(3);
    expect(Number(jane.revenue)).toBeCloseTo(3 * 49.99, 9);
  });
});
