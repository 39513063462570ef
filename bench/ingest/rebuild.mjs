// How long reports take to be built anew from a large log, and what that costs: time, disk, memory, and how long
// hits wait meanwhile. `node rebuild.mjs [--hits 10000000] [--people 850000]`
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createLog } from '../../collector/dist/ingest/log.js';
import { packSealed } from '../../collector/dist/ingest/pack.js';
import { startCollector } from './server.mjs';

const { values } = parseArgs({
  options: { hits: { type: 'string', default: '10000000' }, people: { type: 'string' } },
});
const HITS = Number(values.hits);
/** The share of people among hits that was seen in the field: a dozen hits a person. */
const PEOPLE = Number(values.people ?? Math.ceil(HITS / 12));
/** Hits of one append. */
const GROUP = 5_000;
const DAYS = 365;
const NAMES = ['Visited Site', 'Page View', 'Signed Up', 'Activated', 'Billed'];
const START = Date.UTC(2025, 10, 22);

/** Hits of one request, as pages send them. */
const LINES = 20;

const toTime = (/** @type {number} */ number) =>
  START + Math.floor((number / HITS) * DAYS * 86_400_000);

/** @param {number} number */
const makeLine = (number) => {
  const person = (number * 7919) % PEOPLE;
  const sent = `_p=device-${person}&_t=${toTime(number) / 1000}&_i=${number.toString(36).padStart(20, '0')}`;
  if (number % 12 === 5) return `a?_n=person-${person}%40example.com&${sent}&_y=i`;
  const name = /** @type {string} */ (NAMES[(number * 31) % NAMES.length]);
  const revenue = name === 'Billed' ? '&Revenue=49.99' : '';
  return `e?Plan=${number % 3 ? 'Pro' : 'Free'}${revenue}&_n=${encodeURIComponent(name)}&${sent}`;
};

/** One request's hits as the log has them. @param {number} first */
const makeDraft = (first) => {
  const numbers = Array.from({ length: Math.min(LINES, HITS - first) }, (_, at) => first + at);
  const received = toTime(/** @type {number} */ (numbers.at(-1))) + 200;
  return /** @type {const} */ ({
    type: 'hits',
    v: 2,
    site: 'demo',
    received,
    via: 'batch',
    lines: numbers.map(makeLine),
    offsets: numbers.map((number) => toTime(number) - received),
  });
};

/** @param {string} folder */
const sizeOf = (folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(folder, name)))
    .reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);

/** Most memory that a process ever had, in bytes; Linux only. @param {number} pid */
const readPeak = (pid) =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;

/** The engine's process: the only child of the collector. @param {number} pid */
const findChild = (pid) =>
  Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);

const data = mkdtempSync(join(tmpdir(), 'kmq-bench-'));
try {
  mkdirSync(join(data, 'log'));
  const log = await createLog({ folder: join(data, 'log'), report: console.error });
  for (let made = 0; made < HITS; made += GROUP)
    await log.append(
      Array.from({ length: Math.ceil(Math.min(GROUP, HITS - made) / LINES) }, (_, at) =>
        makeDraft(made + at * LINES),
      ),
    );
  await log.close();
  const plain = sizeOf(join(data, 'log'));
  await packSealed(join(data, 'log'));
  const packed = sizeOf(join(data, 'log'));

  const started = Date.now();
  const collector = await startCollector(data);
  try {
    const waits = [];
    let peak = 0;
    for (;;) {
      const asked = performance.now();
      const hit = `${collector.url}/e?_k=demo&_p=probe&_n=Probe`;
      await (await fetch(hit)).arrayBuffer();
      waits.push(performance.now() - asked);
      const { engine, syncedSeq } = await collector.ask('/api/log');
      peak = Math.max(peak, readPeak(findChild(collector.pid)) || 0);
      if (engine.ready && engine.seq >= Math.min(syncedSeq, HITS)) break;
      await wait(20);
    }
    const seconds = (Date.now() - started) / 1000;
    waits.sort((a, b) => a - b);
    const p99 = waits[Math.floor(waits.length * 0.99)] ?? 0;
    const megabytes = (/** @type {number} */ bytes) => `${(bytes / 1e6).toFixed(0)} MB`;
    console.log(
      [
        `${HITS} hits of ${PEOPLE} people built in ${seconds.toFixed(1)} s, ${(HITS / seconds).toFixed(0)} hits/s`,
        `log ${megabytes(plain)}, packed ${megabytes(packed)} (${(packed / HITS).toFixed(0)} bytes a hit); reports ${megabytes(sizeOf(join(data, 'engine')))}`,
        `engine up to ${megabytes(peak)}, HTTP process up to ${megabytes(readPeak(collector.pid))}`,
        `hits meanwhile: p50 ${waits[waits.length >> 1]?.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, of ${waits.length}`,
      ].join('\n'),
    );
  } finally {
    await collector.stop();
  }
} finally {
  rmSync(data, { recursive: true });
}
