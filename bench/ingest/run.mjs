// Durable hits per second of the built collector, as a ratio to the same server without a sink (bare.mjs), both under
// the same load, in turn, several times. `node run.mjs [--seconds 5] [--rounds 5] [--connections 64]`
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { startCollector, startServer } from './server.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '64' },
  },
});
const SECONDS = Number(values.seconds);
const ROUNDS = Number(values.rounds);
const CONNECTIONS = Number(values.connections);
/** Lines of a batch, as a page sends them after some clicks. */
const LINES = 20;
const BARE = fileURLToPath(new URL('bare.mjs', import.meta.url));

let made = 0;
const makeLine = () => {
  const number = made++;
  return `e?Plan=Pro&Viewed%20URL=https%3A%2F%2Fexample.com%2Fpricing&_n=Page%20View&_p=visitor-${number % 5000}&_t=${(Date.now() / 1000).toFixed(3)}&_i=${number.toString(36).padStart(20, '0')}`;
};

/** What one request is, and how many hits it holds. Each is another one: a repeat would be cheaper. */
const LOADS = {
  get: {
    hits: 1,
    /** @param {object} request */
    setupRequest: (request) => ({
      ...request,
      method: 'GET',
      path: `/e?_k=demo&_d=1&${makeLine().slice(2)}`,
    }),
  },
  batch: {
    hits: LINES,
    /** @param {object} request */
    setupRequest: (request) => ({
      ...request,
      method: 'POST',
      path: '/?_k=demo',
      headers: { 'content-type': 'text/plain' },
      body: Array.from({ length: LINES }, makeLine).join('\n'),
    }),
  },
};

/** @param {string} url @param {keyof typeof LOADS} name */
const measure = async (url, name) => {
  const { hits, setupRequest } = LOADS[name];
  const result = await autocannon({
    url,
    duration: SECONDS,
    connections: CONNECTIONS,
    requests: [{ setupRequest }],
  });
  if (result.non2xx || result.errors)
    throw new Error(`${url}: ${result.non2xx} refused, ${result.errors} failed`);
  const { p50, p99 } = result.latency;
  return {
    hits: result['2xx'] * hits,
    hitsPerSecond: (result['2xx'] * hits) / result.duration,
    p50,
    p99,
  };
};

/** @param {number[]} numbers */
const summarize = (numbers) => {
  const sorted = numbers.toSorted((a, b) => a - b);
  return { median: sorted[sorted.length >> 1], least: sorted[0], most: sorted.at(-1) };
};

const readMetrics = async () => {
  const text = await collector.readMetrics();
  const read = (/** @type {string} */ name) =>
    Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
  return {
    memory: read('kmq_memory_bytes'),
    logBytes: read('kmq_log_bytes'),
    lagSeconds: read('kmq_reports_lag_seconds'),
    lagRecords: read('kmq_reports_lag_records'),
  };
};

const folder = mkdtempSync(join(tmpdir(), 'kmq-bench-'));
const bare = await startServer(BARE);
const collector = await startCollector(folder);
/** @type {Record<string, { bare: any[], collector: any[] }>} */
const runs = { get: { bare: [], collector: [] }, batch: { bare: [], collector: [] } };
let hits = 0;
let mostMemory = 0;
let mostLag = 0;
try {
  for (let round = 0; round < ROUNDS; round++)
    for (const name of /** @type {(keyof typeof LOADS)[]} */ (['get', 'batch'])) {
      runs[name].bare.push(await measure(bare.url, name));
      const run = await measure(collector.url, name);
      runs[name].collector.push(run);
      hits += run.hits;
      const metrics = await readMetrics();
      mostMemory = Math.max(mostMemory, metrics.memory);
      mostLag = Math.max(mostLag, metrics.lagSeconds);
    }
  const started = Date.now();
  while ((await readMetrics()).lagRecords) await wait(100);
  const caughtUp = (Date.now() - started) / 1000;
  const { logBytes } = await readMetrics();

  const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
  for (const [name, { bare, collector }] of Object.entries(runs)) {
    const ratio = summarize(collector.map((run, at) => run.hitsPerSecond / bare[at].hitsPerSecond));
    const speed = summarize(collector.map((run) => run.hitsPerSecond));
    const ceiling = summarize(bare.map((run) => run.hitsPerSecond));
    const p50 = summarize(collector.map((run) => run.p50));
    const p99 = summarize(collector.map((run) => run.p99));
    console.log(
      `${name}: ${whole.format(speed.median)} hits/s of ${whole.format(ceiling.median)} bare; ratio ${ratio.median.toFixed(2)} (${ratio.least.toFixed(2)}–${ratio.most.toFixed(2)}); p50 ${p50.median} ms, p99 ${p99.median} ms`,
    );
  }
  console.log(
    `${whole.format(hits)} hits; ${(logBytes / hits).toFixed(0)} bytes of log a hit; HTTP process up to ${whole.format(mostMemory / 1e6)} MB; reports up to ${mostLag.toFixed(1)} s behind, read everything ${caughtUp.toFixed(1)} s after the load`,
  );
} finally {
  await collector.stop();
  await bare.stop();
  rmSync(folder, { recursive: true });
}
