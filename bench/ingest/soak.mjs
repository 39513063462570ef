// Whether reports keep up with hits for long: batches at a fixed rate to the built collector, a report in a loop
// beside them. `node soak.mjs [--seconds 600] [--rate 20000] [--lines 20]`
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  findEngine,
  readPeak,
  readProcessorSeconds,
  sizeOf,
  summarize,
  toMegabytes,
} from './memory.mjs';
import { startCollector } from './server.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    rate: { type: 'string', default: '20000' },
    lines: { type: 'string', default: '20' },
  },
});
const [SECONDS, RATE, LINES] = [values.seconds, values.rate, values.lines].map(Number);
const BATCHES = Math.floor((SECONDS * RATE) / LINES);
/** A dozen hits a visitor, some five thousand visitors at once: a prime, so that everybody does a bit of everything. */
const [HITS_EACH, AT_ONCE] = [12, 5003];
const NAMES = ['Visited Site', 'Page View', 'Signed Up', 'Activated', 'Billed'];
const TICK_MILLISECONDS = 10;
const LOOK_MILLISECONDS = 200;

const started = Date.now();
let events = 0;
let repeats = 0;

/**
 * The n-th hit: one in 24 is an alias, so that half of the visitors get a name, and a quarter of those one that is known
 * from another device; one in 500 is two hours late, one in 200 was sent before.
 * @param {number} number
 */
const makeLine = (number) => {
  if (number % 200 === 199) {
    repeats++;
    return toLine(number - 150);
  }
  if (number % 24 !== 11) events++;
  return toLine(number);
};

/** @param {number} number */
const toLine = (number) => {
  const visitor = Math.floor(number / HITS_EACH / AT_ONCE) * AT_ONCE + ((number * 7919) % AT_ONCE);
  const late = number % 500 === 7 ? 7200 : 0;
  const time = (started + (number * 1000) / RATE) / 1000 - late;
  const sent = `_p=device-${visitor}&_t=${time.toFixed(3)}&_i=${started.toString(36)}${number.toString(36).padStart(8, '0')}`;
  const name = visitor % 4 ? visitor : visitor % AT_ONCE;
  if (number % 24 === 11) return `a?_n=visitor-${name}%40example.com&${sent}&_y=i`;
  const event = /** @type {string} */ (NAMES[(number * 31) % NAMES.length]);
  const revenue = event === 'Billed' ? '&Revenue=49.99' : '';
  return `e?Plan=Pro&Viewed%20URL=https%3A%2F%2Fexample.com%2Fpricing${revenue}&_n=${encodeURIComponent(event)}&${sent}`;
};

const agent = new Agent({ keepAlive: true, maxSockets: 128 });
const waits = new Float64Array(BATCHES);
let sent = 0;
let answered = 0;
let refused = 0;

/** @param {URL} url */
const sendBatch = (url) => {
  const first = sent++ * LINES;
  const body = Array.from({ length: LINES }, (_, at) => makeLine(first + at)).join('\n');
  const asked = performance.now();
  return new Promise((resolve, reject) => {
    const post = request(url, { agent, method: 'POST', headers: { 'content-type': 'text/plain' } });
    post.on('error', reject);
    post.on('response', (answer) => {
      answer.resume();
      answer.on('end', () => {
        if (answer.statusCode !== 200) refused++;
        waits[answered++] = performance.now() - asked;
        resolve(undefined);
      });
    });
    post.end(body);
  });
};

const folder = mkdtempSync(join(tmpdir(), 'kmq-bench-'));
const collector = await startCollector(folder);
const engine = findEngine(collector.pid);
const url = new URL('/?_k=demo', collector.url);
let over = false;

/** @param {string} path @param {object} plan */
const report = async (path, plan) => {
  const answer = await collector.post(`/api/sites/demo/reports/${path}`, plan);
  if (!answer.reportId) throw new Error(JSON.stringify(answer));
  return answer;
};

const runReports = async () => {
  const took = [];
  const range = { last: 2, unit: 'day' };
  while (!over) {
    const asked = performance.now();
    await report('funnel', { steps: ['Visited Site', 'Signed Up', 'Billed'], range });
    took.push(performance.now() - asked);
  }
  return took;
};

const watchLag = async () => {
  const lags = [];
  while (!over) {
    lags.push(await collector.readLag());
    await wait(LOOK_MILLISECONDS);
  }
  return lags;
};

const send = async () => {
  const open = new Set();
  const from = performance.now();
  while (sent < BATCHES) {
    const due = Math.min(BATCHES, ((performance.now() - from) / 1000) * (RATE / LINES));
    while (sent < due) {
      const batch = sendBatch(url).finally(() => open.delete(batch));
      open.add(batch);
    }
    await wait(TICK_MILLISECONDS);
  }
  await Promise.all(open);
  return (performance.now() - from) / 1000;
};

try {
  // The engine is another process, which may come later.
  while ((await collector.readLag()) > 0) await wait(50);
  const reports = runReports();
  const lags = watchLag();
  const seconds = await send();
  over = true;
  const took = (await reports).sort((a, b) => a - b);
  const lag = summarize((await lags).sort((a, b) => a - b));
  const latest = performance.now();
  while ((await collector.readLag()) > 0) await wait(50);
  const caughtUp = (performance.now() - latest) / 1000;
  const { count } = await report('activity', { range: { last: 2, unit: 'day' }, by: 'day' });
  if (refused || count !== events)
    throw new Error(`${refused} batches refused; ${count} events in reports, ${events} sent`);

  const ingest = summarize(waits.sort());
  const reporting = summarize(took);
  const hits = BATCHES * LINES;
  const share = (/** @type {number} */ pid) => (readProcessorSeconds(pid) / seconds).toFixed(2);
  console.log(
    [
      `${hits} hits in batches of ${LINES}, ${(hits / seconds).toFixed(0)} hits/s for ${seconds.toFixed(0)} s; ${repeats} of them repeats, all of which reports knew`,
      `batches: p50 ${ingest.p50.toFixed(1)} ms, p99 ${ingest.p99.toFixed(1)} ms, at most ${ingest.most.toFixed(0)} ms`,
      `reports behind: p50 ${lag.p50.toFixed(2)} s, p99 ${lag.p99.toFixed(2)} s, at most ${lag.most.toFixed(2)} s; ${caughtUp.toFixed(1)} s after the last hit they knew all`,
      `${took.length} funnels of three steps beside it: p50 ${(reporting.p50 / 1000).toFixed(2)} s, at most ${(reporting.most / 1000).toFixed(2)} s`,
      `HTTP process up to ${toMegabytes(readPeak(collector.pid))}, ${share(collector.pid)} of a processor; engine up to ${toMegabytes(readPeak(engine))}, ${share(engine)}; reports ${toMegabytes(sizeOf(join(folder, 'engine')))}`,
    ].join('\n'),
  );
} finally {
  over = true;
  agent.destroy();
  await collector.stop();
  rmSync(folder, { recursive: true });
}
