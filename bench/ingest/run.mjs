// Durable hits per second of the built collector, as a ratio to the same server without a sink (bare.mjs): both answer
// wrk, in turn, several times. `node run.mjs [--seconds 5] [--rounds 5] [--connections 64]`
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { startCollector, startServer } from './server.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '64' },
  },
});
const ROUNDS = Number(values.rounds);
/** Hits of one request; load.lua has what they are. */
const HITS = { get: 1, batch: 20 };
/** Code that has not run yet is slow, of both servers. */
const WARM_SECONDS = 2;
const BARE = fileURLToPath(new URL('bare.mjs', import.meta.url));
const LOAD = fileURLToPath(new URL('load.lua', import.meta.url));

/** Microseconds of the processor that a process has had, all of its threads; Linux only. @param {number} pid */
const readWork = (pid) => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
};

let runs = 0;
/** @param {{ url: string, pid: number }} server @param {keyof typeof HITS} name @param {number | string} seconds */
const measure = async ({ url, pid }, name, seconds = values.seconds) => {
  const before = readWork(pid);
  const { stdout } = await promisify(execFile)(
    'wrk',
    // biome-ignore format: an option and its value in one line
    ['-t1', `-c${values.connections}`, `-d${seconds}s`, '--latency', '-s', LOAD, url, '--', name, `run${runs++}x`],
  );
  const {
    failed,
    requests,
    seconds: took,
    p50,
    p99,
  } = JSON.parse(stdout.trim().split('\n').at(-1));
  if (failed) throw new Error(`${url}: ${failed} requests failed`);
  const hits = requests * HITS[name];
  const work = (readWork(pid) - before) / requests;
  return { hits, hitsPerSecond: hits / took, p50, p99, work };
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

/** Reports that still read would take time from whoever is measured next. */
const settle = async () => {
  while ((await readMetrics()).lagRecords) await wait(100);
};

const folder = mkdtempSync(join(tmpdir(), 'kmq-bench-'));
const bare = await startServer(BARE);
const collector = await startCollector(folder);
/** @type {Record<string, { bare: any[], collector: any[] }>} */
const measured = { get: { bare: [], collector: [] }, batch: { bare: [], collector: [] } };
const names = /** @type {(keyof typeof HITS)[]} */ (Object.keys(HITS));
let hits = 0;
let mostMemory = 0;
let mostLag = 0;
let catchingUp = 0;

/** @param {keyof typeof HITS} name @param {number | string} [seconds] */
const measureCollector = async (name, seconds) => {
  const run = await measure(collector, name, seconds);
  hits += run.hits;
  const metrics = await readMetrics();
  mostMemory = Math.max(mostMemory, metrics.memory);
  mostLag = Math.max(mostLag, metrics.lagSeconds);
  const started = Date.now();
  await settle();
  catchingUp += Date.now() - started;
  return run;
};

try {
  for (const name of names) {
    await measure(bare, name, WARM_SECONDS);
    await measureCollector(name, WARM_SECONDS);
  }
  for (let round = 0; round < ROUNDS; round++)
    for (const name of names) {
      measured[name].bare.push(await measure(bare, name));
      measured[name].collector.push(await measureCollector(name));
    }
  const { logBytes } = await readMetrics();

  const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
  for (const [name, { bare, collector }] of Object.entries(measured)) {
    const ratio = summarize(collector.map((run, at) => run.hitsPerSecond / bare[at].hitsPerSecond));
    const speed = summarize(collector.map((run) => run.hitsPerSecond));
    const ceiling = summarize(bare.map((run) => run.hitsPerSecond));
    const work = summarize(collector.map((run) => run.work)).median;
    const least = summarize(bare.map((run) => run.work)).median;
    const p50 = summarize(collector.map((run) => run.p50));
    const p99 = summarize(collector.map((run) => run.p99));
    console.log(
      `${name}: ${whole.format(speed.median)} hits/s of ${whole.format(ceiling.median)} bare; ratio ${ratio.median.toFixed(2)} (${ratio.least.toFixed(2)}–${ratio.most.toFixed(2)}); p50 ${p50.median.toFixed(1)} ms, p99 ${p99.median.toFixed(1)} ms; processor ${work.toFixed(0)} µs a request, ${least.toFixed(0)} bare`,
    );
  }
  console.log(
    `${whole.format(hits)} hits; ${(logBytes / hits).toFixed(0)} bytes of log a hit; HTTP process up to ${whole.format(mostMemory / 1e6)} MB; reports up to ${mostLag.toFixed(1)} s behind, ${whole.format(hits / (catchingUp / 1000))} hits/s while they caught up`,
  );
} finally {
  await collector.stop();
  await bare.stop();
  rmSync(folder, { recursive: true });
}
